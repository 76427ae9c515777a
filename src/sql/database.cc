#include "sql/database.h"

namespace entrepot::sql {

bool is_constraint(const Error& error) {
  return error.kind() == ErrorKind::kConflict && error.detail().find(kConstraintDetail) != std::string_view::npos;
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
