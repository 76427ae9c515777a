#pragma once
// Keys of rows. Each table has its own type, so that an image's key cannot be given where a blob's is wanted.

#include <chrono>
#include <cstdint>
#include <type_traits>

#include "base/clock.h"
#include "sql/database.h"

namespace entrepot::meta {

enum class RegistryKey : std::int64_t {};
enum class DomainKey : std::int64_t {};
enum class DataKeyKey : std::int64_t {};
enum class RepositoryKey : std::int64_t {};
enum class BlobKey : std::int64_t {};
enum class ImageKey : std::int64_t {};

template <class T>
concept RowKey = std::is_enum_v<T> && std::is_same_v<std::underlying_type_t<T>, std::int64_t>;

/// Found by sql::params() through the namespace of its argument.
sql::Value to_value(RowKey auto key) {
  return sql::Value(static_cast<std::int64_t>(key));
}

/// As times are stored: microseconds since the epoch.
inline std::int64_t to_micros(SysTime time) {
  return time.time_since_epoch().count();
}
inline SysTime from_micros(std::int64_t micros) {
  return SysTime(std::chrono::microseconds(micros));
}

}  // namespace entrepot::meta
