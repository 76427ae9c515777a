#pragma once
// Members that many requests have, read in one way.

#include <optional>
#include <string>
#include <string_view>

#include "api/aws/operation_row.h"
#include "base/digest.h"
#include "json/reader.h"

namespace entrepot::api::ecr {

/// What requests about one repository inherit.
struct InRepository {
  std::optional<std::string> registry_id;
  std::string repository;  ///< a well-formed name

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {repository}}; }
};
/// The target of a request that does something to images of its repository.
aws::Target about_images(const InRepository& in, ImageUse use, std::vector<registry::ImageId> images);
/// registryId and repositoryName.
InRepository read_in_repository(json::Reader& in);

/// The members registryId and repositoryName, with which answers about one repository begin.
json::Object about(const aws::Call& call, std::string_view repository);

/// kInvalidParameter unless it is 12 digits.
std::optional<std::string> read_registry_id(json::Reader& in);

/// A digest of `member`, of an algorithm that this registry knows; refuses it at `in` otherwise.
std::optional<Digest> check_digest(json::Reader& in, std::string_view member, std::string_view text);
/// Whether `text` has the form that the ECR model asks of a digest: [a-zA-Z0-9-_+.]+:[a-fA-F0-9]+
bool has_digest_form(std::string_view text);

/// A structure that must be there; null, and refused at `in`, if it is not.
const json::Object* required_structure(json::Reader& in, std::string_view member);

/// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text);

/// uploadId: a UUID.
std::string read_upload_id(json::Reader& in);

/// Reads each item of `list` (null: none) with `read(json::Reader&)`. An item that is no structure is kSerialization.
template <class Read>
void each_structure(json::Reader& in, std::string_view member, const json::Array* list, Read read) {
  if (list == nullptr) return;
  for (const json::Value& item : *list) {
    if (!item.is_object()) {
      in.refuse(Error(ErrorKind::kSerialization, "'" + std::string(member) + "' must be a list of structures"));
      return;
    }
    json::Reader inner(item.get_object());
    read(inner);
    if (Result<void> done = inner.finish(); !done) {
      in.refuse(std::move(done).error());
      return;
    }
  }
}

}  // namespace entrepot::api::ecr
