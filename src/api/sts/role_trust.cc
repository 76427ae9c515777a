#include "api/sts/role_trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace entrepot::api::sts {
namespace {

constexpr std::string_view kAssume = "sts:AssumeRole";
constexpr std::string_view kAssumeWithIdentity = "sts:AssumeRoleWithWebIdentity";
/// Anybody's repository gets a token of this issuer, so a trust policy that does not look at the subject trusts
/// everybody.
constexpr std::string_view kGitHub = "token.actions.githubusercontent.com";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool find_tag(std::string_view key, const std::vector<std::pair<std::string, std::string>>& tags,
              std::vector<std::string>& values) {
  for (const auto& [name, value] : tags) {
    if (lower(name) != key) continue;
    values.push_back(value);
    return true;
  }
  return false;
}

/// The actions that beginning the session takes: marking it with tags and a source has rights of its own.
std::vector<std::string_view> actions_of(const SessionRequest& request, std::string_view first) {
  std::vector<std::string_view> actions{first};
  if (!request.tags.empty()) actions.push_back("sts:TagSession");
  if (!request.source_identity.empty()) actions.push_back("sts:SetSourceIdentity");
  return actions;
}

bool is_allowed(const iam::Question& question, const iam::Decision& decision, CallNote* note) {
  if (note != nullptr) {
    note->decided({.action = std::string(question.action),
                   .resource = std::string(question.resource),
                   .is_allowed = decision.is_allowed,
                   .policy_kind = std::string(iam::to_string(decision.kind)),
                   .policy = std::string(decision.policy),
                   .statement = std::string(decision.statement)});
  }
  return decision.is_allowed;
}

std::unexpected<Error> denied(std::string_view caller, std::string_view action, std::string_view role) {
  return fail(ErrorKind::kAccessDenied, fmt::format("User: {} is not authorized to perform: {} on resource: {}", caller,
                                                    action, printable(role, 2'048)));
}

}  // namespace

bool AssumeKeys::find(std::string_view key, std::vector<std::string>& values) const {
  asked_.emplace_back(key);
  for (const auto& [name, own] : own_) {
    if (name != key) continue;
    values.insert(values.end(), own.begin(), own.end());
    return true;
  }
  const auto in_family = [&](std::string_view family) {
    return key.starts_with(family) ? key.substr(family.size()) : std::string_view();
  };
  if (key == "aws:resourceaccount") {
    values.push_back(request_.account.text());
    return true;
  }
  if (key == "sts:rolesessionname") {
    values.push_back(request_.name);
    return true;
  }
  if (key == "sts:sourceidentity" && !request_.source_identity.empty()) {
    values.push_back(request_.source_identity);
    return true;
  }
  if (key == "aws:tagkeys" && !request_.tags.empty()) {
    for (const auto& [name, value] : request_.tags) values.push_back(name);
    return true;
  }
  if (const auto tag = in_family("aws:requesttag/"); !tag.empty()) return find_tag(tag, request_.tags, values);
  for (const std::string_view family : {"aws:resourcetag/", "iam:resourcetag/"}) {
    if (const auto tag = in_family(family); !tag.empty()) return role_ != nullptr && find_tag(tag, role_->tags, values);
  }
  return any_.find(key, values);
}

bool AssumeKeys::was_asked(std::string_view key) const {
  return std::ranges::find(asked_, key) != asked_.end();
}

Result<std::shared_ptr<const iam::Identity>> assumable_role(const Parts& parts, const iam::Principal& caller,
                                                            const SessionRequest& request,
                                                            const std::string& external_id,
                                                            const Surroundings& surroundings) {
  if (caller.is_root) return fail(ErrorKind::kAccessDenied, "Roles may not be assumed by root accounts.");
  const auto role = parts.directory.find_arn(request.role_arn);
  const auto identity = parts.directory.find(caller.identity_id());
  const auto organisation = parts.directory.find_organisation(caller.account);
  const auto owner_organisation = parts.directory.find_organisation(request.account);
  AssumeKeys keys(surroundings.keys, request, role.get());
  if (!external_id.empty()) keys.add("sts:externalid", {external_id});

  const bool is_role = role && role->is_role && role->trust;
  const std::array trust{is_role ? role->trust : iam::Policy::deny_all("no role")};
  const iam::Against against{.principal = caller,
                             .identity = identity.get(),
                             .resource_policies = trust,
                             .endpoint = surroundings.endpoint,
                             .organisation = organisation.get(),
                             .owner_organisation = owner_organisation.get()};
  for (const std::string_view action : actions_of(request, kAssume)) {
    const iam::Question question{.action = action,
                                 .resource = request.role_arn,
                                 .owner = request.account,
                                 .keys = keys,
                                 .needs_resource_allow = true};
    if (!is_allowed(question, iam::decide(question, against), surroundings.note)) {
      return denied(caller.arn, action, request.role_arn);
    }
  }
  if (!is_role) return denied(caller.arn, kAssume, request.role_arn);
  return role;
}

Result<std::shared_ptr<const iam::Identity>> assumable_by_bearer(const Parts& parts, const Bearer& bearer,
                                                                 const SessionRequest& request,
                                                                 const Surroundings& surroundings) {
  const auto refused = [] {
    return fail(ErrorKind::kAccessDenied, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  };
  const auto role = parts.directory.find_arn(request.role_arn);
  if (!role || !role->is_role || !role->trust) return refused();
  const auto owner_organisation = parts.directory.find_organisation(request.account);
  AssumeKeys keys(surroundings.keys, request, role.get());
  for (const auto& [claim, values] : bearer.claims) keys.add(lower(fmt::format("{}:{}", bearer.issuer, claim)), values);
  keys.add("aws:federatedprovider", {std::string(bearer.provider_arn)});

  for (const std::string_view action : actions_of(request, kAssumeWithIdentity)) {
    const iam::Question question{.action = action,
                                 .resource = request.role_arn,
                                 .owner = request.account,
                                 .keys = keys,
                                 .needs_resource_allow = true};
    const iam::FederatedCaller caller{.provider = bearer.provider_arn};
    const auto decision =
        iam::decide_federated(question, caller, *role->trust, surroundings.endpoint, owner_organisation.get());
    if (!is_allowed(question, decision, surroundings.note)) return refused();
  }
  if (bearer.issuer == kGitHub && !keys.was_asked(fmt::format("{}:sub", kGitHub))) return refused();
  return role;
}

}  // namespace entrepot::api::sts
