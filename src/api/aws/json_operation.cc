#include "api/aws/json_operation.h"

namespace entrepot::api::aws {

Result<json::Object> read_members(Call& call) {
  const std::string text = std::exchange(call.body, {});
  if (text.empty()) return json::Object();
  ENTREPOT_TRY(json::Value document, json::parse(text));
  if (!document.is_object()) return fail(ErrorKind::kSerialization, "The request body must be a JSON object");
  return std::move(document.get_object());
}

}  // namespace entrepot::api::aws
