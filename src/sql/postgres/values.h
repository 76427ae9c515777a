#pragma once
// Values on PostgreSQL's wire, in its binary format.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sql/database.h"

namespace entrepot::sql::postgres {

/// Type identifiers of pg_type that the adapter knows; they never change.
using Oid = unsigned int;
inline constexpr Oid kBool = 16;
inline constexpr Oid kBytea = 17;
inline constexpr Oid kChar = 18;
inline constexpr Oid kName = 19;
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kInt2 = 21;
inline constexpr Oid kInt4 = 23;
inline constexpr Oid kText = 25;
inline constexpr Oid kUnknown = 705;
inline constexpr Oid kBpchar = 1042;
inline constexpr Oid kVarchar = 1043;
inline constexpr Oid kNumeric = 1700;

/// Parameters as libpq takes them. Points into the values it was made from.
class EncodedParams {
 public:
  explicit EncodedParams(const Params& parameters);
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::array<char, 8>> integers_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

/// The types to declare; 0 for a NULL, whose type the server infers.
std::vector<Oid> types_of(const Params& parameters);

/// A column of a result. kInternal for a type that the port does not have, and for a number with a fraction.
Result<Value> decode(Oid type, std::span<const std::uint8_t> bytes);

/// The highest n of $n in a statement, outside quotes.
std::size_t count_parameters(std::string_view statement);

}  // namespace entrepot::sql::postgres
