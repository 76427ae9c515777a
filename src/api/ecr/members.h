#pragma once
// Members that many requests have, read in one way.
//
// The model has checked a request before it is read (request_shapes.h): what is required is there, types, lengths,
// patterns and words are the model's. What is read here and in parse_x is checked for the rest only.

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

/// registryId: 12 digits.
std::optional<std::string> read_registry_id(json::Reader& in);

/// A digest of `member`, of an algorithm that this registry knows; refuses it at `in` otherwise.
std::optional<Digest> check_digest(json::Reader& in, std::string_view member, std::string_view text);
/// Whether `text` has the form that the ECR model asks of a digest: [a-zA-Z0-9-_+.]+:[a-fA-F0-9]+
bool has_digest_form(std::string_view text);

/// The value of a word of the model. A word that the model has and this program does not is refused at `in`.
template <class T>
T known(json::Reader& in, std::string_view member, std::optional<T> value) {
  if (!value) in.refuse(member, "Member has a value that this version of entrepot does not know");
  return std::move(value).value_or(T{});
}

/// A structure that must be there; null, and refused at `in`, if it is not.
const json::Object* required_structure(json::Reader& in, std::string_view member);

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
