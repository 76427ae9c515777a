# entrepot_room(<path>
#   SOURCES  ...  HEADERS ...    files of src/<path>
#   TESTS    ...                 *_test.cc: one executable, ctest label "unit"
#   DEPS     ...                 other rooms, by path: the include contract that tools/check_rooms.py enforces
#   EXTERNAL ...                 third-party targets
#   TEST_DEPS ...                rooms that only the tests use
# )
# Makes entrepot_<path with / as _> and, with tests, entrepot_<..>_test.
set_property(GLOBAL PROPERTY ENTREPOT_HEADERS "")

function(entrepot_room room)
  cmake_parse_arguments(R "" "" "SOURCES;HEADERS;TESTS;DEPS;EXTERNAL;TEST_DEPS" ${ARGN})
  string(REPLACE "/" "_" name "${room}")
  set(target entrepot_${name})
  set(deps "")
  foreach(dep IN LISTS R_DEPS)
    string(REPLACE "/" "_" dep "${dep}")
    list(APPEND deps entrepot_${dep})
  endforeach()

  if(R_SOURCES)
    add_library(${target} STATIC ${R_SOURCES})
    target_link_libraries(${target} PUBLIC entrepot_compiler entrepot_asio Boost::json fmt::fmt Threads::Threads ${deps} ${R_EXTERNAL})
    target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
    target_precompile_headers(${target} REUSE_FROM entrepot_pch)
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE entrepot_compiler entrepot_asio Boost::json fmt::fmt Threads::Threads ${deps} ${R_EXTERNAL})
  endif()

  foreach(header IN LISTS R_HEADERS)
    set_property(GLOBAL APPEND PROPERTY ENTREPOT_HEADERS "${room}/${header}")
  endforeach()

  if(R_TESTS AND ENTREPOT_TESTS)
    set(test_deps "")
    foreach(dep IN LISTS R_TEST_DEPS)
      string(REPLACE "/" "_" dep "${dep}")
      list(APPEND test_deps entrepot_${dep})
    endforeach()
    add_executable(${target}_test ${R_TESTS})
    target_link_libraries(${target}_test PRIVATE ${target} ${test_deps} GTest::gtest GTest::gmock GTest::gtest_main)
    target_compile_options(${target}_test PRIVATE -Xclang -fno-pch-timestamp)
    target_precompile_headers(${target}_test REUSE_FROM entrepot_pch)
    add_test(NAME ${name} COMMAND ${target}_test)
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT ${ENTREPOT_TEST_TIMEOUT})
  endif()
endfunction()

# Every public header compiles alone: `cmake --build --target check_headers`.
function(entrepot_check_headers)
  get_property(headers GLOBAL PROPERTY ENTREPOT_HEADERS)
  set(sources "")
  foreach(header IN LISTS headers)
    string(REPLACE "/" "_" file "${header}")
    set(source ${CMAKE_BINARY_DIR}/check_headers/${file}.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
    list(APPEND sources ${source})
  endforeach()
  if(sources)
    add_library(check_headers OBJECT EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(check_headers PRIVATE entrepot_compiler Boost::json fmt::fmt OpenSSL::Crypto PostgreSQL::PostgreSQL SQLite::SQLite3 CURL::libcurl)
  endif()
endfunction()
