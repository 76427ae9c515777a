# Flags every target shares, as one interface target: entrepot_compiler.
add_library(entrepot_compiler INTERFACE)
target_include_directories(entrepot_compiler INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
target_compile_options(entrepot_compiler INTERFACE
  -Wall -Wextra -Werror -Wswitch -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers
  -fstack-protector-strong -fcf-protection -fPIC)
target_compile_definitions(entrepot_compiler INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
  BOOST_BEAST_SEPARATE_COMPILATION BOOST_BEAST_USE_STD_STRING_VIEW
  OPENSSL_API_COMPAT=0x10100000L OPENSSL_SUPPRESS_DEPRECATED
  ENTREPOT_VERSION="${PROJECT_VERSION}")
if(ENTREPOT_FAILPOINTS)
  target_compile_definitions(entrepot_compiler INTERFACE ENTREPOT_FAILPOINTS=1)
endif()
target_link_options(entrepot_compiler INTERFACE -fuse-ld=mold -pie -Wl,-z,relro,-z,now)

if(ENTREPOT_SANITIZE STREQUAL "address")
  target_compile_options(entrepot_compiler INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(entrepot_compiler INTERFACE -fsanitize=address,undefined)
elseif(ENTREPOT_SANITIZE STREQUAL "thread")
  target_compile_options(entrepot_compiler INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(entrepot_compiler INTERFACE -fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(entrepot_compiler INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(ENTREPOT_FUZZ)
  if(NOT ENTREPOT_SANITIZE STREQUAL "address")
    message(FATAL_ERROR "ENTREPOT_FUZZ needs ENTREPOT_SANITIZE=address: use the fuzz or the asan preset")
  endif()
  target_compile_options(entrepot_compiler INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# One precompiled header for all rooms. It holds the standard library and Asio; Beast stays inside the http room.
add_library(entrepot_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
target_link_libraries(entrepot_pch PRIVATE entrepot_compiler)
target_compile_options(entrepot_pch PUBLIC -Xclang -fno-pch-timestamp)
target_precompile_headers(entrepot_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)

# Asio's own code, compiled once (BOOST_ASIO_SEPARATE_COMPILATION); every room links it.
add_library(entrepot_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cc)
target_link_libraries(entrepot_asio PUBLIC entrepot_compiler)
