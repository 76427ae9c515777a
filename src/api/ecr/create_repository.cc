#include "api/ecr/create_repository.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ecr/repository_json.h"
#include "api/ecr/resource_tags.h"

namespace entrepot::api::ecr {
namespace {

using model::EncryptionType;
using model::TagMutability;

constexpr std::string_view kFilters = "imageTagMutabilityExclusionFilters";
constexpr std::size_t kMaxFilters = 5;
constexpr std::size_t kMaxFilterLength = 128;
constexpr std::ptrdiff_t kMaxWildcards = 2;

bool is_filter_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("._*-").contains(c);
}

void read_exclusion_filters(json::Reader& in, model::RepositorySettings& settings) {
  const json::Array* list = in.optional_array(kFilters, {.min = 1, .max = kMaxFilters});
  each_structure(in, kFilters, list, [&](json::Reader& item) {
    const std::string type = item.required_string("filterType");
    std::string filter = item.required_string("filter", {.min = 1, .max = kMaxFilterLength});
    if (!item.ok()) return;
    if (type != "WILDCARD") item.refuse("filterType", json::enum_constraint({"WILDCARD"}));
    if (!std::ranges::all_of(filter, is_filter_character)) {
      item.refuse("filter", "must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}$'");
    }
    if (std::ranges::count(filter, '*') > kMaxWildcards) {
      item.refuse("filter", fmt::format("must hold at most {} wildcards ('*')", kMaxWildcards));
    }
    settings.exclusion_filters.push_back(std::move(filter));
  });
}

void read_mutability(json::Reader& in, model::RepositorySettings& settings) {
  if (const auto text = in.optional_string("imageTagMutability")) {
    const auto mutability = model::parse_tag_mutability(*text);
    if (!mutability) {
      in.refuse("imageTagMutability",
                json::enum_constraint({"IMMUTABLE", "MUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"}));
    }
    settings.mutability = mutability.value_or(settings.mutability);
  }
  read_exclusion_filters(in, settings);
  const bool wants_filters = settings.mutability == TagMutability::kMutableWithExclusion ||
                             settings.mutability == TagMutability::kImmutableWithExclusion;
  if (wants_filters == settings.exclusion_filters.empty()) {
    in.refuse(kFilters, fmt::format("ImageTagMutabilityExclusionFilters {} when imageTagMutability is set as {}",
                                    wants_filters ? "can't be null" : "must be null", to_string(settings.mutability)));
  }
}

/// Only AES256, which is the default, can be asked for: nothing is left to be set.
void check_encryption(json::Reader& in) {
  const json::Object* configuration = in.optional_object("encryptionConfiguration");
  if (configuration == nullptr) return;
  json::Reader inner(*configuration);
  const std::string text = inner.required_string("encryptionType");
  const std::optional<std::string> key = inner.optional_string("kmsKey", {.min = 1, .max = 2'048});
  if (inner.ok()) {
    const auto type = model::parse_encryption_type(text);
    if (!type) {
      inner.refuse("encryptionType", json::enum_constraint({"AES256", "KMS", "KMS_DSSE"}));
    } else if (*type != EncryptionType::kAes256) {
      inner.refuse("encryptionType",
                   fmt::format("{} needs keys of KMS, which this version of entrepot does not have; use AES256", text));
    } else if (key) {
      inner.refuse("kmsKey", "Member must be null when encryptionType is AES256");
    }
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
}

}  // namespace

Result<CreateRepositoryRequest> parse_create_repository(const json::Object& body) {
  json::Reader in(body);
  CreateRepositoryRequest request{read_in_repository(in), {}};
  request.settings.tags = read_resource_tags(in);
  read_mutability(in, request.settings);
  if (const json::Object* scanning = in.optional_object("imageScanningConfiguration")) {
    json::Reader inner(*scanning);
    request.settings.scan_on_push = inner.optional_bool("scanOnPush", false);
    if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  }
  check_encryption(in);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_create_repository(Services& services, aws::Call& call,
                                                   CreateRepositoryRequest request) {
  ENTREPOT_CO_TRY(model::RepositoryName name, model::RepositoryName::parse(request.repository));
  Result<registry::Repository> made =
      co_await services.repositories.create(call.scope(), std::move(name), std::move(request.settings));
  if (!made) co_return fail(std::move(made).error());
  co_return json::Object{{"repository", to_json(services.names, *made)}};
}

}  // namespace entrepot::api::ecr
