// Policy documents: what is accepted is written in a form that is read as the same values, can be compiled, and decides
// within its bounds; another Deny never opens what was closed.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "iam/decide.h"
#include "model/policy_document.h"

namespace iam = entrepot::iam;
namespace model = entrepot::model;

namespace {

class Keys final : public iam::ConditionKeys {
 public:
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    if (key == "aws:absent") return false;
    values.emplace_back(key == "aws:sourceip" ? "203.0.113.7" : "a*");
    if (key == "aws:tagkeys") values.emplace_back("b");
    return true;
  }
};

bool is_allowed(const std::shared_ptr<const iam::Policy>& policy, model::PolicyOf of,
                const std::shared_ptr<const iam::Policy>& boundary) {
  static const Keys keys;
  const model::AccountId account = *model::AccountId::parse("123456789012");
  const iam::Principal ann{.account = account, .id = "AIDAANN", .arn = "arn:aws:iam::123456789012:user/ann"};
  const bool is_of_identity = of == model::PolicyOf::kIdentity || of == model::PolicyOf::kSession;
  iam::Identity identity{.id = "AIDAANN", .account = account};
  if (is_of_identity) identity.policies = {policy};
  identity.boundary = boundary;
  const std::shared_ptr<const iam::Policy> resource[]{policy};
  const iam::Question question{.action = of == model::PolicyOf::kTrust ? "sts:AssumeRole" : "ecr:PutImage",
                               .resource = "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
                               .owner = account,
                               .keys = keys};
  const auto decision = iam::decide(
      question,
      {.principal = ann, .identity = &identity, .resource_policies = std::span(resource, is_of_identity ? 0 : 1)});
  if (!decision.is_allowed && iam::denial_text(question, ann.arn, decision).empty()) std::abort();
  return decision.is_allowed;
}

void check_decision(model::PolicyDocument document, model::PolicyOf of) {
  const auto compiled = iam::Policy::compile(document, "fuzz");
  if (!compiled) {
    // ECR takes resources of five colons and of any first word; what it took decides as a Deny.
    if (compiled.error().kind() != entrepot::ErrorKind::kInvalidParameter) std::abort();
    return;
  }
  const bool before = is_allowed(*compiled, of, nullptr);
  if (is_allowed(*compiled, of, *compiled) && !before) std::abort();
  auto denying = document.statements.front();
  denying.effect = model::PolicyEffect::kDeny;
  document.statements.push_back(std::move(denying));
  const auto stricter = iam::Policy::compile(document, "fuzz");
  if (stricter && is_allowed(*stricter, of, nullptr) && !before) std::abort();
}

void check(std::string_view text, model::PolicyOf of) {
  const auto document = model::parse_policy_document(text, of);
  if (!document) {
    const auto kind = document.error().kind();
    if (kind != entrepot::ErrorKind::kInvalidParameter && kind != entrepot::ErrorKind::kMalformedPolicy) std::abort();
    return;
  }
  if (document->statements.empty()) std::abort();
  const bool has_principals = of != model::PolicyOf::kIdentity && of != model::PolicyOf::kSession;
  for (const model::PolicyStatement& statement : document->statements) {
    if (statement.principals.has_value() != has_principals || statement.actions.patterns.words.empty()) std::abort();
  }
  const std::string written = model::policy_text(*document);
  const auto again = model::parse_policy_document(written, of);
  if (!again || *again != *document || model::policy_text(*again) != written) std::abort();
  check_decision(*document, of);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  for (const auto of : {model::PolicyOf::kRepository, model::PolicyOf::kRegistry, model::PolicyOf::kIdentity,
                        model::PolicyOf::kTrust, model::PolicyOf::kSession, model::PolicyOf::kEndpoint}) {
    check(text, of);
  }
  return 0;
}
