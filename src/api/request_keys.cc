#include "api/request_keys.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/endpoint.h"
#include "iam/directory.h"

namespace entrepot::api {
namespace {

using Values = std::vector<std::string>;
using Tags = std::vector<std::pair<std::string, std::string>>;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `key` is in lower case already.
bool is_key(std::string_view key, std::string_view tag) {
  return std::ranges::equal(key, tag, {}, {}, lower);
}

bool one(Values& values, std::string_view value) {
  values.emplace_back(value);
  return true;
}

bool one_if_any(Values& values, std::string_view value) {
  return !value.empty() && one(values, value);
}

std::int64_t seconds(SysTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string iso_8601(SysTime time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(time));
}

const iam::Session* session_of(const KeySources& from) {
  return from.context.principal.session.get();
}

std::shared_ptr<const iam::Identity> identity_of(const KeySources& from) {
  if (from.services.directory == nullptr || from.context.principal.is_root) return nullptr;
  return from.services.directory->find(from.context.principal.identity_id());
}

bool is_role_session(const KeySources& from) {
  return from.context.principal.kind == iam::PrincipalKind::kRoleSession && session_of(from) != nullptr;
}

const Endpoint& endpoint_of(const KeySources& from) {
  return from.services.endpoints->of(from.context.http);
}

// One function for each key, in the order of the table below.

bool current_time(const KeySources& from, Values& values) {
  return one(values, iso_8601(from.services.clock.now()));
}
bool epoch_time(const KeySources& from, Values& values) {
  return one(values, std::to_string(seconds(from.services.clock.now())));
}
bool federated_provider(const KeySources& from, Values& values) {
  return session_of(from) != nullptr && one_if_any(values, session_of(from)->provider);
}
bool multi_factor_auth_present(const KeySources& from, Values& values) {
  // Only temporary credentials have the key, and none of ours came with a second factor.
  return session_of(from) != nullptr && one(values, "false");
}
bool never(const KeySources&, Values& values) {
  return one(values, "false");
}
bool principal_account(const KeySources& from, Values& values) {
  return one(values, from.context.principal.account.text());
}
bool principal_arn(const KeySources& from, Values& values) {
  // Of a session, the ARN of its role.
  return one(values, is_role_session(from) ? session_of(from)->role_arn : from.context.principal.arn);
}
bool principal_type(const KeySources& from, Values& values) {
  if (from.context.principal.is_root) return one(values, "Account");
  return one(values, is_role_session(from) ? "AssumedRole" : "User");
}
bool requested_region(const KeySources& from, Values& values) {
  return one(values, from.context.registry.region.text());
}
bool resource_account(const KeySources& from, Values& values) {
  return one(values, from.context.registry.account.text());
}
bool secure_transport(const KeySources& from, Values& values) {
  return one(values, from.services.proxies->source_of(from.context.http).is_secure ? "true" : "false");
}
bool source_identity(const KeySources& from, Values& values) {
  return session_of(from) != nullptr && one_if_any(values, session_of(from)->source_identity);
}
// As at AWS: what came through a private endpoint has an address of its network, and aws:SourceIp is absent.
bool source_ip(const KeySources& from, Values& values) {
  return endpoint_of(from).vpce.empty() && one(values, from.services.proxies->source_of(from.context.http).address);
}
bool source_vpc(const KeySources& from, Values& values) {
  return one_if_any(values, endpoint_of(from).vpc);
}
bool source_vpce(const KeySources& from, Values& values) {
  return one_if_any(values, endpoint_of(from).vpce);
}
bool tag_keys(const KeySources& from, Values& values) {
  if (from.request == nullptr || (from.request->tags.empty() && from.request->tag_keys.empty())) return false;
  for (const model::ResourceTag& tag : from.request->tags) values.push_back(tag.key);
  values.insert(values.end(), from.request->tag_keys.begin(), from.request->tag_keys.end());
  return true;
}
bool token_issue_time(const KeySources& from, Values& values) {
  return session_of(from) != nullptr && one(values, iso_8601(session_of(from)->issued_at));
}
bool user_agent(const KeySources& from, Values& values) {
  const auto agent = from.context.http.headers.find("User-Agent");
  return agent && one(values, *agent);
}
bool user_id(const KeySources& from, Values& values) {
  return one(values, from.context.principal.id);
}
bool user_name(const KeySources& from, Values& values) {
  const auto identity = identity_of(from);
  return identity && !identity->is_role && one(values, identity->name);
}
bool vpc_source_ip(const KeySources& from, Values& values) {
  return !endpoint_of(from).vpce.empty() && one(values, from.services.proxies->source_of(from.context.http).address);
}

struct Key {
  std::string_view name;
  bool (*find)(const KeySources&, Values&);
};
constexpr std::array kKeys{
    Key{"aws:currenttime", current_time},
    Key{"aws:epochtime", epoch_time},
    Key{"aws:federatedprovider", federated_provider},
    Key{"aws:multifactorauthpresent", multi_factor_auth_present},
    Key{"aws:principalaccount", principal_account},
    Key{"aws:principalarn", principal_arn},
    Key{"aws:principalisawsservice", never},
    Key{"aws:principaltype", principal_type},
    Key{"aws:requestedregion", requested_region},
    Key{"aws:resourceaccount", resource_account},
    Key{"aws:securetransport", secure_transport},
    Key{"aws:sourceidentity", source_identity},
    Key{"aws:sourceip", source_ip},
    Key{"aws:sourcevpc", source_vpc},
    Key{"aws:sourcevpce", source_vpce},
    Key{"aws:tagkeys", tag_keys},
    Key{"aws:tokenissuetime", token_issue_time},
    Key{"aws:useragent", user_agent},
    Key{"aws:userid", user_id},
    Key{"aws:username", user_name},
    Key{"aws:viaawsservice", never},
    Key{"aws:vpcsourceip", vpc_source_ip},
};
static_assert(std::ranges::is_sorted(kKeys, {}, &Key::name));

bool find_tag(std::string_view key, const std::vector<model::ResourceTag>& tags, Values& values) {
  for (const model::ResourceTag& tag : tags) {
    if (is_key(key, tag.key)) return one(values, tag.value);
  }
  return false;
}

bool find_pair(std::string_view key, const Tags& tags, Values& values) {
  for (const auto& [name, value] : tags) {
    if (is_key(key, name)) return one(values, value);
  }
  return false;
}

bool find_fact(std::string_view key, const Tags& facts, Values& values) {
  const std::size_t before = values.size();
  for (const auto& [name, value] : facts) {
    if (name == key) values.push_back(value);
  }
  return values.size() > before;
}

bool find_principal_tag(const KeySources& from, std::string_view key, Values& values) {
  if (session_of(from) != nullptr && find_pair(key, session_of(from)->tags, values)) return true;
  const auto identity = identity_of(from);
  return identity && find_pair(key, identity->tags, values);
}

/// The tag's key, if `key` is of the family.
std::string_view in_family(std::string_view key, std::string_view family) {
  return key.starts_with(family) ? key.substr(family.size()) : std::string_view();
}

}  // namespace

bool RequestKeys::find(std::string_view key, std::vector<std::string>& values) const {
  const auto at = std::ranges::lower_bound(kKeys, key, {}, &Key::name);
  if (at != kKeys.end() && at->name == key) return at->find(sources_, values);
  if (key.starts_with("entrepot:")) return find_image_key(key, values);
  if (const auto tag = in_family(key, "aws:principaltag/"); !tag.empty())
    return find_principal_tag(sources_, tag, values);
  if (const auto tag = in_family(key, "aws:requesttag/"); !tag.empty())
    return sources_.request != nullptr && find_tag(tag, sources_.request->tags, values);
  for (const std::string_view family : {"aws:resourcetag/", "ecr:resourcetag/"}) {
    if (const auto tag = in_family(key, family); !tag.empty() && sources_.repository != nullptr)
      return find_tag(tag, sources_.repository->tags, values);
  }
  return sources_.request != nullptr && find_fact(key, sources_.request->facts, values);
}

bool RequestKeys::find_image_key(std::string_view key, std::vector<std::string>& values) const {
  if (sources_.image == nullptr) return false;
  const ImageFacts& image = *sources_.image;
  asked_about_image_ = true;
  const auto known = [&](bool is_known) {
    if (!is_known) lacks_images_ = true;
    return is_known;
  };
  const auto many = [&](const std::vector<std::string>& from) {
    values.insert(values.end(), from.begin(), from.end());
    return !from.empty();
  };
  if (key == "entrepot:imagetag") return known(image.knows_tags) && many(image.tags);
  if (key == "entrepot:imagedigest") return known(image.knows_digest) && one_if_any(values, image.digest);
  if (key == "entrepot:artifacttype") return known(image.knows_type) && one_if_any(values, image.artifact_type);
  if (key == "entrepot:referrertype") {
    if (!image.knows_referrers) lacks_referrers_ = true;
    return known(image.knows_referrers) && many(image.referrer_types);
  }
  return false;
}

}  // namespace entrepot::api
