#include "api/aws/json_operation.h"
#include "api/ecr/batch_check_layer_availability.h"
#include "api/ecr/batch_delete_image.h"
#include "api/ecr/batch_get_image.h"
#include "api/ecr/complete_layer_upload.h"
#include "api/ecr/create_repository.h"
#include "api/ecr/delete_lifecycle_policy.h"
#include "api/ecr/delete_registry_policy.h"
#include "api/ecr/delete_repository.h"
#include "api/ecr/delete_repository_policy.h"
#include "api/ecr/describe_images.h"
#include "api/ecr/describe_repositories.h"
#include "api/ecr/get_authorization_token.h"
#include "api/ecr/get_download_url_for_layer.h"
#include "api/ecr/get_lifecycle_policy.h"
#include "api/ecr/get_lifecycle_policy_preview.h"
#include "api/ecr/get_registry_policy.h"
#include "api/ecr/get_repository_policy.h"
#include "api/ecr/initiate_layer_upload.h"
#include "api/ecr/list_image_referrers.h"
#include "api/ecr/list_images.h"
#include "api/ecr/list_tags_for_resource.h"
#include "api/ecr/put_image.h"
#include "api/ecr/put_image_scanning_configuration.h"
#include "api/ecr/put_image_tag_mutability.h"
#include "api/ecr/put_lifecycle_policy.h"
#include "api/ecr/put_registry_policy.h"
#include "api/ecr/request_shapes.h"
#include "api/ecr/set_repository_policy.h"
#include "api/ecr/start_lifecycle_policy_preview.h"
#include "api/ecr/table.h"
#include "api/ecr/tag_resource.h"
#include "api/ecr/untag_resource.h"
#include "api/ecr/update_image_storage_class.h"
#include "api/ecr/upload_layer_part.h"

namespace entrepot::api::ecr {
namespace {

using aws::not_implemented;
using aws::op;

constexpr std::string_view kService = "ecr";

/// Every operation of ECR, sorted by name. Body limits: a part of 20 MiB is 28 MiB in base64; a manifest of 4 MiB may
/// double when JSON escapes it. per_second: ECR's default quotas (Amazon ECR service quotas); the other operations have
/// none that is published.
constexpr std::array kRows{
    op<parse_batch_check_layer_availability, handle_batch_check_layer_availability>(
        kService, {.name = "BatchCheckLayerAvailability",
                   .action = "ecr:BatchCheckLayerAvailability",
                   .access = AccessLevel::kRead,
                   .per_second = 1'000}),
    op<parse_batch_delete_image, handle_batch_delete_image>(
        kService, {.name = "BatchDeleteImage", .action = "ecr:BatchDeleteImage", .access = AccessLevel::kWrite}),
    op<parse_batch_get_image, handle_batch_get_image>(kService,
                                                      {.name = "BatchGetImage",
                                                       .action = "ecr:BatchGetImage",
                                                       .access = AccessLevel::kRead,
                                                       .per_second = 2'000,
                                                       .note = "One answer holds 32 MiB of manifests at most."}),
    not_implemented(kService, "BatchGetRepositoryScanningConfiguration", "ecr:BatchGetRepositoryScanningConfiguration",
                    AccessLevel::kRead),
    op<parse_complete_layer_upload, handle_complete_layer_upload>(kService, {.name = "CompleteLayerUpload",
                                                                             .action = "ecr:CompleteLayerUpload",
                                                                             .access = AccessLevel::kWrite,
                                                                             .per_second = 100}),
    not_implemented(kService, "CreatePullThroughCacheRule", "ecr:CreatePullThroughCacheRule", AccessLevel::kWrite),
    op<parse_create_repository, handle_create_repository>(
        kService, {.name = "CreateRepository",
                   .action = "ecr:CreateRepository",
                   .access = AccessLevel::kWrite,
                   .note = "encryptionType KMS and KMS_DSSE are refused until there are keys. "
                           "imageScanningConfiguration is stored; the scanning engine is not there yet."}),
    not_implemented(kService, "CreateRepositoryCreationTemplate", "ecr:CreateRepositoryCreationTemplate",
                    AccessLevel::kWrite),
    op<parse_delete_lifecycle_policy, handle_delete_lifecycle_policy>(
        kService,
        {.name = "DeleteLifecyclePolicy", .action = "ecr:DeleteLifecyclePolicy", .access = AccessLevel::kWrite}),
    not_implemented(kService, "DeletePullThroughCacheRule", "ecr:DeletePullThroughCacheRule", AccessLevel::kWrite),
    op<parse_delete_registry_policy, handle_delete_registry_policy>(kService, {.name = "DeleteRegistryPolicy",
                                                                               .action = "ecr:DeleteRegistryPolicy",
                                                                               .access = AccessLevel::kWrite,
                                                                               .resource = aws::Resource::kAny}),
    op<parse_delete_repository, handle_delete_repository>(
        kService, {.name = "DeleteRepository", .action = "ecr:DeleteRepository", .access = AccessLevel::kWrite}),
    not_implemented(kService, "DeleteRepositoryCreationTemplate", "ecr:DeleteRepositoryCreationTemplate",
                    AccessLevel::kWrite),
    op<parse_delete_repository_policy, handle_delete_repository_policy>(
        kService,
        {.name = "DeleteRepositoryPolicy", .action = "ecr:DeleteRepositoryPolicy", .access = AccessLevel::kWrite}),
    not_implemented(kService, "DeleteSigningConfiguration", "ecr:DeleteSigningConfiguration", AccessLevel::kWrite),
    not_implemented(kService, "DeregisterPullTimeUpdateExclusion", "ecr:DeregisterPullTimeUpdateExclusion",
                    AccessLevel::kWrite),
    not_implemented(kService, "DescribeImageReplicationStatus", "ecr:DescribeImageReplicationStatus",
                    AccessLevel::kRead),
    not_implemented(kService, "DescribeImageScanFindings", "ecr:DescribeImageScanFindings", AccessLevel::kRead),
    not_implemented(kService, "DescribeImageSigningStatus", "ecr:DescribeImageSigningStatus", AccessLevel::kRead),
    op<parse_describe_images, handle_describe_images>(
        kService, {.name = "DescribeImages",
                   .action = "ecr:DescribeImages",
                   .access = AccessLevel::kRead,
                   .note = "No scan status or findings yet. lastRecordedPullTime is exact to half a minute; ECR only "
                           "promises to refresh it once a day."}),
    not_implemented(kService, "DescribePullThroughCacheRules", "ecr:DescribePullThroughCacheRules", AccessLevel::kRead),
    not_implemented(kService, "DescribeRegistry", "ecr:DescribeRegistry", AccessLevel::kRead),
    not_implemented(kService, "DescribeReplicationBackfillResults", "ecr:DescribeReplicationBackfillResults",
                    AccessLevel::kRead),
    op<parse_describe_repositories, handle_describe_repositories>(
        kService, {.name = "DescribeRepositories", .action = "ecr:DescribeRepositories", .access = AccessLevel::kRead}),
    not_implemented(kService, "DescribeRepositoryCreationTemplates", "ecr:DescribeRepositoryCreationTemplates",
                    AccessLevel::kRead),
    not_implemented(kService, "GetAccountSetting", "ecr:GetAccountSetting", AccessLevel::kRead),
    op<parse_get_authorization_token, handle_get_authorization_token>(kService, {.name = "GetAuthorizationToken",
                                                                                 .action = "ecr:GetAuthorizationToken",
                                                                                 .access = AccessLevel::kRead,
                                                                                 .resource = aws::Resource::kAny,
                                                                                 .per_second = 500}),
    op<parse_get_download_url_for_layer, handle_get_download_url_for_layer>(
        kService, {.name = "GetDownloadUrlForLayer",
                   .action = "ecr:GetDownloadUrlForLayer",
                   .access = AccessLevel::kRead,
                   .per_second = 3'000,
                   .note = "The URL leads to this server, not to an object store."}),
    op<parse_get_lifecycle_policy, handle_get_lifecycle_policy>(
        kService, {.name = "GetLifecyclePolicy",
                   .action = "ecr:GetLifecyclePolicy",
                   .access = AccessLevel::kRead,
                   .note = "lastEvaluatedAt is 0: nothing evaluates policies yet."}),
    op<parse_get_lifecycle_policy_preview, handle_get_lifecycle_policy_preview>(
        kService, {.name = "GetLifecyclePolicyPreview",
                   .action = "ecr:GetLifecyclePolicyPreview",
                   .access = AccessLevel::kRead,
                   .note = "Answers LifecyclePolicyPreviewNotFoundException: there are no previews yet."}),
    op<parse_get_registry_policy, handle_get_registry_policy>(kService, {.name = "GetRegistryPolicy",
                                                                         .action = "ecr:GetRegistryPolicy",
                                                                         .access = AccessLevel::kRead,
                                                                         .resource = aws::Resource::kAny}),
    not_implemented(kService, "GetRegistryScanningConfiguration", "ecr:GetRegistryScanningConfiguration",
                    AccessLevel::kRead),
    op<parse_get_repository_policy, handle_get_repository_policy>(
        kService, {.name = "GetRepositoryPolicy", .action = "ecr:GetRepositoryPolicy", .access = AccessLevel::kRead}),
    not_implemented(kService, "GetSigningConfiguration", "ecr:GetSigningConfiguration", AccessLevel::kRead),
    op<parse_initiate_layer_upload, handle_initiate_layer_upload>(kService, {.name = "InitiateLayerUpload",
                                                                             .action = "ecr:InitiateLayerUpload",
                                                                             .access = AccessLevel::kWrite,
                                                                             .per_second = 100}),
    op<parse_list_image_referrers, handle_list_image_referrers>(
        kService, {.name = "ListImageReferrers", .action = "ecr:BatchGetImage", .access = AccessLevel::kRead}),
    op<parse_list_images, handle_list_images>(
        kService, {.name = "ListImages", .action = "ecr:ListImages", .access = AccessLevel::kRead}),
    not_implemented(kService, "ListPullTimeUpdateExclusions", "ecr:ListPullTimeUpdateExclusions", AccessLevel::kRead),
    not_implemented(kService, "ListReplicationBackfills", "ecr:ListReplicationBackfills", AccessLevel::kRead),
    op<parse_list_tags_for_resource, handle_list_tags_for_resource>(
        kService, {.name = "ListTagsForResource", .action = "ecr:ListTagsForResource", .access = AccessLevel::kRead}),
    not_implemented(kService, "PutAccountSetting", "ecr:PutAccountSetting", AccessLevel::kWrite),
    op<parse_put_image, handle_put_image>(kService, {.name = "PutImage",
                                                     .action = "ecr:PutImage",
                                                     .access = AccessLevel::kWrite,
                                                     .max_body = 9_MiB,
                                                     .per_second = 10}),
    op<parse_put_image_scanning_configuration, handle_put_image_scanning_configuration>(
        kService, {.name = "PutImageScanningConfiguration",
                   .action = "ecr:PutImageScanningConfiguration",
                   .access = AccessLevel::kWrite,
                   .note = "The setting is kept; nothing scans yet."}),
    op<parse_put_image_tag_mutability, handle_put_image_tag_mutability>(
        kService,
        {.name = "PutImageTagMutability", .action = "ecr:PutImageTagMutability", .access = AccessLevel::kWrite}),
    op<parse_put_lifecycle_policy, handle_put_lifecycle_policy>(
        kService, {.name = "PutLifecyclePolicy",
                   .action = "ecr:PutLifecyclePolicy",
                   .access = AccessLevel::kWrite,
                   .note = "The policy is checked as a whole and kept; nothing is expired or archived by it yet."}),
    op<parse_put_registry_policy, handle_put_registry_policy>(
        kService, {.name = "PutRegistryPolicy",
                   .action = "ecr:PutRegistryPolicy",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "The policy is checked in form, kept, and answered; it decides nothing yet. Whether its "
                           "principals exist is not checked."}),
    not_implemented(kService, "PutRegistryScanningConfiguration", "ecr:PutRegistryScanningConfiguration",
                    AccessLevel::kWrite),
    not_implemented(kService, "PutReplicationConfiguration", "ecr:PutReplicationConfiguration", AccessLevel::kWrite),
    not_implemented(kService, "PutSigningConfiguration", "ecr:PutSigningConfiguration", AccessLevel::kWrite),
    not_implemented(kService, "RegisterPullTimeUpdateExclusion", "ecr:RegisterPullTimeUpdateExclusion",
                    AccessLevel::kWrite),
    op<parse_set_repository_policy, handle_set_repository_policy>(
        kService, {.name = "SetRepositoryPolicy",
                   .action = "ecr:SetRepositoryPolicy",
                   .access = AccessLevel::kWrite,
                   .note = "The policy is checked in form, kept, and answered; it decides nothing yet, so force has "
                           "nothing to force. Whether its principals exist is not checked."}),
    not_implemented(kService, "StartImageScan", "ecr:StartImageScan", AccessLevel::kWrite),
    op<parse_start_lifecycle_policy_preview, handle_start_lifecycle_policy_preview>(
        kService,
        {.name = "StartLifecyclePolicyPreview",
         .action = "ecr:StartLifecyclePolicyPreview",
         .access = AccessLevel::kWrite,
         .note = "Checks repository and policy, then answers ValidationException: there are no previews yet."}),
    not_implemented(kService, "StartReplicationBackfill", "ecr:StartReplicationBackfill", AccessLevel::kWrite),
    not_implemented(kService, "StopReplicationBackfill", "ecr:StopReplicationBackfill", AccessLevel::kWrite),
    op<parse_tag_resource, handle_tag_resource>(
        kService, {.name = "TagResource", .action = "ecr:TagResource", .access = AccessLevel::kWrite}),
    op<parse_untag_resource, handle_untag_resource>(
        kService, {.name = "UntagResource", .action = "ecr:UntagResource", .access = AccessLevel::kWrite}),
    op<parse_update_image_storage_class, handle_update_image_storage_class>(
        kService, {.name = "UpdateImageStorageClass",
                   .action = "ecr:UpdateImageStorageClass",
                   .access = AccessLevel::kWrite,
                   .note = "A restore is done within seconds of its layers being copied back. An index that comes back "
                           "brings the images that it holds. There is no least time in the archive."}),
    not_implemented(kService, "UpdatePullThroughCacheRule", "ecr:UpdatePullThroughCacheRule", AccessLevel::kWrite),
    not_implemented(kService, "UpdateRepositoryCreationTemplate", "ecr:UpdateRepositoryCreationTemplate",
                    AccessLevel::kWrite),
    op<parse_upload_layer_part, handle_upload_layer_part>(kService, {.name = "UploadLayerPart",
                                                                     .action = "ecr:UploadLayerPart",
                                                                     .access = AccessLevel::kWrite,
                                                                     .max_body = 28_MiB,
                                                                     .per_second = 500,
                                                                     .note = "A part may have 20 MiB."}),
    not_implemented(kService, "ValidatePullThroughCacheRule", "ecr:ValidatePullThroughCacheRule", AccessLevel::kRead),
};
static_assert(aws::is_sorted_by_name(kRows));
constexpr auto kModelledRows = aws::with_requests(kRows, kRequests);

}  // namespace

aws::ServiceTable table() {
  return {.service = kService, .target_prefix = "AmazonEC2ContainerRegistry_V20150921", .rows = kModelledRows};
}

}  // namespace entrepot::api::ecr
