#pragma once
// Result<T>: a value or an Error. Expected failures are values; exceptions are for bugs.

#include <expected>
#include <utility>

#include "base/error.h"

namespace entrepot {

template <class T>
using Result = std::expected<T, Error>;

/// return fail(ErrorKind::kBlobNotFound, "...");
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message,
                                                 std::source_location where = std::source_location::current()) {
  return std::unexpected<Error>(Error(kind, std::move(message), where));
}
[[nodiscard]] inline std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

}  // namespace entrepot

#define ENTREPOT_CAT_I(a, b) a##b
#define ENTREPOT_CAT(a, b) ENTREPOT_CAT_I(a, b)

// ENTREPOT_TRY(const auto name, RepositoryName::parse(text));      in a function
// ENTREPOT_CO_TRY(auto image, co_await images.get(ref));           in a coroutine
// ENTREPOT_CHECK_OK(expr) / ENTREPOT_CO_CHECK_OK(expr)             for Result<void>
#define ENTREPOT_TRY_I(tmp, decl, ret, ...)              \
  auto tmp = (__VA_ARGS__);                              \
  if (!tmp) ret std::unexpected(std::move(tmp).error()); \
  decl = std::move(*tmp)
#define ENTREPOT_TRY(decl, ...) ENTREPOT_TRY_I(ENTREPOT_CAT(try_, __LINE__), decl, return, __VA_ARGS__)
#define ENTREPOT_CO_TRY(decl, ...) ENTREPOT_TRY_I(ENTREPOT_CAT(try_, __LINE__), decl, co_return, __VA_ARGS__)
#define ENTREPOT_CHECK_OK_I(tmp, ret, ...) \
  if (auto tmp = (__VA_ARGS__); !tmp) ret std::unexpected(std::move(tmp).error())
#define ENTREPOT_CHECK_OK(...) ENTREPOT_CHECK_OK_I(ENTREPOT_CAT(try_, __LINE__), return, __VA_ARGS__)
#define ENTREPOT_CO_CHECK_OK(...) ENTREPOT_CHECK_OK_I(ENTREPOT_CAT(try_, __LINE__), co_return, __VA_ARGS__)
