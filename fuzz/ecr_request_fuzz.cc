// The body of every ECR operation that there is: the first byte chooses the operation.

#include <cstdint>
#include <cstdlib>

#include "api/ecr/batch_check_layer_availability.h"
#include "api/ecr/batch_delete_image.h"
#include "api/ecr/batch_get_image.h"
#include "api/ecr/complete_layer_upload.h"
#include "api/ecr/create_repository.h"
#include "api/ecr/delete_repository.h"
#include "api/ecr/describe_images.h"
#include "api/ecr/describe_repositories.h"
#include "api/ecr/get_authorization_token.h"
#include "api/ecr/get_download_url_for_layer.h"
#include "api/ecr/get_lifecycle_policy_preview.h"
#include "api/ecr/initiate_layer_upload.h"
#include "api/ecr/list_images.h"
#include "api/ecr/list_tags_for_resource.h"
#include "api/ecr/put_image.h"
#include "api/ecr/put_image_scanning_configuration.h"
#include "api/ecr/put_image_tag_mutability.h"
#include "api/ecr/put_lifecycle_policy.h"
#include "api/ecr/put_registry_policy.h"
#include "api/ecr/set_repository_policy.h"
#include "api/ecr/start_lifecycle_policy_preview.h"
#include "api/ecr/table.h"
#include "api/ecr/tag_resource.h"
#include "api/ecr/untag_resource.h"
#include "api/ecr/upload_layer_part.h"
#include "base/encoding.h"

namespace ecr = entrepot::api::ecr;
namespace json = entrepot::json;

namespace {

/// A request as the door reads it: what the model asks first, then the operation's parser. What was accepted names
/// well-formed repositories only: they go into ARNs and paths.
template <auto Parse>
void check(const entrepot::api::aws::Shape& model, const json::Object& body) {
  if (const auto checked = entrepot::api::aws::check_request(model, body); !checked) return;
  const auto request = Parse(body);
  if (!request) {
    if (request.error().message().empty()) std::abort();
    return;
  }
  for (const std::string& name : request->target().repositories) {
    if (!entrepot::model::RepositoryName::parse(name)) std::abort();
  }
}

struct Check {
  std::string_view operation;
  void (*run)(const entrepot::api::aws::Shape& model, const json::Object& body);
};
constexpr Check kChecks[] = {
    {"BatchCheckLayerAvailability", check<ecr::parse_batch_check_layer_availability>},
    {"BatchDeleteImage", check<ecr::parse_batch_delete_image>},
    {"BatchGetImage", check<ecr::parse_batch_get_image>},
    {"CompleteLayerUpload", check<ecr::parse_complete_layer_upload>},
    {"CreateRepository", check<ecr::parse_create_repository>},
    {"DeleteRepository", check<ecr::parse_delete_repository>},
    {"DescribeImages", check<ecr::parse_describe_images>},
    {"DescribeRepositories", check<ecr::parse_describe_repositories>},
    {"GetAuthorizationToken", check<ecr::parse_get_authorization_token>},
    {"GetDownloadUrlForLayer", check<ecr::parse_get_download_url_for_layer>},
    {"InitiateLayerUpload", check<ecr::parse_initiate_layer_upload>},
    {"ListImages", check<ecr::parse_list_images>},
    {"PutImage", check<ecr::parse_put_image>},
    {"UploadLayerPart", check<ecr::parse_upload_layer_part>},
    {"PutImageTagMutability", check<ecr::parse_put_image_tag_mutability>},
    {"PutImageScanningConfiguration", check<ecr::parse_put_image_scanning_configuration>},
    {"TagResource", check<ecr::parse_tag_resource>},
    {"UntagResource", check<ecr::parse_untag_resource>},
    {"ListTagsForResource", check<ecr::parse_list_tags_for_resource>},
    {"SetRepositoryPolicy", check<ecr::parse_set_repository_policy>},
    {"PutRegistryPolicy", check<ecr::parse_put_registry_policy>},
    {"PutLifecyclePolicy", check<ecr::parse_put_lifecycle_policy>},
    {"StartLifecyclePolicyPreview", check<ecr::parse_start_lifecycle_policy_preview>},
    {"GetLifecyclePolicyPreview", check<ecr::parse_get_lifecycle_policy_preview>},
};

/// What the model says of the body as a request for any operation: an answer, with a text if it is a refusal.
void check_model(const json::Object& body) {
  for (const entrepot::api::aws::Row& row : ecr::table().rows) {
    const auto checked = entrepot::api::aws::check_request(*row.request, body);
    if (!checked && checked.error().message().empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto body = json::parse(entrepot::as_text({data + 1, size - 1}));
  if (!body || !body->is_object()) return 0;
  check_model(body->get_object());
  const Check& chosen = kChecks[data[0] % std::size(kChecks)];
  chosen.run(*ecr::table().find(chosen.operation)->request, body->get_object());
  return 0;
}
