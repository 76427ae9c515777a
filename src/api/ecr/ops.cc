#include "api/aws/json_operation.h"
#include "api/ecr/account_settings.h"
#include "api/ecr/batch_check_layer_availability.h"
#include "api/ecr/batch_delete_image.h"
#include "api/ecr/batch_get_image.h"
#include "api/ecr/cache_rules.h"
#include "api/ecr/complete_layer_upload.h"
#include "api/ecr/create_repository.h"
#include "api/ecr/creation_templates.h"
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
#include "api/ecr/image_scans.h"
#include "api/ecr/initiate_layer_upload.h"
#include "api/ecr/list_image_referrers.h"
#include "api/ecr/list_images.h"
#include "api/ecr/list_tags_for_resource.h"
#include "api/ecr/pull_time_exclusions.h"
#include "api/ecr/put_image.h"
#include "api/ecr/put_image_scanning_configuration.h"
#include "api/ecr/put_image_tag_mutability.h"
#include "api/ecr/put_lifecycle_policy.h"
#include "api/ecr/put_registry_policy.h"
#include "api/ecr/registry_scanning.h"
#include "api/ecr/replication_backfills.h"
#include "api/ecr/replication_configuration.h"
#include "api/ecr/request_shapes.h"
#include "api/ecr/set_repository_policy.h"
#include "api/ecr/signing_configuration.h"
#include "api/ecr/start_lifecycle_policy_preview.h"
#include "api/ecr/table.h"
#include "api/ecr/tag_resource.h"
#include "api/ecr/untag_resource.h"
#include "api/ecr/update_image_storage_class.h"
#include "api/ecr/upload_layer_part.h"

namespace entrepot::api::ecr {
namespace {

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
    op<parse_get_repository_scanning, handle_get_repository_scanning>(
        kService, {.name = "BatchGetRepositoryScanningConfiguration",
                   .action = "ecr:BatchGetRepositoryScanningConfiguration",
                   .access = AccessLevel::kRead,
                   .note = "What the configuration says; nothing scans yet. While the registry has no rules, the "
                           "repository's own scanOnPush decides."}),
    op<parse_complete_layer_upload, handle_complete_layer_upload>(kService, {.name = "CompleteLayerUpload",
                                                                             .action = "ecr:CompleteLayerUpload",
                                                                             .access = AccessLevel::kWrite,
                                                                             .per_second = 100}),
    op<parse_create_cache_rule, handle_create_cache_rule>(
        kService, {.name = "CreatePullThroughCacheRule",
                   .action = "ecr:CreatePullThroughCacheRule",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "Stored; nothing pulls through a rule yet. There are no secrets yet, so a credentialArn is "
                           "SecretNotFoundException and rules for docker-hub, github-container-registry, "
                           "gitlab-container-registry, azure-container-registry and chainguard cannot be made. An ECR "
                           "upstream may have any domain behind its region."}),
    op<parse_create_repository, handle_create_repository>(
        kService, {.name = "CreateRepository",
                   .action = "ecr:CreateRepository",
                   .access = AccessLevel::kWrite,
                   .note = "encryptionType KMS and KMS_DSSE are refused until there are keys. "
                           "imageScanningConfiguration is stored; the scanning engine is not there yet."}),
    op<parse_create_template, handle_create_template>(
        kService, {.name = "CreateRepositoryCreationTemplate",
                   .action = "ecr:CreateRepositoryCreationTemplate",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "encryptionType KMS and KMS_DSSE are refused until there are keys. customRoleArn is checked "
                           "and stored; the registry needs no role to tag what it makes. CREATE_ON_PUSH takes effect; "
                           "REPLICATION and PULL_THROUGH_CACHE will with what they are for."}),
    op<parse_delete_lifecycle_policy, handle_delete_lifecycle_policy>(
        kService,
        {.name = "DeleteLifecyclePolicy", .action = "ecr:DeleteLifecyclePolicy", .access = AccessLevel::kWrite}),
    op<parse_cache_rule, handle_delete_cache_rule>(kService, {.name = "DeletePullThroughCacheRule",
                                                              .action = "ecr:DeletePullThroughCacheRule",
                                                              .access = AccessLevel::kWrite,
                                                              .resource = aws::Resource::kAny}),
    op<parse_delete_registry_policy, handle_delete_registry_policy>(kService, {.name = "DeleteRegistryPolicy",
                                                                               .action = "ecr:DeleteRegistryPolicy",
                                                                               .access = AccessLevel::kWrite,
                                                                               .resource = aws::Resource::kAny}),
    op<parse_delete_repository, handle_delete_repository>(
        kService, {.name = "DeleteRepository", .action = "ecr:DeleteRepository", .access = AccessLevel::kWrite}),
    op<parse_delete_template, handle_delete_template>(kService, {.name = "DeleteRepositoryCreationTemplate",
                                                                 .action = "ecr:DeleteRepositoryCreationTemplate",
                                                                 .access = AccessLevel::kWrite,
                                                                 .resource = aws::Resource::kAny}),
    op<parse_delete_repository_policy, handle_delete_repository_policy>(
        kService,
        {.name = "DeleteRepositoryPolicy", .action = "ecr:DeleteRepositoryPolicy", .access = AccessLevel::kWrite}),
    op<parse_signing, handle_delete_signing>(kService, {.name = "DeleteSigningConfiguration",
                                                        .action = "ecr:DeleteSigningConfiguration",
                                                        .access = AccessLevel::kWrite,
                                                        .resource = aws::Resource::kAny}),
    op<parse_pull_time_exclusion, handle_deregister_pull_time_exclusion>(
        kService, {.name = "DeregisterPullTimeUpdateExclusion",
                   .action = "ecr:DeregisterPullTimeUpdateExclusion",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny}),
    op<parse_replication_status, handle_replication_status>(
        kService, {.name = "DescribeImageReplicationStatus",
                   .action = "ecr:DescribeImageReplicationStatus",
                   .access = AccessLevel::kRead,
                   .note = "FAILED with the failureCode REPLICATION_NOT_SUPPORTED for each destination that a rule "
                           "names for the repository: nothing replicates yet."}),
    op<parse_describe_scan_findings, handle_describe_scan_findings>(
        kService, {.name = "DescribeImageScanFindings",
                   .action = "ecr:DescribeImageScanFindings",
                   .access = AccessLevel::kRead,
                   .note = "ScanNotFoundException for any image that is there: nothing scans yet."}),
    op<parse_signing_status, handle_signing_status>(
        kService, {.name = "DescribeImageSigningStatus",
                   .action = "ecr:DescribeImageSigningStatus",
                   .access = AccessLevel::kRead,
                   .note = "FAILED with the failureCode SIGNING_NOT_SUPPORTED for each profile that a rule names for "
                           "the repository: nothing signs yet."}),
    op<parse_describe_images, handle_describe_images>(
        kService, {.name = "DescribeImages",
                   .action = "ecr:DescribeImages",
                   .access = AccessLevel::kRead,
                   .note = "No scan status or findings yet. lastRecordedPullTime is exact to half a minute; ECR only "
                           "promises to refresh it once a day. A page ends early when its images have more than 20,000 "
                           "tags."}),
    op<parse_describe_cache_rules, handle_describe_cache_rules>(kService,
                                                                {.name = "DescribePullThroughCacheRules",
                                                                 .action = "ecr:DescribePullThroughCacheRules",
                                                                 .access = AccessLevel::kRead,
                                                                 .resource = aws::Resource::kAny}),
    op<parse_describe_registry, handle_describe_registry>(kService, {.name = "DescribeRegistry",
                                                                     .action = "ecr:DescribeRegistry",
                                                                     .access = AccessLevel::kRead,
                                                                     .resource = aws::Resource::kAny}),
    op<parse_describe_backfill, handle_find_backfill>(
        kService, {.name = "DescribeReplicationBackfillResults",
                   .action = "ecr:DescribeReplicationBackfillResults",
                   .access = AccessLevel::kRead,
                   .resource = aws::Resource::kAny,
                   .note = "Always ReplicationBackfillNotFoundException: none can be started yet."}),
    op<parse_describe_repositories, handle_describe_repositories>(
        kService, {.name = "DescribeRepositories", .action = "ecr:DescribeRepositories", .access = AccessLevel::kRead}),
    op<parse_describe_templates, handle_describe_templates>(kService,
                                                            {.name = "DescribeRepositoryCreationTemplates",
                                                             .action = "ecr:DescribeRepositoryCreationTemplates",
                                                             .access = AccessLevel::kRead,
                                                             .resource = aws::Resource::kAny}),
    op<parse_get_account_setting, handle_get_account_setting>(
        kService, {.name = "GetAccountSetting",
                   .action = "ecr:GetAccountSetting",
                   .access = AccessLevel::kRead,
                   .resource = aws::Resource::kAny,
                   .note = "BLOB_MOUNTING is ENABLED until it is set (ECR: DISABLED)."}),
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
    op<parse_get_registry_scanning, handle_get_registry_scanning>(kService,
                                                                  {.name = "GetRegistryScanningConfiguration",
                                                                   .action = "ecr:GetRegistryScanningConfiguration",
                                                                   .access = AccessLevel::kRead,
                                                                   .resource = aws::Resource::kAny}),
    op<parse_get_repository_policy, handle_get_repository_policy>(
        kService, {.name = "GetRepositoryPolicy", .action = "ecr:GetRepositoryPolicy", .access = AccessLevel::kRead}),
    op<parse_signing, handle_get_signing>(kService, {.name = "GetSigningConfiguration",
                                                     .action = "ecr:GetSigningConfiguration",
                                                     .access = AccessLevel::kRead,
                                                     .resource = aws::Resource::kAny}),
    op<parse_initiate_layer_upload, handle_initiate_layer_upload>(kService, {.name = "InitiateLayerUpload",
                                                                             .action = "ecr:InitiateLayerUpload",
                                                                             .access = AccessLevel::kWrite,
                                                                             .per_second = 100}),
    op<parse_list_image_referrers, handle_list_image_referrers>(
        kService, {.name = "ListImageReferrers", .action = "ecr:BatchGetImage", .access = AccessLevel::kRead}),
    op<parse_list_images, handle_list_images>(
        kService, {.name = "ListImages", .action = "ecr:ListImages", .access = AccessLevel::kRead}),
    op<parse_list_pull_time_exclusions, handle_list_pull_time_exclusions>(kService,
                                                                          {.name = "ListPullTimeUpdateExclusions",
                                                                           .action = "ecr:ListPullTimeUpdateExclusions",
                                                                           .access = AccessLevel::kRead,
                                                                           .resource = aws::Resource::kAny}),
    op<parse_list_backfills, handle_list_backfills>(kService, {.name = "ListReplicationBackfills",
                                                               .action = "ecr:ListReplicationBackfills",
                                                               .access = AccessLevel::kRead,
                                                               .resource = aws::Resource::kAny,
                                                               .note = "Always empty: none can be started yet."}),
    op<parse_list_tags_for_resource, handle_list_tags_for_resource>(
        kService, {.name = "ListTagsForResource", .action = "ecr:ListTagsForResource", .access = AccessLevel::kRead}),
    op<parse_put_account_setting, handle_put_account_setting>(
        kService, {.name = "PutAccountSetting",
                   .action = "ecr:PutAccountSetting",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "BLOB_MOUNTING and REGISTRY_POLICY_SCOPE take effect at once. BASIC_SCAN_TYPE_VERSION has "
                           "the one value AWS_NATIVE."}),
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
                   .note = "Users and roles that it names must exist; accounts are not looked up, since a policy may "
                           "speak of other registries. It does not bind root of the registry's own account."}),
    op<parse_put_registry_scanning, handle_put_registry_scanning>(
        kService, {.name = "PutRegistryScanningConfiguration",
                   .action = "ecr:PutRegistryScanningConfiguration",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "Stored, ENHANCED too; nothing scans yet. BASIC rules may say SCAN_ON_PUSH, ENHANCED ones "
                           "CONTINUOUS_SCAN as well."}),
    op<parse_put_replication, handle_put_replication>(
        kService, {.name = "PutReplicationConfiguration",
                   .action = "ecr:PutReplicationConfiguration",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "Stored, deleteReplication too; nothing replicates yet."}),
    op<parse_put_signing, handle_put_signing>(
        kService, {.name = "PutSigningConfiguration",
                   .action = "ecr:PutSigningConfiguration",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "Stored; nothing signs yet. Whether a signing profile exists is not asked."}),
    op<parse_pull_time_exclusion, handle_register_pull_time_exclusion>(kService,
                                                                       {.name = "RegisterPullTimeUpdateExclusion",
                                                                        .action = "ecr:RegisterPullTimeUpdateExclusion",
                                                                        .access = AccessLevel::kWrite,
                                                                        .resource = aws::Resource::kAny}),
    op<parse_set_repository_policy, handle_set_repository_policy>(
        kService, {.name = "SetRepositoryPolicy",
                   .action = "ecr:SetRepositoryPolicy",
                   .access = AccessLevel::kWrite,
                   .note = "Users and roles that it names must exist; accounts are not looked up. It does not bind "
                           "root of the repository's own account, which can always set another one."}),
    op<parse_start_image_scan, handle_start_image_scan>(
        kService,
        {.name = "StartImageScan",
         .action = "ecr:StartImageScan",
         .access = AccessLevel::kWrite,
         .note = "ValidationException 'This feature is disabled' for any image that is there: nothing scans yet."}),
    op<parse_start_lifecycle_policy_preview, handle_start_lifecycle_policy_preview>(
        kService,
        {.name = "StartLifecyclePolicyPreview",
         .action = "ecr:StartLifecyclePolicyPreview",
         .access = AccessLevel::kWrite,
         .note = "Checks repository and policy, then answers ValidationException: there are no previews yet."}),
    op<parse_start_backfill, handle_start_backfill>(
        kService, {.name = "StartReplicationBackfill",
                   .action = "ecr:StartReplicationBackfill",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "ValidationException for a destination of the configuration: nothing replicates yet."}),
    op<parse_stop_backfill, handle_find_backfill>(
        kService, {.name = "StopReplicationBackfill",
                   .action = "ecr:StopReplicationBackfill",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "Always ReplicationBackfillNotFoundException: none can be started yet."}),
    op<parse_tag_resource, handle_tag_resource>(
        kService, {.name = "TagResource", .action = "ecr:TagResource", .access = AccessLevel::kWrite}),
    op<parse_untag_resource, handle_untag_resource>(
        kService, {.name = "UntagResource", .action = "ecr:UntagResource", .access = AccessLevel::kWrite}),
    op<parse_update_image_storage_class, handle_update_image_storage_class>(
        kService,
        {.name = "UpdateImageStorageClass",
         .action = "ecr:UpdateImageStorageClass",
         .access = AccessLevel::kWrite,
         .note = "A restore is done within seconds of its layers being copied back. An index that comes back "
                 "brings the images that it holds, and is active once they are. There is no least time in the "
                 "archive."}),
    op<parse_update_cache_rule, handle_update_cache_rule>(
        kService, {.name = "UpdatePullThroughCacheRule",
                   .action = "ecr:UpdatePullThroughCacheRule",
                   .access = AccessLevel::kWrite,
                   .resource = aws::Resource::kAny,
                   .note = "A credentialArn is SecretNotFoundException: there are no secrets yet."}),
    op<parse_update_template, handle_update_template>(
        kService,
        {.name = "UpdateRepositoryCreationTemplate",
         .action = "ecr:UpdateRepositoryCreationTemplate",
         .access = AccessLevel::kWrite,
         .resource = aws::Resource::kAny,
         .note =
             "As CreateRepositoryCreationTemplate. Exclusion filters are changed together with imageTagMutability."}),
    op<parse_upload_layer_part, handle_upload_layer_part>(kService, {.name = "UploadLayerPart",
                                                                     .action = "ecr:UploadLayerPart",
                                                                     .access = AccessLevel::kWrite,
                                                                     .max_body = 28_MiB,
                                                                     .per_second = 500,
                                                                     .note = "A part may have 20 MiB."}),
    op<parse_cache_rule, handle_validate_cache_rule>(
        kService, {.name = "ValidatePullThroughCacheRule",
                   .action = "ecr:ValidatePullThroughCacheRule",
                   .access = AccessLevel::kRead,
                   .resource = aws::Resource::kAny,
                   .note = "isValid is false, and failure says that nothing pulls from upstream registries yet."}),
};
static_assert(aws::is_sorted_by_name(kRows));
constexpr auto kModelledRows = aws::with_requests(kRows, kRequests);

}  // namespace

aws::ServiceTable table() {
  return {.service = kService, .target_prefix = "AmazonEC2ContainerRegistry_V20150921", .rows = kModelledRows};
}

}  // namespace entrepot::api::ecr
