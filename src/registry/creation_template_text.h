#pragma once
// A creation template as it is stored: JSON with the API's own member names. Private to the room.

#include <string>

#include "base/result.h"
#include "model/creation_template.h"

namespace entrepot::registry {

std::string to_text(const model::CreationTemplate& content);
/// kCorrupt for a text that to_text() cannot have written.
Result<model::CreationTemplate> creation_template_of(const std::string& text);

}  // namespace entrepot::registry
