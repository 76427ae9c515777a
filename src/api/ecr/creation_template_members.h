#pragma once
// The members of a repository creation template, in requests and in answers.

#include "iam/directory.h"
#include "json/reader.h"
#include "model/creation_template.h"
#include "registry/creation_templates.h"

namespace entrepot::api::ecr {

/// Every member but the prefix; `body` is what `in` reads. Policies are checked, and come out as they are to be stored.
model::TemplateChange read_template_change(json::Reader& in, const json::Object& body);

json::Object to_json(const registry::CreationTemplates::Template& found, const iam::Directory* directory);

}  // namespace entrepot::api::ecr
