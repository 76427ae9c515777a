#pragma once
// Tag, Untag and List Tags of users, roles, policies and identity providers.

#include "api/iam/policies.h"
#include "identity/tags.h"

namespace entrepot::api::iam_service {

/// Of a user or role by name, or of a policy or provider by ARN.
struct TagRequest {
  std::optional<identity::Kind> kind;  ///< nullopt: by ARN
  std::string name;                    ///< name or ARN
  identity::Tags tags{};
  std::vector<std::string> keys{};
  PageFields page{};
  Asked asked() const;
};
TagRequest read_named(Fields& in, const Form& form);
TagRequest read_arn(Fields& in, std::string_view member);
Result<TagRequest> finish_put(Fields& in, TagRequest request);
Result<TagRequest> finish_untag(Fields& in, TagRequest request);
Result<TagRequest> finish_list(Fields& in, TagRequest request);

template <const Form& F>
Result<TagRequest> parse_tag(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_put(in, read_named(in, F));
}
template <const Form& F>
Result<TagRequest> parse_untag(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_untag(in, read_named(in, F));
}
template <const Form& F>
Result<TagRequest> parse_list_tags(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_list(in, read_named(in, F));
}
template <const char* Member>
Result<TagRequest> parse_tag_arn(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_put(in, read_arn(in, Member));
}
template <const char* Member>
Result<TagRequest> parse_untag_arn(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_untag(in, read_arn(in, Member));
}
template <const char* Member>
Result<TagRequest> parse_list_tags_arn(const aws::Parameters& parameters) {
  Fields in(parameters);
  return finish_list(in, read_arn(in, Member));
}

async::Task<std::string> handle_tag(Services& services, aws::Call& call, TagRequest request);
async::Task<std::string> handle_untag(Services& services, aws::Call& call, TagRequest request);
async::Task<std::string> handle_list_tags(Services& services, aws::Call& call, TagRequest request);

}  // namespace entrepot::api::iam_service
