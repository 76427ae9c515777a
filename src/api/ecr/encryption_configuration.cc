#include "api/ecr/encryption_configuration.h"

#include <fmt/format.h>

#include "api/ecr/members.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

using model::EncryptionType;

void check_encryption(json::Reader& in) {
  const json::Object* configuration = in.optional_object("encryptionConfiguration");
  if (configuration == nullptr) return;
  json::Reader inner(*configuration);
  const std::string text = inner.required_string("encryptionType");
  const std::optional<std::string> key = inner.optional_string("kmsKey");
  if (known(inner, "encryptionType", model::parse_encryption_type(text)) != EncryptionType::kAes256) {
    inner.refuse("encryptionType",
                 fmt::format("{} needs keys of KMS, which this version of entrepot does not have; use AES256", text));
  } else if (key && !key->empty()) {  // templates may say that there is none
    inner.refuse("kmsKey", "Member must be null when encryptionType is AES256");
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
}

}  // namespace entrepot::api::ecr
