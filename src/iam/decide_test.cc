#include "iam/decide.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

using testing::FixedKeys;
using testing::statement;
using PolicyPointer = std::shared_ptr<const Policy>;

const model::AccountId kOwn = *model::AccountId::parse("111111111111");
const model::AccountId kOther = *model::AccountId::parse("222222222222");
constexpr std::string_view kApp = "arn:aws:ecr:us-east-1:111111111111:repository/app";
constexpr auto kRepository = model::PolicyOf::kRepository;

const PolicyPointer kAllowAll = statement(R"("Sid":"All","Effect":"Allow","Action":"*","Resource":"*")");
const PolicyPointer kDenyPut = statement(R"("Sid":"NoPut","Effect":"Deny","Action":"ecr:PutImage","Resource":"*")");
const PolicyPointer kAllowGet = statement(R"("Effect":"Allow","Action":"ecr:Get*","Resource":"*")");

PolicyPointer opened_to(std::string_view principal, std::string_view effect = "Allow") {
  return statement(fmt::format(R"("Effect":"{}","Principal":{},"Action":"ecr:*")", effect, principal), kRepository,
                   "repository");
}

/// One caller and what binds it; a user of the owning account unless told otherwise.
struct Case {
  Principal principal{.account = kOwn,
                      .id = "AIDAANNANNANNANNANNA",
                      .arn = "arn:aws:iam::111111111111:user/ann",
                      .access_key_id = "AKIAIOSFODNN7EXAMPLE"};
  Identity identity{
      .id = "AIDAANNANNANNANNANNA", .name = "ann", .arn = "arn:aws:iam::111111111111:user/ann", .account = kOwn};
  Session session{
      .name = "ci", .role_id = "AROAROLEROLEROLEROLE", .role_arn = "arn:aws:iam::111111111111:role/x/builder"};
  std::vector<PolicyPointer> resource;
  PolicyPointer endpoint;
  Organisation organisation;
  Organisation owner_organisation;
  FixedKeys keys;
  bool needs_resource_allow = false;
  bool has_identity = true;

  Case() = default;
  explicit Case(std::vector<PolicyPointer> policies) { identity.policies = std::move(policies); }

  Case& in(const model::AccountId& account) {
    principal.account = account;
    identity.account = account;
    return *this;
  }
  Case& as_session_of_role() {
    principal.id = "AROAROLEROLEROLEROLE:ci";
    principal.arn = "arn:aws:sts::111111111111:assumed-role/builder/ci";
    principal.kind = PrincipalKind::kRoleSession;
    identity.id = "AROAROLEROLEROLEROLE";
    identity.is_role = true;
    return *this;
  }
  Case& as_root() {
    principal.id = principal.account.text();
    principal.arn = "arn:aws:iam::" + principal.account.text() + ":root";
    principal.is_root = true;
    principal.kind = PrincipalKind::kRoot;
    has_identity = false;
    return *this;
  }
  Decision ask(std::string_view action = "ecr:PutImage", std::string_view arn = kApp) {
    if (principal.kind == PrincipalKind::kRoleSession || principal.kind == PrincipalKind::kUserSession) {
      principal.session = std::make_shared<const Session>(session);
    }
    question.emplace(Question{
        .action = action, .resource = arn, .owner = kOwn, .keys = keys, .needs_resource_allow = needs_resource_allow});
    return decide(*question, {.principal = principal,
                              .identity = has_identity ? &identity : nullptr,
                              .resource_policies = resource,
                              .endpoint = endpoint.get(),
                              .organisation = &organisation,
                              .owner_organisation = &owner_organisation});
  }
  /// "allowed", or the text after the resource.
  std::string answer(std::string_view action = "ecr:PutImage") {
    const Decision decision = ask(action);
    if (decision.is_allowed) return "allowed";
    const std::string text = denial_text(*question, principal.arn, decision);
    const std::string front =
        fmt::format("User: {} is not authorized to perform: {} on resource: {} ", principal.arn, action, kApp);
    EXPECT_TRUE(text.starts_with(front)) << text;
    return text.substr(front.size());
  }
  std::optional<Question> question;
};

constexpr const char* kNoIdentity = "because no identity-based policy allows the ecr:PutImage action";
constexpr const char* kNoResource = "because no resource-based policy allows the ecr:PutImage action";

TEST(Decide, AUserMayWhatItsPoliciesAllow) {
  Case allowed({kAllowGet, kAllowAll});
  const Decision decision = allowed.ask();
  EXPECT_TRUE(decision.is_allowed);
  EXPECT_EQ(decision.reason, Reason::kAllowed);
  EXPECT_EQ(decision.kind, PolicyKind::kIdentity);
  EXPECT_EQ(decision.policy, "test");
  EXPECT_EQ(decision.statement, "All");

  EXPECT_EQ(Case().answer(), kNoIdentity);
  EXPECT_EQ(Case({kAllowGet}).answer(), kNoIdentity);
}

TEST(Decide, AnExplicitDenyWinsWhereverItStands) {
  const auto denied = [](Case of) { return of.answer(); };
  EXPECT_EQ(denied(Case({kAllowAll, kDenyPut})), "with an explicit deny in an identity-based policy");

  Case boundary({kAllowAll});
  boundary.identity.boundary = kDenyPut;
  EXPECT_EQ(denied(boundary), "with an explicit deny in a permissions boundary");

  Case session({kAllowAll});
  session.as_session_of_role().session.policy = kDenyPut;
  EXPECT_EQ(denied(session), "with an explicit deny in a session policy");

  Case resource({kAllowAll});
  resource.resource = {opened_to("\"*\""), opened_to("\"*\"", "Deny")};
  EXPECT_EQ(denied(resource), "with an explicit deny in a resource-based policy");

  Case endpoint({kAllowAll});
  endpoint.endpoint = opened_to("\"*\"", "Deny");
  EXPECT_EQ(denied(endpoint), "with an explicit deny in a VPC endpoint policy");

  Case organisation({kAllowAll});
  organisation.organisation.service_control = {{kAllowAll, kDenyPut}};
  EXPECT_EQ(denied(organisation), "with an explicit deny in a service control policy");

  Case owner({kAllowAll});
  owner.owner_organisation.resource_control = {{opened_to("\"*\"", "Deny")}};
  EXPECT_EQ(denied(owner), "with an explicit deny in a resource control policy");
}

TEST(Decide, TellsWhichStatementOfWhichPolicyDenies) {
  Case of({kAllowAll, kDenyPut});
  const Decision decision = of.ask();
  EXPECT_EQ(decision.reason, Reason::kExplicitDeny);
  EXPECT_EQ(decision.kind, PolicyKind::kIdentity);
  EXPECT_EQ(decision.policy, "test");
  EXPECT_EQ(decision.statement, "NoPut");
}

TEST(Decide, ABoundaryAndASessionPolicyOnlyBound) {
  Case bounded({kAllowAll});
  bounded.identity.boundary = kAllowGet;
  EXPECT_EQ(bounded.answer(), "because no permissions boundary allows the ecr:PutImage action");
  EXPECT_EQ(bounded.answer("ecr:GetRepositoryPolicy"), "allowed");

  Case nothing;
  nothing.identity.boundary = kAllowAll;
  EXPECT_EQ(nothing.answer(), kNoIdentity);

  Case session({kAllowAll});
  session.as_session_of_role().session.policy = kAllowGet;
  EXPECT_EQ(session.answer(), "because no session policy allows the ecr:PutImage action");
  EXPECT_EQ(session.answer("ecr:GetRepositoryPolicy"), "allowed");
}

TEST(Decide, AnEndpointPolicyBoundsWhomAndWhat) {
  Case of({kAllowAll});
  of.endpoint = opened_to(R"({"AWS":"arn:aws:iam::111111111111:root"})");
  EXPECT_EQ(of.answer(), "allowed");
  of.endpoint = opened_to(R"({"AWS":"222222222222"})");
  EXPECT_EQ(of.answer(), "because no VPC endpoint policy allows the ecr:PutImage action");
  Case root;
  root.as_root().endpoint = opened_to(R"({"AWS":"222222222222"})");
  EXPECT_EQ(root.answer(), "because no VPC endpoint policy allows the ecr:PutImage action") << "root too";
}

TEST(Decide, EveryLevelOfAnOrganisationMustAllow) {
  Case of({kAllowAll});
  of.organisation.service_control = {{kAllowAll}, {kAllowGet}};
  EXPECT_EQ(of.answer(), "because no service control policy allows the ecr:PutImage action");
  of.organisation.service_control = {{kAllowAll}, {kAllowGet, kAllowAll}};
  EXPECT_EQ(of.answer(), "allowed");
  of.organisation.service_control = {{Policy::allow_all("FullAWSAccess"), kDenyPut}};
  EXPECT_EQ(of.answer(), "with an explicit deny in a service control policy");
  EXPECT_EQ(of.answer("ecr:GetRepositoryPolicy"), "allowed");
  of.organisation.service_control.clear();
  of.owner_organisation.resource_control = {{Policy::allow_all("RCPFullAWSAccess")}};
  EXPECT_EQ(of.answer(), "allowed");
  of.owner_organisation.resource_control = {{}};
  EXPECT_EQ(of.answer(), "because no resource control policy allows the ecr:PutImage action");
  Case root;
  root.as_root().organisation.service_control = {{kAllowGet}};
  EXPECT_EQ(root.answer(), "because no service control policy allows the ecr:PutImage action") << "root too";
}

TEST(Decide, InOneAccountAResourcePolicyThatNamesTheCallerIsEnough) {
  const auto answer = [](std::string_view principal) {
    Case of;
    of.resource = {opened_to(principal)};
    return of.answer();
  };
  EXPECT_EQ(answer(R"({"AWS":"arn:aws:iam::111111111111:user/ann"})"), "allowed");
  EXPECT_EQ(answer(R"({"AWS":"AIDAANNANNANNANNANNA"})"), "allowed");
  EXPECT_EQ(answer(R"("*")"), "allowed");
  EXPECT_EQ(answer(R"({"AWS":["222222222222","*"]})"), "allowed");
  EXPECT_EQ(answer(R"({"AWS":"111111111111"})"), kNoIdentity) << "the account leaves it to its policies";
  EXPECT_EQ(answer(R"({"AWS":"arn:aws:iam::111111111111:user/bob"})"), kNoIdentity);
  EXPECT_EQ(answer(R"({"AWS":"AIDABOBBOBBOBBOBBOBB"})"), kNoIdentity)
      << "of another, or of an earlier one of that name";
  EXPECT_EQ(answer(R"({"Service":"codebuild.amazonaws.com"})"), kNoIdentity);
  EXPECT_EQ(answer(R"({"Federated":"arn:aws:iam::111111111111:user/ann"})"), kNoIdentity);
}

TEST(Decide, ABoundaryHoldsOnlyWhatAResourcePolicyGrantsToARole) {
  const auto user = [](std::string_view principal) {
    Case of;
    of.identity.boundary = kAllowGet;
    of.resource = {opened_to(principal)};
    return of.answer();
  };
  EXPECT_EQ(user(R"({"AWS":"arn:aws:iam::111111111111:user/ann"})"), "allowed");
  EXPECT_EQ(user(R"("*")"), "allowed");

  const auto role = [](std::string_view principal, bool has_bounds) {
    Case of;
    of.as_session_of_role();
    if (has_bounds) of.identity.boundary = of.session.policy = kAllowGet;
    of.resource = {opened_to(principal)};
    return of.answer();
  };
  constexpr const char* kSession = R"({"AWS":"arn:aws:sts::111111111111:assumed-role/builder/ci"})";
  constexpr const char* kRole = R"({"AWS":"arn:aws:iam::111111111111:role/x/builder"})";
  EXPECT_EQ(role(kSession, true), "allowed");
  EXPECT_EQ(role(R"("*")", true), "allowed");
  EXPECT_EQ(role(kRole, false), "allowed");
  EXPECT_EQ(role(R"({"AWS":"AROAROLEROLEROLEROLE"})", false), "allowed");
  EXPECT_EQ(role(kRole, true), "because no permissions boundary allows the ecr:PutImage action");
  EXPECT_EQ(role(R"({"AWS":"arn:aws:iam::111111111111:role/builder"})", false), kNoIdentity) << "another path";
}

TEST(Decide, AcrossAccountsBothSidesMustAllow) {
  const auto answer = [](std::vector<PolicyPointer> own, std::vector<PolicyPointer> resource) {
    Case of(std::move(own));
    of.in(kOther).principal.arn = "arn:aws:iam::222222222222:user/ann";
    of.resource = std::move(resource);
    return of.answer();
  };
  for (const char* principal :
       {R"("*")", R"({"AWS":"222222222222"})", R"({"AWS":"arn:aws:iam::222222222222:user/ann"})"}) {
    EXPECT_EQ(answer({kAllowAll}, {opened_to(principal)}), "allowed") << principal;
    EXPECT_EQ(answer({}, {opened_to(principal)}), kNoIdentity) << principal;
  }
  EXPECT_EQ(answer({kAllowAll}, {}), kNoResource);
  EXPECT_EQ(answer({kAllowAll}, {opened_to(R"({"AWS":"111111111111"})")}), kNoResource);
  EXPECT_EQ(answer({}, {}), kNoIdentity);
}

TEST(Decide, ADenyOfAnotherAccountsResourceIsNotTold) {
  const auto of_policies = [](std::vector<PolicyPointer> own, std::vector<PolicyPointer> resource) {
    Case of(std::move(own));
    of.in(kOther).resource = std::move(resource);
    return of;
  };
  const auto deny = opened_to(R"("*")", "Deny");
  Case denied = of_policies({kAllowAll}, {opened_to(R"("*")"), deny});
  const Decision decision = denied.ask();
  EXPECT_EQ(decision.reason, Reason::kExplicitDeny) << "for the audit";
  EXPECT_EQ(decision.kind, PolicyKind::kResource);
  EXPECT_EQ(denied.answer(), of_policies({kAllowAll}, {}).answer()) << "as if nothing were there";
  EXPECT_EQ(of_policies({}, {deny}).answer(), of_policies({}, {}).answer());
  EXPECT_EQ(of_policies({kAllowAll, kDenyPut}, {deny}).answer(), "with an explicit deny in an identity-based policy");

  Case bounded = of_policies({kAllowAll}, {deny});
  bounded.identity.boundary = kAllowGet;
  EXPECT_EQ(bounded.answer(), "because no permissions boundary allows the ecr:PutImage action");
}

TEST(Decide, RootMayEverythingInItsOwnAccountOnly) {
  Case root;
  root.as_root();
  EXPECT_EQ(root.ask().reason, Reason::kRoot);
  root.resource = {opened_to(R"("*")", "Deny")};
  EXPECT_EQ(root.answer(), "with an explicit deny in a resource-based policy");

  Case other;
  other.in(kOther).as_root();
  EXPECT_EQ(other.answer(), kNoResource);
  other.resource = {opened_to(R"({"AWS":"222222222222"})")};
  EXPECT_EQ(other.answer(), "allowed");
}

TEST(Decide, RootOfTheOwnerCanMendAPolicyThatLocksEverybodyOut) {
  const auto lock = statement(R"("Effect":"Deny","Principal":"*","Action":"ecr:*")", kRepository);
  for (const char* action :
       {"ecr:GetRepositoryPolicy", "ecr:SetRepositoryPolicy", "ecr:DeleteRepositoryPolicy", "ecr:PutRegistryPolicy"}) {
    Case root;
    root.as_root().resource = {lock};
    EXPECT_EQ(root.answer(action), "allowed") << action;
    Case user({kAllowAll});
    user.resource = {lock};
    EXPECT_EQ(user.answer(action), "with an explicit deny in a resource-based policy");
    Case other;
    other.in(kOther).as_root().resource = {lock};
    EXPECT_FALSE(other.ask(action).is_allowed);
  }
}

TEST(Decide, ADocumentThatCannotBeReadDeniesAll) {
  Case identity({kAllowAll, Policy::deny_all("broken")});
  EXPECT_EQ(identity.answer(), "with an explicit deny in an identity-based policy");
  Case resource({kAllowAll});
  resource.resource = {Policy::deny_all("broken")};
  EXPECT_EQ(resource.ask().policy, "broken");
  EXPECT_FALSE(resource.ask().is_allowed);
}

TEST(Decide, WhoIsNobodyAnyMoreMayNothing) {
  Case gone({kAllowAll});
  gone.has_identity = false;
  gone.resource = {opened_to(R"("*")")};
  EXPECT_EQ(gone.answer(), kNoIdentity);
}

TEST(Decide, AStatementWithoutPrincipalsOpensNothingInAResourcePolicy) {
  Case of;
  of.resource = {kAllowAll};
  EXPECT_EQ(of.answer(), kNoIdentity);
}

TEST(Decide, NotPrincipalDeniesAllButThoseItNames) {
  const auto deny_but = [](std::string_view principal) {
    return statement(fmt::format(R"("Effect":"Deny","NotPrincipal":{},"Action":"ecr:*")", principal), kRepository);
  };
  Case named({kAllowAll});
  named.resource = {deny_but(R"({"AWS":["111111111111","arn:aws:iam::111111111111:user/ann"]})")};
  EXPECT_EQ(named.answer(), "allowed");
  named.identity.boundary = kAllowAll;
  EXPECT_EQ(named.answer(), "with an explicit deny in a resource-based policy") << "as AWS does with any boundary";
  Case other({kAllowAll});
  other.resource = {deny_but(R"({"AWS":"arn:aws:iam::111111111111:user/bob"})")};
  EXPECT_EQ(other.answer(), "with an explicit deny in a resource-based policy");
}

TEST(Decide, ARoleIsAssumedOnlyIfItsTrustPolicyAllows) {
  const auto answer = [](std::vector<PolicyPointer> own, std::string_view principal) {
    Case of(std::move(own));
    of.needs_resource_allow = true;
    of.resource = {opened_to(principal)};
    return of.answer();
  };
  EXPECT_EQ(answer({kAllowAll}, R"({"AWS":"222222222222"})"), kNoResource);
  EXPECT_EQ(answer({kAllowAll}, R"({"AWS":"111111111111"})"), "allowed");
  EXPECT_EQ(answer({}, R"({"AWS":"111111111111"})"), kNoIdentity);
  EXPECT_EQ(answer({}, R"({"AWS":"arn:aws:iam::111111111111:user/ann"})"), "allowed");
}

TEST(Decide, AFederatedCallerMayWhatTheTrustPolicyOpensToItsProvider) {
  constexpr std::string_view kProvider = "arn:aws:iam::111111111111:oidc-provider/token.example.com";
  const auto trust = [&](std::string_view principal) {
    return statement(fmt::format(R"("Effect":"Allow","Principal":{},"Action":"sts:AssumeRoleWithWebIdentity",
        "Condition":{{"StringLike":{{"token.example.com:sub":"repo:team/*"}}}})",
                                 principal),
                     model::PolicyOf::kTrust);
  };
  const FixedKeys keys{{"token.example.com:sub", {"repo:team/app"}}};
  const FixedKeys foreign{{"token.example.com:sub", {"repo:other/app"}}};
  const auto ask = [&](const PolicyPointer& policy, const FixedKeys& with) {
    const Question question{.action = "sts:AssumeRoleWithWebIdentity",
                            .resource = "arn:aws:iam::111111111111:role/r",
                            .owner = kOwn,
                            .keys = with};
    return decide_federated(question, {.provider = kProvider}, *policy);
  };
  const auto own = trust(fmt::format(R"({{"Federated":"{}"}})", kProvider));
  EXPECT_TRUE(ask(own, keys).is_allowed);
  EXPECT_FALSE(ask(own, foreign).is_allowed);
  EXPECT_EQ(ask(own, foreign).kind, PolicyKind::kResource);
  EXPECT_FALSE(
      ask(trust(R"({"Federated":"arn:aws:iam::111111111111:oidc-provider/other.example.com"})"), keys).is_allowed);
  EXPECT_FALSE(ask(trust(R"({"AWS":"111111111111"})"), keys).is_allowed);
}

TEST(Decide, GetCallerIdentityNeedsNoPermissionAndNoDenyTakesIt) {
  Case of({kAllowAll, statement(R"("Effect":"Deny","Action":"*","Resource":"*")")});
  EXPECT_EQ(of.ask("sts:GetCallerIdentity", "*").reason, Reason::kNoPermissionNeeded);
}

TEST(Decide, ASessionOfAUserManagesNoIdentities) {
  Case of({kAllowAll});
  of.principal.kind = PrincipalKind::kUserSession;
  EXPECT_TRUE(of.ask("ecr:PutImage").is_allowed);
  EXPECT_TRUE(of.ask("sts:AssumeRole", "arn:aws:iam::111111111111:role/r").is_allowed);
  EXPECT_EQ(of.ask("iam:CreateUser", "arn:aws:iam::111111111111:user/u").reason, Reason::kNotForSession);
  EXPECT_EQ(of.ask("sts:GetSessionToken", "*").reason, Reason::kNotForSession);
  Case role({kAllowAll});
  role.as_session_of_role();
  EXPECT_EQ(role.ask("sts:GetSessionToken", "*").reason, Reason::kNotForSession);
  EXPECT_TRUE(role.ask("iam:CreateUser", "arn:aws:iam::111111111111:user/u").is_allowed);
}

TEST(Decide, PoliciesThatTakeTooLongDeny) {
  std::string words;
  for (int i = 0; i < 400; ++i) words += fmt::format(R"({}"*{}b{}")", i == 0 ? "" : ",", std::string(100, 'a'), i);
  const auto bomb = statement(fmt::format(
      R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"aws:UserAgent":[{}]}}}})", words));
  Case of({bomb, bomb, bomb, kAllowAll});
  of.keys.put("aws:useragent", {std::string(8'000, 'a')});
  const Decision decision = of.ask();
  EXPECT_FALSE(decision.is_allowed);
  EXPECT_EQ(decision.reason, Reason::kTooCostly);
  EXPECT_EQ(of.answer(), "because its policies take too long to evaluate");
}

TEST(Decide, NamesThatLookLikePatternsMatchOnlyThemselves) {
  Case of({statement(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:*:*:repository/${aws:username}/*")")});
  of.keys.put("aws:username", {"*"});
  EXPECT_FALSE(of.ask("ecr:PutImage", "arn:aws:ecr:us-east-1:111111111111:repository/bob/app").is_allowed);
  EXPECT_TRUE(of.ask("ecr:PutImage", "arn:aws:ecr:us-east-1:111111111111:repository/*/app").is_allowed);
  of.keys.put("aws:username", {"${aws:userid}"});
  of.keys.put("aws:userid", {"bob"});
  EXPECT_FALSE(of.ask("ecr:PutImage", "arn:aws:ecr:us-east-1:111111111111:repository/bob/app").is_allowed);
}

}  // namespace
}  // namespace entrepot::iam
