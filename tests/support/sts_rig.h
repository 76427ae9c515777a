#pragma once
// Users, roles, providers and STS over them, in memory: for tests of its operations.

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "api/sts/parts.h"
#include "api/sts/role_trust.h"
#include "async/run_blocking.h"
#include "crypto/secret.h"
#include "iam/policy.h"

namespace entrepot::test {

class NoKeys final : public iam::ConditionKeys {
 public:
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

class StsRig {
 public:
  static constexpr const char* kAccountText = "123456789012";
  static constexpr const char* kOtherText = "210987654321";

  static std::shared_ptr<const iam::Policy> policy(std::string_view text, model::PolicyOf of) {
    const auto document = model::parse_policy_document(text, of);
    if (!document) throw std::runtime_error(std::string(document.error().detail()));
    return *iam::Policy::compile(*document, "test");
  }
  static model::AccountId account(const char* text = kAccountText) { return *model::AccountId::parse(text); }

  iam::Principal add_user(const std::string& name, const std::string& policies = "", const char* of = kAccountText) {
    const std::string arn = std::string("arn:aws:iam::") + of + ":user/" + name;
    iam::Identity user{.id = "AIDA" + name, .name = name, .arn = arn, .account = account(of)};
    if (!policies.empty()) user.policies.push_back(policy(policies, model::PolicyOf::kIdentity));
    directory.put(user);
    iam::Principal principal{.account = account(of), .id = user.id, .arn = arn, .access_key_id = "AKIA" + name};
    credentials.put({.principal = principal, .secret = "s"});
    return principal;
  }
  void add_role(const std::string& name, const std::string& trust, std::chrono::seconds max = std::chrono::hours(1)) {
    directory.put({.id = "AROA" + name,
                   .name = name,
                   .path = "/p/",
                   .arn = role_arn(name),
                   .account = account(),
                   .is_role = true,
                   .tags = {{"team", "blue"}},
                   .trust = policy(trust, model::PolicyOf::kTrust),
                   .max_session = max});
  }
  static std::string role_arn(const std::string& name) {
    return std::string("arn:aws:iam::") + kAccountText + ":role/p/" + name;
  }
  /// {"Version":..,"Statement":[{"Effect":"Allow","Principal":{"<kind>":"<who>"},"Action":[..]<more>}]}
  static std::string trust(const std::string& kind, const std::string& who, const std::string& more = "",
                           const std::string& actions = R"("sts:AssumeRole")") {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{")" + kind + R"(":")" + who +
           R"("},"Action":[)" + actions + "]" + more + "}]}";
  }
  static std::string allow(const std::string& action, const std::string& resource = "*") {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action + R"(","Resource":")" +
           resource + R"("}]})";
  }

  /// The text of the first element of that name; empty if there is none.
  static std::string element(const std::string& xml, const std::string& name) {
    const std::size_t at = xml.find("<" + name + ">");
    if (at == std::string::npos) return {};
    const std::size_t from = at + name.size() + 2;
    return xml.substr(from, xml.find("</" + name + ">", from) - from);
  }
  /// The principal of the credentials in an answer, as the next request with them would have it.
  iam::Principal principal_of(const std::string& xml) const {
    const auto key = sessions.open(element(xml, "AccessKeyId"), element(xml, "SessionToken"));
    if (!key || key->secret != element(xml, "SecretAccessKey")) throw std::runtime_error("no such credentials: " + xml);
    return key->principal;
  }

  Result<std::string> get(const std::string& url) {
    ++fetches;
    const auto at = documents.find(url);
    if (at == documents.end()) return fail(ErrorKind::kUnavailable, "not there");
    return at->second;
  }

  FakeClock clock;
  iam::Credentials credentials;
  iam::Directory directory;
  iam::OidcProviders providers;
  iam::Sessions sessions{crypto::Key::random(), credentials, directory, clock};
  std::map<std::string, std::string> documents;  ///< by URL
  int fetches = 0;
  oidc::IssuerKeys issuer_keys{oidc::IssuerKeys::Options{}, clock,
                               [this](const std::string& url, const fetch::Trust&) { return get(url); }};
  std::map<std::string, std::string> managed;  ///< documents by ARN
  api::sts::Parts parts{.credentials = credentials,
                        .directory = directory,
                        .providers = providers,
                        .sessions = sessions,
                        .issuer_keys = issuer_keys,
                        .clock = clock,
                        .managed_policy = [this](model::AccountId, std::string arn) { return find(managed, arn); }};
  NoKeys keys;
  api::sts::Surroundings surroundings{.keys = keys};

 private:
  static async::Task<std::string> find(std::map<std::string, std::string>& managed, std::string arn) {
    const auto at = managed.find(arn);
    if (at == managed.end()) co_return fail(ErrorKind::kNoSuchEntity, "Policy " + arn + " does not exist.");
    co_return at->second;
  }
};

}  // namespace entrepot::test
