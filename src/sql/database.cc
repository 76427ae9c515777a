#include "sql/database.h"

namespace entrepot::sql {

namespace {

/// A detail is made of parts, "step: part; part": true when one of them is `part`.
bool has_part(std::string_view detail, std::string_view part) {
  for (std::size_t at = detail.find(part); at != std::string_view::npos; at = detail.find(part, at + 1)) {
    const std::string_view before = detail.substr(0, at);
    const std::string_view after = detail.substr(at + part.size());
    const bool begins = before.empty() || before.ends_with(": ") || before.ends_with("; ");
    if (begins && (after.empty() || after.starts_with(";"))) return true;
  }
  return false;
}

}  // namespace

bool is_constraint(const Error& error) {
  return error.kind() == ErrorKind::kConflict && has_part(error.detail(), kConstraintDetail);
}

bool is_outcome_unknown(const Error& error) {
  return error.kind() == ErrorKind::kUnavailable && has_part(error.detail(), kOutcomeUnknown);
}

Error constraint_error(std::string detail) {
  return Error(ErrorKind::kConflict, "the change conflicts with what is stored")
      .because(std::string(kConstraintDetail))
      .because(std::move(detail));
}

Result<void> check_parameter(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->find('\0') == std::string::npos) return {};
  return fail(ErrorKind::kInvalidParameter, "a text holds a zero byte, which is not allowed");
}

}  // namespace entrepot::sql
