#include "api/aws/harmless_members.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "audit/text.h"

namespace entrepot::api::aws {
namespace {

constexpr std::size_t kText = 256;
constexpr std::size_t kPolicyText = 2'048;
constexpr std::size_t kItems = 20;
constexpr std::size_t kAll = 4'096;
constexpr int kDepth = 6;

/// Sorted. Members of ECR's, IAM's and STS's requests in CloudTrail's spelling; what is not here is not told. Left out:
/// manifests, parts of layers, passwords, keys, certificates, codes and tokens of every kind.
constexpr std::array<std::string_view, 103> kHarmless{"acceptedMediaTypes",
                                                      "accessKeyId",
                                                      "accountAlias",
                                                      "appliedFor",
                                                      "arn",
                                                      "artifactStatus",
                                                      "artifactTypes",
                                                      "clientID",
                                                      "clientIDList",
                                                      "credentialArn",
                                                      "customRoleArn",
                                                      "customSuffix",
                                                      "description",
                                                      "destinations",
                                                      "durationSeconds",
                                                      "ecrRepositoryPrefix",
                                                      "ecrRepositoryPrefixes",
                                                      "encryptionConfiguration",
                                                      "encryptionType",
                                                      "entityFilter",
                                                      "externalId",
                                                      "filter",
                                                      "filterType",
                                                      "force",
                                                      "groupName",
                                                      "imageDigest",
                                                      "imageId",
                                                      "imageIds",
                                                      "imageManifestMediaType",
                                                      "imageScanningConfiguration",
                                                      "imageStatus",
                                                      "imageTag",
                                                      "imageTagMutability",
                                                      "imageTagMutabilityExclusionFilters",
                                                      "instanceProfileName",
                                                      "key",
                                                      "kmsKey",
                                                      "layerDigest",
                                                      "layerDigests",
                                                      "maxItems",
                                                      "maxResults",
                                                      "maxSessionDuration",
                                                      "name",
                                                      "newGroupName",
                                                      "newPath",
                                                      "newUserName",
                                                      "onlyAttached",
                                                      "openIDConnectProviderArn",
                                                      "partFirstByte",
                                                      "partLastByte",
                                                      "path",
                                                      "pathPrefix",
                                                      "permissionsBoundary",
                                                      "policyArn",
                                                      "policyArns",
                                                      "policyName",
                                                      "policySourceArn",
                                                      "policyUsageFilter",
                                                      "prefix",
                                                      "prefixes",
                                                      "principalArn",
                                                      "providerArn",
                                                      "providerId",
                                                      "region",
                                                      "registryId",
                                                      "registryIds",
                                                      "replicationConfiguration",
                                                      "repositoryFilters",
                                                      "repositoryName",
                                                      "repositoryNames",
                                                      "resourceArn",
                                                      "resourceTags",
                                                      "roleArn",
                                                      "roleName",
                                                      "roleSessionName",
                                                      "rules",
                                                      "scanFrequency",
                                                      "scanOnPush",
                                                      "scanType",
                                                      "scope",
                                                      "serialNumber",
                                                      "serviceName",
                                                      "setAsDefault",
                                                      "signingConfiguration",
                                                      "signingProfileArn",
                                                      "sourceIdentity",
                                                      "status",
                                                      "tagKeys",
                                                      "tagStatus",
                                                      "tags",
                                                      "targetStorageClass",
                                                      "thumbprintList",
                                                      "transitiveTagKeys",
                                                      "type",
                                                      "uploadId",
                                                      "upstreamRegistry",
                                                      "upstreamRegistryUrl",
                                                      "upstreamRepositoryPrefix",
                                                      "url",
                                                      "userName",
                                                      "value",
                                                      "values",
                                                      "versionId"};

static_assert(std::ranges::is_sorted(kHarmless));

/// Documents that are told as long as they are short.
constexpr std::array<std::string_view, 7> kPolicies{
    "assumeRolePolicyDocument", "lifecyclePolicy", "lifecyclePolicyText", "policy",
    "policyDocument",           "policyText",      "repositoryPolicy"};
static_assert(std::ranges::is_sorted(kPolicies));

std::string spelled(std::string_view name) {
  std::string out(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

class Picker {
 public:
  std::string pick(const json::Object& members) {
    object(members, kDepth);
    if (!is_truncated_) return std::move(out_);
    if (out_.size() > 2) out_.insert(out_.size() - 1, ",");
    out_.insert(out_.size() - 1, "\"truncated\":true");
    return std::move(out_);
  }

 private:
  /// Whether there is room for more.
  bool has_room() {
    if (out_.size() < kAll) return true;
    is_truncated_ = true;
    return false;
  }

  void object(const json::Object& members, int depth) {
    out_ += '{';
    bool is_first = true;
    for (const auto& [key, value] : members) {
      const std::string name = spelled(key);
      const bool is_policy = std::ranges::binary_search(kPolicies, name);
      if (value.is_null() || (!is_policy && !std::ranges::binary_search(kHarmless, name))) continue;
      if (!has_room()) break;
      if (!is_first) out_ += ',';
      is_first = false;
      out_.append("\"").append(name).append("\":");
      is_policy&& value.is_string() ? policy(value.get_string()) : any(value, depth - 1);
    }
    out_ += '}';
  }

  void array(const json::Array& items, int depth) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i == kItems) is_truncated_ = true;
      if (i == kItems || !has_room()) break;
      if (i != 0) out_ += ',';
      any(items[i], depth - 1);
    }
    out_ += ']';
  }

  void policy(std::string_view text) {
    if (text.size() <= kPolicyText) return audit::append_quoted(out_, text, kPolicyText);
    audit::append_quoted(out_, "a text of " + std::to_string(text.size()) + " bytes", kText);
  }

  void any(const json::Value& value, int depth) {
    if (value.is_string()) return audit::append_quoted(out_, value.get_string(), kText);
    if (value.is_object() && depth > 0) return object(value.get_object(), depth);
    if (value.is_array() && depth > 0) return array(value.get_array(), depth);
    if (value.is_object() || value.is_array()) {
      is_truncated_ = true;
      out_ += "null";
    } else {
      out_ += boost::json::serialize(value);
    }
  }

  std::string out_;
  bool is_truncated_ = false;
};

/// The value at "Tags.member.1.Key" in `in`, made on the way. Null where names contradict each other, or a list has
/// more items than are told.
json::Value* place(json::Value& in, std::string_view name) {
  json::Value* at = &in;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    const std::string_view part = name.substr(0, dot);
    name.remove_prefix(std::min(dot + 1, name.size()));
    if (part == "member") continue;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (error == std::errc() && end == part.data() + part.size()) {
      if (at->is_null()) at->emplace_array();
      if (!at->is_array() || index == 0 || index > kItems + 1) return nullptr;
      if (at->get_array().size() < index) at->get_array().resize(index);
      at = &at->get_array()[index - 1];
    } else {
      if (at->is_null()) at->emplace_object();
      if (!at->is_object()) return nullptr;
      at = &at->get_object()[spelled(part)];
    }
  }
  return at->is_null() ? at : nullptr;
}

}  // namespace

std::string harmless_members(const json::Object& request) {
  return Picker().pick(request);
}

std::string harmless_parameters(const Parameters& parameters) {
  json::Value tree = json::Object();
  for (const auto& [name, value] : parameters) {
    if (name == "Action" || name == "Version") continue;
    constexpr std::size_t kLongestName = 128;
    const bool is_told = name.size() <= kLongestName &&
                         (std::ranges::binary_search(kHarmless, spelled(name.substr(0, name.find('.')))) ||
                          std::ranges::binary_search(kPolicies, spelled(name)));
    if (!is_told) continue;
    if (json::Value* at = place(tree, name)) *at = value;
  }
  return harmless_members(tree.get_object());
}

}  // namespace entrepot::api::aws
