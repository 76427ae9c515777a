#pragma once
// What AWS's model asks of each request of ECR. Written by tools/model_tables.py: change that, or the exceptions beside
// it, and not this file. Only ops.cc includes it.

#include <string_view>

#include "api/aws/request_shape.h"

namespace entrepot::api::ecr {

using aws::Member;
using aws::Pattern;
using aws::RequestShape;
using aws::Shape;
using aws::ShapeKind;

inline constinit Pattern kRegistryIdPattern{R"([0-9]{12})", Pattern::Words::kSmithy};
inline constexpr Shape kRegistryId{.kind = ShapeKind::kString, .pattern = &kRegistryIdPattern};
inline constinit Pattern kRepositoryNamePattern{
    R"([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)", Pattern::Words::kEcr};
inline constexpr Shape kRepositoryName{
    .kind = ShapeKind::kString, .min = 2, .max = 256, .pattern = &kRepositoryNamePattern};
inline constexpr Shape kBatchedOperationLayerDigest{.kind = ShapeKind::kString, .max = 1000};
inline constexpr Shape kBatchedOperationLayerDigestList{
    .kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kBatchedOperationLayerDigest};
inline constexpr Member kBatchCheckLayerAvailabilityRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"layerDigests", &kBatchedOperationLayerDigestList, Member::kRequired}};
inline constexpr Shape kBatchCheckLayerAvailabilityRequest{.kind = ShapeKind::kStructure,
                                                           .members = kBatchCheckLayerAvailabilityRequestMembers};
inline constexpr Shape kImageTag{.kind = ShapeKind::kString, .min = 1, .max = 300};
inline constexpr Member kImageIdentifierMembers[] = {{"imageDigest", &aws::kAnyString}, {"imageTag", &kImageTag}};
inline constexpr Shape kImageIdentifier{.kind = ShapeKind::kStructure, .members = kImageIdentifierMembers};
inline constexpr Shape kImageIdentifierList{.kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kImageIdentifier};
inline constexpr Member kBatchDeleteImageRequestMembers[] = {{"registryId", &kRegistryId},
                                                             {"repositoryName", &kRepositoryName, Member::kRequired},
                                                             {"imageIds", &kImageIdentifierList, Member::kRequired}};
inline constexpr Shape kBatchDeleteImageRequest{.kind = ShapeKind::kStructure,
                                                .members = kBatchDeleteImageRequestMembers};
inline constexpr Shape kMediaTypeList{.kind = ShapeKind::kList, .min = 1, .max = 100, .item = &aws::kAnyString};
inline constexpr Member kBatchGetImageRequestMembers[] = {{"registryId", &kRegistryId},
                                                          {"repositoryName", &kRepositoryName, Member::kRequired},
                                                          {"imageIds", &kImageIdentifierList, Member::kRequired},
                                                          {"acceptedMediaTypes", &kMediaTypeList}};
inline constexpr Shape kBatchGetImageRequest{.kind = ShapeKind::kStructure, .members = kBatchGetImageRequestMembers};
inline constexpr Shape kScanningConfigurationRepositoryNameList{
    .kind = ShapeKind::kList, .min = 1, .max = 25, .item = &kRepositoryName};
inline constexpr Member kBatchGetRepositoryScanningConfigurationRequestMembers[] = {
    {"repositoryNames", &kScanningConfigurationRepositoryNameList, Member::kRequired}};
inline constexpr Shape kBatchGetRepositoryScanningConfigurationRequest{
    .kind = ShapeKind::kStructure, .members = kBatchGetRepositoryScanningConfigurationRequestMembers};
inline constinit Pattern kUploadIdPattern{
    R"([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})", Pattern::Words::kSmithy};
inline constexpr Shape kUploadId{.kind = ShapeKind::kString, .pattern = &kUploadIdPattern};
inline constinit Pattern kLayerDigestPattern{R"([a-zA-Z0-9-_+.]+:[a-fA-F0-9]+)", Pattern::Words::kSmithy};
inline constexpr Shape kLayerDigest{.kind = ShapeKind::kString, .pattern = &kLayerDigestPattern};
inline constexpr Shape kLayerDigestList{.kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kLayerDigest};
inline constexpr Member kCompleteLayerUploadRequestMembers[] = {{"registryId", &kRegistryId},
                                                                {"repositoryName", &kRepositoryName, Member::kRequired},
                                                                {"uploadId", &kUploadId, Member::kRequired},
                                                                {"layerDigests", &kLayerDigestList, Member::kRequired}};
inline constexpr Shape kCompleteLayerUploadRequest{.kind = ShapeKind::kStructure,
                                                   .members = kCompleteLayerUploadRequestMembers};
inline constinit Pattern kPullThroughCacheRuleRepositoryPrefixPattern{
    R"(^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$)", Pattern::Words::kSmithy};
inline constexpr Shape kPullThroughCacheRuleRepositoryPrefix{
    .kind = ShapeKind::kString, .min = 2, .max = 30, .pattern = &kPullThroughCacheRuleRepositoryPrefixPattern};
inline constexpr std::string_view kUpstreamRegistryWords[] = {"ecr",
                                                              "ecr-public",
                                                              "quay",
                                                              "k8s",
                                                              "docker-hub",
                                                              "github-container-registry",
                                                              "azure-container-registry",
                                                              "gitlab-container-registry",
                                                              "chainguard"};
inline constexpr Shape kUpstreamRegistry{.kind = ShapeKind::kString, .words = kUpstreamRegistryWords};
inline constinit Pattern kCredentialArnPattern{
    R"(^arn:aws(-\w+)*:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr\-pullthroughcache\/[a-zA-Z0-9\/_+=.@-]+$)",
    Pattern::Words::kSmithy};
inline constexpr Shape kCredentialArn{
    .kind = ShapeKind::kString, .min = 50, .max = 612, .pattern = &kCredentialArnPattern};
inline constexpr Shape kCustomRoleArn{.kind = ShapeKind::kString, .max = 2048};
inline constexpr Member kCreatePullThroughCacheRuleRequestMembers[] = {
    {"ecrRepositoryPrefix", &kPullThroughCacheRuleRepositoryPrefix, Member::kRequired},
    {"upstreamRegistryUrl", &aws::kAnyString, Member::kRequired},
    {"registryId", &kRegistryId},
    {"upstreamRegistry", &kUpstreamRegistry},
    {"credentialArn", &kCredentialArn},
    {"customRoleArn", &kCustomRoleArn},
    {"upstreamRepositoryPrefix", &kPullThroughCacheRuleRepositoryPrefix}};
inline constexpr Shape kCreatePullThroughCacheRuleRequest{.kind = ShapeKind::kStructure,
                                                          .members = kCreatePullThroughCacheRuleRequestMembers};
inline constexpr Member kTagMembers[] = {{"Key", &aws::kAnyString, Member::kRequired},
                                         {"Value", &aws::kAnyString, Member::kRequired}};
inline constexpr Shape kTag{.kind = ShapeKind::kStructure, .members = kTagMembers};
inline constexpr Shape kTagList{.kind = ShapeKind::kList, .item = &kTag};
inline constexpr std::string_view kImageTagMutabilityWords[] = {"IMMUTABLE", "MUTABLE", "MUTABLE_WITH_EXCLUSION",
                                                                "IMMUTABLE_WITH_EXCLUSION"};
inline constexpr Shape kImageTagMutability{.kind = ShapeKind::kString, .words = kImageTagMutabilityWords};
inline constexpr std::string_view kImageTagMutabilityExclusionFilterTypeWords[] = {"WILDCARD"};
inline constexpr Shape kImageTagMutabilityExclusionFilterType{.kind = ShapeKind::kString,
                                                              .words = kImageTagMutabilityExclusionFilterTypeWords};
inline constinit Pattern kImageTagMutabilityExclusionFilterValuePattern{R"(^[0-9a-zA-Z._*-]{1,128}$)",
                                                                        Pattern::Words::kSmithy};
inline constexpr Shape kImageTagMutabilityExclusionFilterValue{
    .kind = ShapeKind::kString, .min = 1, .max = 128, .pattern = &kImageTagMutabilityExclusionFilterValuePattern};
inline constexpr Member kImageTagMutabilityExclusionFilterMembers[] = {
    {"filterType", &kImageTagMutabilityExclusionFilterType, Member::kRequired},
    {"filter", &kImageTagMutabilityExclusionFilterValue, Member::kRequired}};
inline constexpr Shape kImageTagMutabilityExclusionFilter{.kind = ShapeKind::kStructure,
                                                          .members = kImageTagMutabilityExclusionFilterMembers};
inline constexpr Shape kImageTagMutabilityExclusionFilters{
    .kind = ShapeKind::kList, .min = 1, .max = 5, .item = &kImageTagMutabilityExclusionFilter};
inline constexpr Member kImageScanningConfigurationMembers[] = {{"scanOnPush", &aws::kAnyBoolean}};
inline constexpr Shape kImageScanningConfiguration{.kind = ShapeKind::kStructure,
                                                   .members = kImageScanningConfigurationMembers};
inline constexpr std::string_view kEncryptionTypeWords[] = {"AES256", "KMS", "KMS_DSSE"};
inline constexpr Shape kEncryptionType{.kind = ShapeKind::kString, .words = kEncryptionTypeWords};
inline constexpr Shape kKmsKey{.kind = ShapeKind::kString, .min = 1, .max = 2048};
inline constexpr Member kEncryptionConfigurationMembers[] = {{"encryptionType", &kEncryptionType, Member::kRequired},
                                                             {"kmsKey", &kKmsKey}};
inline constexpr Shape kEncryptionConfiguration{.kind = ShapeKind::kStructure,
                                                .members = kEncryptionConfigurationMembers};
inline constexpr Member kCreateRepositoryRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"tags", &kTagList},
    {"imageTagMutability", &kImageTagMutability},
    {"imageTagMutabilityExclusionFilters", &kImageTagMutabilityExclusionFilters},
    {"imageScanningConfiguration", &kImageScanningConfiguration},
    {"encryptionConfiguration", &kEncryptionConfiguration}};
inline constexpr Shape kCreateRepositoryRequest{.kind = ShapeKind::kStructure,
                                                .members = kCreateRepositoryRequestMembers};
inline constinit Pattern kPrefixPattern{
    R"(^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$)", Pattern::Words::kSmithy};
inline constexpr Shape kPrefix{.kind = ShapeKind::kString, .min = 1, .max = 256, .pattern = &kPrefixPattern};
inline constexpr Shape kRepositoryTemplateDescription{.kind = ShapeKind::kString, .max = 256};
inline constinit Pattern kKmsKeyForRepositoryCreationTemplatePattern{
    R"(^$|arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+)", Pattern::Words::kSmithy};
inline constexpr Shape kKmsKeyForRepositoryCreationTemplate{
    .kind = ShapeKind::kString, .max = 2048, .pattern = &kKmsKeyForRepositoryCreationTemplatePattern};
inline constexpr Member kEncryptionConfigurationForRepositoryCreationTemplateMembers[] = {
    {"encryptionType", &kEncryptionType, Member::kRequired}, {"kmsKey", &kKmsKeyForRepositoryCreationTemplate}};
inline constexpr Shape kEncryptionConfigurationForRepositoryCreationTemplate{
    .kind = ShapeKind::kStructure, .members = kEncryptionConfigurationForRepositoryCreationTemplateMembers};
inline constexpr Shape kRepositoryPolicyText{.kind = ShapeKind::kString, .max = 10240};
inline constexpr Shape kLifecyclePolicyTextForRepositoryCreationTemplate{.kind = ShapeKind::kString, .max = 30720};
inline constexpr std::string_view kRCTAppliedForWords[] = {"REPLICATION", "PULL_THROUGH_CACHE", "CREATE_ON_PUSH"};
inline constexpr Shape kRCTAppliedFor{.kind = ShapeKind::kString, .words = kRCTAppliedForWords};
inline constexpr Shape kRCTAppliedForList{.kind = ShapeKind::kList, .item = &kRCTAppliedFor};
inline constexpr Member kCreateRepositoryCreationTemplateRequestMembers[] = {
    {"prefix", &kPrefix, Member::kRequired},
    {"description", &kRepositoryTemplateDescription},
    {"encryptionConfiguration", &kEncryptionConfigurationForRepositoryCreationTemplate},
    {"resourceTags", &kTagList},
    {"imageTagMutability", &kImageTagMutability},
    {"imageTagMutabilityExclusionFilters", &kImageTagMutabilityExclusionFilters},
    {"repositoryPolicy", &kRepositoryPolicyText},
    {"lifecyclePolicy", &kLifecyclePolicyTextForRepositoryCreationTemplate},
    {"appliedFor", &kRCTAppliedForList, Member::kRequired},
    {"customRoleArn", &kCustomRoleArn}};
inline constexpr Shape kCreateRepositoryCreationTemplateRequest{
    .kind = ShapeKind::kStructure, .members = kCreateRepositoryCreationTemplateRequestMembers};
inline constexpr Member kDeleteLifecyclePolicyRequestMembers[] = {
    {"registryId", &kRegistryId}, {"repositoryName", &kRepositoryName, Member::kRequired}};
inline constexpr Shape kDeleteLifecyclePolicyRequest{.kind = ShapeKind::kStructure,
                                                     .members = kDeleteLifecyclePolicyRequestMembers};
inline constexpr Member kDeletePullThroughCacheRuleRequestMembers[] = {
    {"ecrRepositoryPrefix", &kPullThroughCacheRuleRepositoryPrefix, Member::kRequired}, {"registryId", &kRegistryId}};
inline constexpr Shape kDeletePullThroughCacheRuleRequest{.kind = ShapeKind::kStructure,
                                                          .members = kDeletePullThroughCacheRuleRequestMembers};
inline constexpr Member kDeleteRepositoryRequestMembers[] = {{"registryId", &kRegistryId},
                                                             {"repositoryName", &kRepositoryName, Member::kRequired},
                                                             {"force", &aws::kAnyBoolean}};
inline constexpr Shape kDeleteRepositoryRequest{.kind = ShapeKind::kStructure,
                                                .members = kDeleteRepositoryRequestMembers};
inline constexpr Member kDeleteRepositoryCreationTemplateRequestMembers[] = {{"prefix", &kPrefix, Member::kRequired}};
inline constexpr Shape kDeleteRepositoryCreationTemplateRequest{
    .kind = ShapeKind::kStructure, .members = kDeleteRepositoryCreationTemplateRequestMembers};
inline constexpr Member kDeleteRepositoryPolicyRequestMembers[] = {
    {"registryId", &kRegistryId}, {"repositoryName", &kRepositoryName, Member::kRequired}};
inline constexpr Shape kDeleteRepositoryPolicyRequest{.kind = ShapeKind::kStructure,
                                                      .members = kDeleteRepositoryPolicyRequestMembers};
inline constinit Pattern kPrincipalArnPattern{
    R"(^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*$)", Pattern::Words::kSmithy};
inline constexpr Shape kPrincipalArn{.kind = ShapeKind::kString, .max = 200, .pattern = &kPrincipalArnPattern};
inline constexpr Member kDeregisterPullTimeUpdateExclusionRequestMembers[] = {
    {"principalArn", &kPrincipalArn, Member::kRequired}};
inline constexpr Shape kDeregisterPullTimeUpdateExclusionRequest{
    .kind = ShapeKind::kStructure, .members = kDeregisterPullTimeUpdateExclusionRequestMembers};
inline constexpr Member kDescribeImageReplicationStatusRequestMembers[] = {
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageId", &kImageIdentifier, Member::kRequired},
    {"registryId", &kRegistryId}};
inline constexpr Shape kDescribeImageReplicationStatusRequest{.kind = ShapeKind::kStructure,
                                                              .members = kDescribeImageReplicationStatusRequestMembers};
inline constexpr Shape kMaxResults{.kind = ShapeKind::kInteger, .min = 1, .max = 1000};
inline constexpr Member kDescribeImageScanFindingsRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageId", &kImageIdentifier, Member::kRequired},
    {"nextToken", &aws::kAnyString},
    {"maxResults", &kMaxResults}};
inline constexpr Shape kDescribeImageScanFindingsRequest{.kind = ShapeKind::kStructure,
                                                         .members = kDescribeImageScanFindingsRequestMembers};
inline constexpr Member kDescribeImageSigningStatusRequestMembers[] = {
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageId", &kImageIdentifier, Member::kRequired},
    {"registryId", &kRegistryId}};
inline constexpr Shape kDescribeImageSigningStatusRequest{.kind = ShapeKind::kStructure,
                                                          .members = kDescribeImageSigningStatusRequestMembers};
inline constexpr std::string_view kTagStatusWords[] = {"TAGGED", "UNTAGGED", "ANY"};
inline constexpr Shape kTagStatus{.kind = ShapeKind::kString, .words = kTagStatusWords};
inline constexpr std::string_view kImageStatusFilterWords[] = {"ACTIVE", "ARCHIVED", "ACTIVATING", "ANY"};
inline constexpr Shape kImageStatusFilter{.kind = ShapeKind::kString, .words = kImageStatusFilterWords};
inline constexpr Member kDescribeImagesFilterMembers[] = {{"tagStatus", &kTagStatus},
                                                          {"imageStatus", &kImageStatusFilter}};
inline constexpr Shape kDescribeImagesFilter{.kind = ShapeKind::kStructure, .members = kDescribeImagesFilterMembers};
inline constexpr Member kDescribeImagesRequestMembers[] = {
    {"registryId", &kRegistryId},        {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageIds", &kImageIdentifierList}, {"nextToken", &aws::kAnyString},
    {"maxResults", &kMaxResults},        {"filter", &kDescribeImagesFilter}};
inline constexpr Shape kDescribeImagesRequest{.kind = ShapeKind::kStructure, .members = kDescribeImagesRequestMembers};
inline constexpr Shape kPullThroughCacheRuleRepositoryPrefixList{
    .kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kPullThroughCacheRuleRepositoryPrefix};
inline constexpr Member kDescribePullThroughCacheRulesRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"ecrRepositoryPrefixes", &kPullThroughCacheRuleRepositoryPrefixList},
    {"nextToken", &aws::kAnyString},
    {"maxResults", &kMaxResults}};
inline constexpr Shape kDescribePullThroughCacheRulesRequest{.kind = ShapeKind::kStructure,
                                                             .members = kDescribePullThroughCacheRulesRequestMembers};
inline constinit Pattern kReplicationBackfillIdPattern{
    R"([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})", Pattern::Words::kSmithy};
inline constexpr Shape kReplicationBackfillId{.kind = ShapeKind::kString, .pattern = &kReplicationBackfillIdPattern};
inline constexpr std::string_view kReplicationBackfillResultStatusWords[] = {"COMPLETE", "FAILED"};
inline constexpr Shape kReplicationBackfillResultStatus{.kind = ShapeKind::kString,
                                                        .words = kReplicationBackfillResultStatusWords};
inline constexpr Member kDescribeReplicationBackfillResultsRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"replicationBackfillId", &kReplicationBackfillId, Member::kRequired},
    {"resultStatusFilter", &kReplicationBackfillResultStatus},
    {"maxResults", &kMaxResults},
    {"nextToken", &aws::kAnyString}};
inline constexpr Shape kDescribeReplicationBackfillResultsRequest{
    .kind = ShapeKind::kStructure, .members = kDescribeReplicationBackfillResultsRequestMembers};
inline constexpr Shape kRepositoryNameList{.kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kRepositoryName};
inline constexpr Member kDescribeRepositoriesRequestMembers[] = {{"registryId", &kRegistryId},
                                                                 {"repositoryNames", &kRepositoryNameList},
                                                                 {"nextToken", &aws::kAnyString},
                                                                 {"maxResults", &kMaxResults}};
inline constexpr Shape kDescribeRepositoriesRequest{.kind = ShapeKind::kStructure,
                                                    .members = kDescribeRepositoriesRequestMembers};
inline constexpr Shape kPrefixList{.kind = ShapeKind::kList, .item = &kPrefix};
inline constexpr Member kDescribeRepositoryCreationTemplatesRequestMembers[] = {
    {"prefixes", &kPrefixList}, {"nextToken", &aws::kAnyString}, {"maxResults", &kMaxResults}};
inline constexpr Shape kDescribeRepositoryCreationTemplatesRequest{
    .kind = ShapeKind::kStructure, .members = kDescribeRepositoryCreationTemplatesRequestMembers};
inline constexpr Shape kAccountSettingName{.kind = ShapeKind::kString, .min = 1, .max = 64};
inline constexpr Member kGetAccountSettingRequestMembers[] = {{"name", &kAccountSettingName, Member::kRequired}};
inline constexpr Shape kGetAccountSettingRequest{.kind = ShapeKind::kStructure,
                                                 .members = kGetAccountSettingRequestMembers};
inline constexpr Shape kGetAuthorizationTokenRegistryIdList{
    .kind = ShapeKind::kList, .min = 1, .max = 10, .item = &kRegistryId};
inline constexpr Member kGetAuthorizationTokenRequestMembers[] = {
    {"registryIds", &kGetAuthorizationTokenRegistryIdList}};
inline constexpr Shape kGetAuthorizationTokenRequest{.kind = ShapeKind::kStructure,
                                                     .members = kGetAuthorizationTokenRequestMembers};
inline constexpr Member kGetDownloadUrlForLayerRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"layerDigest", &kLayerDigest, Member::kRequired}};
inline constexpr Shape kGetDownloadUrlForLayerRequest{.kind = ShapeKind::kStructure,
                                                      .members = kGetDownloadUrlForLayerRequestMembers};
inline constexpr Member kGetLifecyclePolicyRequestMembers[] = {{"registryId", &kRegistryId},
                                                               {"repositoryName", &kRepositoryName, Member::kRequired}};
inline constexpr Shape kGetLifecyclePolicyRequest{.kind = ShapeKind::kStructure,
                                                  .members = kGetLifecyclePolicyRequestMembers};
inline constexpr Shape kLifecyclePreviewMaxResults{.kind = ShapeKind::kInteger, .min = 1, .max = 100};
inline constexpr Member kLifecyclePolicyPreviewFilterMembers[] = {{"tagStatus", &kTagStatus}};
inline constexpr Shape kLifecyclePolicyPreviewFilter{.kind = ShapeKind::kStructure,
                                                     .members = kLifecyclePolicyPreviewFilterMembers};
inline constexpr Member kGetLifecyclePolicyPreviewRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageIds", &kImageIdentifierList},
    {"nextToken", &aws::kAnyString},
    {"maxResults", &kLifecyclePreviewMaxResults},
    {"filter", &kLifecyclePolicyPreviewFilter}};
inline constexpr Shape kGetLifecyclePolicyPreviewRequest{.kind = ShapeKind::kStructure,
                                                         .members = kGetLifecyclePolicyPreviewRequestMembers};
inline constexpr Member kGetRepositoryPolicyRequestMembers[] = {
    {"registryId", &kRegistryId}, {"repositoryName", &kRepositoryName, Member::kRequired}};
inline constexpr Shape kGetRepositoryPolicyRequest{.kind = ShapeKind::kStructure,
                                                   .members = kGetRepositoryPolicyRequestMembers};
inline constexpr Member kInitiateLayerUploadRequestMembers[] = {
    {"registryId", &kRegistryId}, {"repositoryName", &kRepositoryName, Member::kRequired}};
inline constexpr Shape kInitiateLayerUploadRequest{.kind = ShapeKind::kStructure,
                                                   .members = kInitiateLayerUploadRequestMembers};
inline constexpr Member kSubjectIdentifierMembers[] = {{"imageDigest", &aws::kAnyString, Member::kRequired}};
inline constexpr Shape kSubjectIdentifier{.kind = ShapeKind::kStructure, .members = kSubjectIdentifierMembers};
inline constexpr Shape kArtifactType{.kind = ShapeKind::kString, .min = 1, .max = 255};
inline constexpr Shape kArtifactTypeList{.kind = ShapeKind::kList, .max = 5, .item = &kArtifactType};
inline constexpr std::string_view kArtifactStatusFilterWords[] = {"ACTIVE", "ARCHIVED", "ACTIVATING", "ANY"};
inline constexpr Shape kArtifactStatusFilter{.kind = ShapeKind::kString, .words = kArtifactStatusFilterWords};
inline constexpr Member kListImageReferrersFilterMembers[] = {{"artifactTypes", &kArtifactTypeList},
                                                              {"artifactStatus", &kArtifactStatusFilter}};
inline constexpr Shape kListImageReferrersFilter{.kind = ShapeKind::kStructure,
                                                 .members = kListImageReferrersFilterMembers};
inline constexpr Shape kFiftyMaxResults{.kind = ShapeKind::kInteger, .min = 1, .max = 50};
inline constexpr Member kListImageReferrersRequestMembers[] = {{"registryId", &kRegistryId},
                                                               {"repositoryName", &kRepositoryName, Member::kRequired},
                                                               {"subjectId", &kSubjectIdentifier, Member::kRequired},
                                                               {"filter", &kListImageReferrersFilter},
                                                               {"nextToken", &aws::kAnyString},
                                                               {"maxResults", &kFiftyMaxResults}};
inline constexpr Shape kListImageReferrersRequest{.kind = ShapeKind::kStructure,
                                                  .members = kListImageReferrersRequestMembers};
inline constexpr Member kListImagesFilterMembers[] = {{"tagStatus", &kTagStatus}, {"imageStatus", &kImageStatusFilter}};
inline constexpr Shape kListImagesFilter{.kind = ShapeKind::kStructure, .members = kListImagesFilterMembers};
inline constexpr Member kListImagesRequestMembers[] = {{"registryId", &kRegistryId},
                                                       {"repositoryName", &kRepositoryName, Member::kRequired},
                                                       {"nextToken", &aws::kAnyString},
                                                       {"maxResults", &kMaxResults},
                                                       {"filter", &kListImagesFilter}};
inline constexpr Shape kListImagesRequest{.kind = ShapeKind::kStructure, .members = kListImagesRequestMembers};
inline constexpr Member kListPullTimeUpdateExclusionsRequestMembers[] = {{"maxResults", &kMaxResults},
                                                                         {"nextToken", &aws::kAnyString}};
inline constexpr Shape kListPullTimeUpdateExclusionsRequest{.kind = ShapeKind::kStructure,
                                                            .members = kListPullTimeUpdateExclusionsRequestMembers};
inline constexpr Member kListReplicationBackfillsRequestMembers[] = {
    {"registryId", &kRegistryId}, {"maxResults", &kFiftyMaxResults}, {"nextToken", &aws::kAnyString}};
inline constexpr Shape kListReplicationBackfillsRequest{.kind = ShapeKind::kStructure,
                                                        .members = kListReplicationBackfillsRequestMembers};
inline constexpr Member kListTagsForResourceRequestMembers[] = {{"resourceArn", &aws::kAnyString, Member::kRequired}};
inline constexpr Shape kListTagsForResourceRequest{.kind = ShapeKind::kStructure,
                                                   .members = kListTagsForResourceRequestMembers};
inline constexpr Member kPutAccountSettingRequestMembers[] = {{"name", &kAccountSettingName, Member::kRequired},
                                                              {"value", &aws::kAnyString, Member::kRequired}};
inline constexpr Shape kPutAccountSettingRequest{.kind = ShapeKind::kStructure,
                                                 .members = kPutAccountSettingRequestMembers};
inline constexpr Shape kImageManifest{.kind = ShapeKind::kString, .min = 1, .max = 4194304};
inline constexpr Member kPutImageRequestMembers[] = {{"registryId", &kRegistryId},
                                                     {"repositoryName", &kRepositoryName, Member::kRequired},
                                                     {"imageManifest", &kImageManifest, Member::kRequired},
                                                     {"imageManifestMediaType", &aws::kAnyString},
                                                     {"imageTag", &kImageTag},
                                                     {"imageDigest", &aws::kAnyString}};
inline constexpr Shape kPutImageRequest{.kind = ShapeKind::kStructure, .members = kPutImageRequestMembers};
inline constexpr Member kPutImageScanningConfigurationRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageScanningConfiguration", &kImageScanningConfiguration, Member::kRequired}};
inline constexpr Shape kPutImageScanningConfigurationRequest{.kind = ShapeKind::kStructure,
                                                             .members = kPutImageScanningConfigurationRequestMembers};
inline constexpr Member kPutImageTagMutabilityRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageTagMutability", &kImageTagMutability, Member::kRequired},
    {"imageTagMutabilityExclusionFilters", &kImageTagMutabilityExclusionFilters}};
inline constexpr Shape kPutImageTagMutabilityRequest{.kind = ShapeKind::kStructure,
                                                     .members = kPutImageTagMutabilityRequestMembers};
inline constexpr Shape kLifecyclePolicyText{.kind = ShapeKind::kString, .max = 30720};
inline constexpr Member kPutLifecyclePolicyRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"lifecyclePolicyText", &kLifecyclePolicyText, Member::kRequired}};
inline constexpr Shape kPutLifecyclePolicyRequest{.kind = ShapeKind::kStructure,
                                                  .members = kPutLifecyclePolicyRequestMembers};
inline constexpr Shape kRegistryPolicyText{.kind = ShapeKind::kString, .max = 10240};
inline constexpr Member kPutRegistryPolicyRequestMembers[] = {{"policyText", &kRegistryPolicyText, Member::kRequired}};
inline constexpr Shape kPutRegistryPolicyRequest{.kind = ShapeKind::kStructure,
                                                 .members = kPutRegistryPolicyRequestMembers};
inline constexpr std::string_view kScanTypeWords[] = {"BASIC", "ENHANCED"};
inline constexpr Shape kScanType{.kind = ShapeKind::kString, .words = kScanTypeWords};
inline constexpr std::string_view kScanFrequencyWords[] = {"SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"};
inline constexpr Shape kScanFrequency{.kind = ShapeKind::kString, .words = kScanFrequencyWords};
inline constinit Pattern kScanningRepositoryFilterValuePattern{R"(^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$)",
                                                               Pattern::Words::kSmithy};
inline constexpr Shape kScanningRepositoryFilterValue{
    .kind = ShapeKind::kString, .min = 1, .max = 255, .pattern = &kScanningRepositoryFilterValuePattern};
inline constexpr std::string_view kScanningRepositoryFilterTypeWords[] = {"WILDCARD"};
inline constexpr Shape kScanningRepositoryFilterType{.kind = ShapeKind::kString,
                                                     .words = kScanningRepositoryFilterTypeWords};
inline constexpr Member kScanningRepositoryFilterMembers[] = {
    {"filter", &kScanningRepositoryFilterValue, Member::kRequired},
    {"filterType", &kScanningRepositoryFilterType, Member::kRequired}};
inline constexpr Shape kScanningRepositoryFilter{.kind = ShapeKind::kStructure,
                                                 .members = kScanningRepositoryFilterMembers};
inline constexpr Shape kScanningRepositoryFilterList{
    .kind = ShapeKind::kList, .max = 100, .item = &kScanningRepositoryFilter};
inline constexpr Member kRegistryScanningRuleMembers[] = {
    {"scanFrequency", &kScanFrequency, Member::kRequired},
    {"repositoryFilters", &kScanningRepositoryFilterList, Member::kRequired}};
inline constexpr Shape kRegistryScanningRule{.kind = ShapeKind::kStructure, .members = kRegistryScanningRuleMembers};
inline constexpr Shape kRegistryScanningRuleList{.kind = ShapeKind::kList, .max = 2, .item = &kRegistryScanningRule};
inline constexpr Member kPutRegistryScanningConfigurationRequestMembers[] = {{"scanType", &kScanType},
                                                                             {"rules", &kRegistryScanningRuleList}};
inline constexpr Shape kPutRegistryScanningConfigurationRequest{
    .kind = ShapeKind::kStructure, .members = kPutRegistryScanningConfigurationRequestMembers};
inline constinit Pattern kRegionPattern{R"([0-9a-z-]{2,25})", Pattern::Words::kSmithy};
inline constexpr Shape kRegion{.kind = ShapeKind::kString, .min = 2, .max = 25, .pattern = &kRegionPattern};
inline constexpr Member kReplicationDestinationMembers[] = {{"region", &kRegion, Member::kRequired},
                                                            {"registryId", &kRegistryId, Member::kRequired}};
inline constexpr Shape kReplicationDestination{.kind = ShapeKind::kStructure,
                                               .members = kReplicationDestinationMembers};
inline constexpr Shape kReplicationDestinationList{
    .kind = ShapeKind::kList, .max = 100, .item = &kReplicationDestination};
inline constinit Pattern kRepositoryFilterValuePattern{
    R"(^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$)", Pattern::Words::kSmithy};
inline constexpr Shape kRepositoryFilterValue{
    .kind = ShapeKind::kString, .min = 2, .max = 256, .pattern = &kRepositoryFilterValuePattern};
inline constexpr std::string_view kRepositoryFilterTypeWords[] = {"PREFIX_MATCH"};
inline constexpr Shape kRepositoryFilterType{.kind = ShapeKind::kString, .words = kRepositoryFilterTypeWords};
inline constexpr Member kRepositoryFilterMembers[] = {{"filter", &kRepositoryFilterValue, Member::kRequired},
                                                      {"filterType", &kRepositoryFilterType, Member::kRequired}};
inline constexpr Shape kRepositoryFilter{.kind = ShapeKind::kStructure, .members = kRepositoryFilterMembers};
inline constexpr Shape kRepositoryFilterList{
    .kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kRepositoryFilter};
inline constexpr Member kDeleteReplicationMembers[] = {{"enabled", &aws::kAnyBoolean, Member::kRequired}};
inline constexpr Shape kDeleteReplication{.kind = ShapeKind::kStructure, .members = kDeleteReplicationMembers};
inline constexpr Member kReplicationRuleMembers[] = {{"destinations", &kReplicationDestinationList, Member::kRequired},
                                                     {"repositoryFilters", &kRepositoryFilterList},
                                                     {"deleteReplication", &kDeleteReplication}};
inline constexpr Shape kReplicationRule{.kind = ShapeKind::kStructure, .members = kReplicationRuleMembers};
inline constexpr Shape kReplicationRuleList{.kind = ShapeKind::kList, .max = 25, .item = &kReplicationRule};
inline constexpr Member kReplicationConfigurationMembers[] = {{"rules", &kReplicationRuleList, Member::kRequired}};
inline constexpr Shape kReplicationConfiguration{.kind = ShapeKind::kStructure,
                                                 .members = kReplicationConfigurationMembers};
inline constexpr Member kPutReplicationConfigurationRequestMembers[] = {
    {"replicationConfiguration", &kReplicationConfiguration, Member::kRequired}};
inline constexpr Shape kPutReplicationConfigurationRequest{.kind = ShapeKind::kStructure,
                                                           .members = kPutReplicationConfigurationRequestMembers};
inline constinit Pattern kSigningProfileArnPattern{
    R"(^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$)", Pattern::Words::kSmithy};
inline constexpr Shape kSigningProfileArn{
    .kind = ShapeKind::kString, .max = 200, .pattern = &kSigningProfileArnPattern};
inline constinit Pattern kSigningRepositoryFilterValuePattern{
    R"(^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$)", Pattern::Words::kSmithy};
inline constexpr Shape kSigningRepositoryFilterValue{
    .kind = ShapeKind::kString, .min = 1, .max = 256, .pattern = &kSigningRepositoryFilterValuePattern};
inline constexpr std::string_view kSigningRepositoryFilterTypeWords[] = {"WILDCARD_MATCH"};
inline constexpr Shape kSigningRepositoryFilterType{.kind = ShapeKind::kString,
                                                    .words = kSigningRepositoryFilterTypeWords};
inline constexpr Member kSigningRepositoryFilterMembers[] = {
    {"filter", &kSigningRepositoryFilterValue, Member::kRequired},
    {"filterType", &kSigningRepositoryFilterType, Member::kRequired}};
inline constexpr Shape kSigningRepositoryFilter{.kind = ShapeKind::kStructure,
                                                .members = kSigningRepositoryFilterMembers};
inline constexpr Shape kSigningRepositoryFilterList{
    .kind = ShapeKind::kList, .min = 1, .max = 100, .item = &kSigningRepositoryFilter};
inline constexpr Member kSigningRuleMembers[] = {{"signingProfileArn", &kSigningProfileArn, Member::kRequired},
                                                 {"repositoryFilters", &kSigningRepositoryFilterList}};
inline constexpr Shape kSigningRule{.kind = ShapeKind::kStructure, .members = kSigningRuleMembers};
inline constexpr Shape kSigningRuleList{.kind = ShapeKind::kList, .max = 10, .item = &kSigningRule};
inline constexpr Member kSigningConfigurationMembers[] = {{"rules", &kSigningRuleList, Member::kRequired}};
inline constexpr Shape kSigningConfiguration{.kind = ShapeKind::kStructure, .members = kSigningConfigurationMembers};
inline constexpr Member kPutSigningConfigurationRequestMembers[] = {
    {"signingConfiguration", &kSigningConfiguration, Member::kRequired}};
inline constexpr Shape kPutSigningConfigurationRequest{.kind = ShapeKind::kStructure,
                                                       .members = kPutSigningConfigurationRequestMembers};
inline constexpr Member kRegisterPullTimeUpdateExclusionRequestMembers[] = {
    {"principalArn", &kPrincipalArn, Member::kRequired}};
inline constexpr Shape kRegisterPullTimeUpdateExclusionRequest{
    .kind = ShapeKind::kStructure, .members = kRegisterPullTimeUpdateExclusionRequestMembers};
inline constexpr Member kSetRepositoryPolicyRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"policyText", &kRepositoryPolicyText, Member::kRequired},
    {"force", &aws::kAnyBoolean}};
inline constexpr Shape kSetRepositoryPolicyRequest{.kind = ShapeKind::kStructure,
                                                   .members = kSetRepositoryPolicyRequestMembers};
inline constexpr Member kStartImageScanRequestMembers[] = {{"registryId", &kRegistryId},
                                                           {"repositoryName", &kRepositoryName, Member::kRequired},
                                                           {"imageId", &kImageIdentifier, Member::kRequired}};
inline constexpr Shape kStartImageScanRequest{.kind = ShapeKind::kStructure, .members = kStartImageScanRequestMembers};
inline constexpr Member kStartLifecyclePolicyPreviewRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"lifecyclePolicyText", &kLifecyclePolicyText}};
inline constexpr Shape kStartLifecyclePolicyPreviewRequest{.kind = ShapeKind::kStructure,
                                                           .members = kStartLifecyclePolicyPreviewRequestMembers};
inline constexpr Member kStartReplicationBackfillRequestMembers[] = {
    {"registryId", &kRegistryId}, {"destination", &kReplicationDestination, Member::kRequired}};
inline constexpr Shape kStartReplicationBackfillRequest{.kind = ShapeKind::kStructure,
                                                        .members = kStartReplicationBackfillRequestMembers};
inline constexpr Member kStopReplicationBackfillRequestMembers[] = {
    {"registryId", &kRegistryId}, {"replicationBackfillId", &kReplicationBackfillId, Member::kRequired}};
inline constexpr Shape kStopReplicationBackfillRequest{.kind = ShapeKind::kStructure,
                                                       .members = kStopReplicationBackfillRequestMembers};
inline constexpr Member kTagResourceRequestMembers[] = {{"resourceArn", &aws::kAnyString, Member::kRequired},
                                                        {"tags", &kTagList, Member::kRequired}};
inline constexpr Shape kTagResourceRequest{.kind = ShapeKind::kStructure, .members = kTagResourceRequestMembers};
inline constexpr Shape kTagKeyList{.kind = ShapeKind::kList, .item = &aws::kAnyString};
inline constexpr Member kUntagResourceRequestMembers[] = {{"resourceArn", &aws::kAnyString, Member::kRequired},
                                                          {"tagKeys", &kTagKeyList, Member::kRequired}};
inline constexpr Shape kUntagResourceRequest{.kind = ShapeKind::kStructure, .members = kUntagResourceRequestMembers};
inline constexpr std::string_view kTargetStorageClassWords[] = {"STANDARD", "ARCHIVE"};
inline constexpr Shape kTargetStorageClass{.kind = ShapeKind::kString, .words = kTargetStorageClassWords};
inline constexpr Member kUpdateImageStorageClassRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"repositoryName", &kRepositoryName, Member::kRequired},
    {"imageId", &kImageIdentifier, Member::kRequired},
    {"targetStorageClass", &kTargetStorageClass, Member::kRequired}};
inline constexpr Shape kUpdateImageStorageClassRequest{.kind = ShapeKind::kStructure,
                                                       .members = kUpdateImageStorageClassRequestMembers};
inline constexpr Member kUpdatePullThroughCacheRuleRequestMembers[] = {
    {"registryId", &kRegistryId},
    {"ecrRepositoryPrefix", &kPullThroughCacheRuleRepositoryPrefix, Member::kRequired},
    {"credentialArn", &kCredentialArn},
    {"customRoleArn", &kCustomRoleArn}};
inline constexpr Shape kUpdatePullThroughCacheRuleRequest{.kind = ShapeKind::kStructure,
                                                          .members = kUpdatePullThroughCacheRuleRequestMembers};
inline constexpr Member kUpdateRepositoryCreationTemplateRequestMembers[] = {
    {"prefix", &kPrefix, Member::kRequired},
    {"description", &kRepositoryTemplateDescription},
    {"encryptionConfiguration", &kEncryptionConfigurationForRepositoryCreationTemplate},
    {"resourceTags", &kTagList},
    {"imageTagMutability", &kImageTagMutability},
    {"imageTagMutabilityExclusionFilters", &kImageTagMutabilityExclusionFilters},
    {"repositoryPolicy", &kRepositoryPolicyText},
    {"lifecyclePolicy", &kLifecyclePolicyTextForRepositoryCreationTemplate},
    {"appliedFor", &kRCTAppliedForList},
    {"customRoleArn", &kCustomRoleArn}};
inline constexpr Shape kUpdateRepositoryCreationTemplateRequest{
    .kind = ShapeKind::kStructure, .members = kUpdateRepositoryCreationTemplateRequestMembers};
inline constexpr Shape kPartSize{.kind = ShapeKind::kInteger, .min = 0};
inline constexpr Shape kLayerPartBlob{.kind = ShapeKind::kBlob, .max = 20971520};
inline constexpr Member kUploadLayerPartRequestMembers[] = {{"registryId", &kRegistryId},
                                                            {"repositoryName", &kRepositoryName, Member::kRequired},
                                                            {"uploadId", &kUploadId, Member::kRequired},
                                                            {"partFirstByte", &kPartSize, Member::kRequired},
                                                            {"partLastByte", &kPartSize, Member::kRequired},
                                                            {"layerPartBlob", &kLayerPartBlob, Member::kRequired}};
inline constexpr Shape kUploadLayerPartRequest{.kind = ShapeKind::kStructure,
                                               .members = kUploadLayerPartRequestMembers};
inline constexpr Member kValidatePullThroughCacheRuleRequestMembers[] = {
    {"ecrRepositoryPrefix", &kPullThroughCacheRuleRepositoryPrefix, Member::kRequired}, {"registryId", &kRegistryId}};
inline constexpr Shape kValidatePullThroughCacheRuleRequest{.kind = ShapeKind::kStructure,
                                                            .members = kValidatePullThroughCacheRuleRequestMembers};

/// Sorted by name.
inline constexpr RequestShape kRequests[] = {
    {"BatchCheckLayerAvailability", &kBatchCheckLayerAvailabilityRequest},
    {"BatchDeleteImage", &kBatchDeleteImageRequest},
    {"BatchGetImage", &kBatchGetImageRequest},
    {"BatchGetRepositoryScanningConfiguration", &kBatchGetRepositoryScanningConfigurationRequest},
    {"CompleteLayerUpload", &kCompleteLayerUploadRequest},
    {"CreatePullThroughCacheRule", &kCreatePullThroughCacheRuleRequest},
    {"CreateRepository", &kCreateRepositoryRequest},
    {"CreateRepositoryCreationTemplate", &kCreateRepositoryCreationTemplateRequest},
    {"DeleteLifecyclePolicy", &kDeleteLifecyclePolicyRequest},
    {"DeletePullThroughCacheRule", &kDeletePullThroughCacheRuleRequest},
    {"DeleteRegistryPolicy", &aws::kAnyStructure},
    {"DeleteRepository", &kDeleteRepositoryRequest},
    {"DeleteRepositoryCreationTemplate", &kDeleteRepositoryCreationTemplateRequest},
    {"DeleteRepositoryPolicy", &kDeleteRepositoryPolicyRequest},
    {"DeleteSigningConfiguration", &aws::kAnyStructure},
    {"DeregisterPullTimeUpdateExclusion", &kDeregisterPullTimeUpdateExclusionRequest},
    {"DescribeImageReplicationStatus", &kDescribeImageReplicationStatusRequest},
    {"DescribeImageScanFindings", &kDescribeImageScanFindingsRequest},
    {"DescribeImageSigningStatus", &kDescribeImageSigningStatusRequest},
    {"DescribeImages", &kDescribeImagesRequest},
    {"DescribePullThroughCacheRules", &kDescribePullThroughCacheRulesRequest},
    {"DescribeRegistry", &aws::kAnyStructure},
    {"DescribeReplicationBackfillResults", &kDescribeReplicationBackfillResultsRequest},
    {"DescribeRepositories", &kDescribeRepositoriesRequest},
    {"DescribeRepositoryCreationTemplates", &kDescribeRepositoryCreationTemplatesRequest},
    {"GetAccountSetting", &kGetAccountSettingRequest},
    {"GetAuthorizationToken", &kGetAuthorizationTokenRequest},
    {"GetDownloadUrlForLayer", &kGetDownloadUrlForLayerRequest},
    {"GetLifecyclePolicy", &kGetLifecyclePolicyRequest},
    {"GetLifecyclePolicyPreview", &kGetLifecyclePolicyPreviewRequest},
    {"GetRegistryPolicy", &aws::kAnyStructure},
    {"GetRegistryScanningConfiguration", &aws::kAnyStructure},
    {"GetRepositoryPolicy", &kGetRepositoryPolicyRequest},
    {"GetSigningConfiguration", &aws::kAnyStructure},
    {"InitiateLayerUpload", &kInitiateLayerUploadRequest},
    {"ListImageReferrers", &kListImageReferrersRequest},
    {"ListImages", &kListImagesRequest},
    {"ListPullTimeUpdateExclusions", &kListPullTimeUpdateExclusionsRequest},
    {"ListReplicationBackfills", &kListReplicationBackfillsRequest},
    {"ListTagsForResource", &kListTagsForResourceRequest},
    {"PutAccountSetting", &kPutAccountSettingRequest},
    {"PutImage", &kPutImageRequest},
    {"PutImageScanningConfiguration", &kPutImageScanningConfigurationRequest},
    {"PutImageTagMutability", &kPutImageTagMutabilityRequest},
    {"PutLifecyclePolicy", &kPutLifecyclePolicyRequest},
    {"PutRegistryPolicy", &kPutRegistryPolicyRequest},
    {"PutRegistryScanningConfiguration", &kPutRegistryScanningConfigurationRequest},
    {"PutReplicationConfiguration", &kPutReplicationConfigurationRequest},
    {"PutSigningConfiguration", &kPutSigningConfigurationRequest},
    {"RegisterPullTimeUpdateExclusion", &kRegisterPullTimeUpdateExclusionRequest},
    {"SetRepositoryPolicy", &kSetRepositoryPolicyRequest},
    {"StartImageScan", &kStartImageScanRequest},
    {"StartLifecyclePolicyPreview", &kStartLifecyclePolicyPreviewRequest},
    {"StartReplicationBackfill", &kStartReplicationBackfillRequest},
    {"StopReplicationBackfill", &kStopReplicationBackfillRequest},
    {"TagResource", &kTagResourceRequest},
    {"UntagResource", &kUntagResourceRequest},
    {"UpdateImageStorageClass", &kUpdateImageStorageClassRequest},
    {"UpdatePullThroughCacheRule", &kUpdatePullThroughCacheRuleRequest},
    {"UpdateRepositoryCreationTemplate", &kUpdateRepositoryCreationTemplateRequest},
    {"UploadLayerPart", &kUploadLayerPartRequest},
    {"ValidatePullThroughCacheRule", &kValidatePullThroughCacheRuleRequest}};

}  // namespace entrepot::api::ecr
