#include "api/aws/json_operation.h"

#include "api/aws/harmless_members.h"

namespace entrepot::api::aws {

Result<json::Object> read_members(Call& call) {
  const std::string text = std::exchange(call.body, {});
  json::Value document = json::Object();
  if (!text.empty()) {
    ENTREPOT_TRY(document, json::parse(text));
  }
  if (!document.is_object()) return fail(ErrorKind::kSerialization, "The request body must be a JSON object");
  if (!call.context.note.is_ignored) call.context.note.parameters = harmless_members(document.get_object());
  if (call.row.request != nullptr) ENTREPOT_CHECK_OK(check_request(*call.row.request, document.get_object()));
  return std::move(document.get_object());
}

}  // namespace entrepot::api::aws
