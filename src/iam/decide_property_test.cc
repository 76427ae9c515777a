// What must hold for all policies, tried on many that nobody would write. The seed is fixed, so that a failure is found
// again.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "iam/decide.h"
#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

using model::PolicyDocument;
using model::PolicyEffect;
using model::PolicyStatement;

constexpr int kRounds = 800;

/// Makes documents and questions out of few words, so that they meet often.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  bool chance(int in_hundred) { return static_cast<int>(random_() % 100) < in_hundred; }
  std::string pick(const std::vector<std::string>& words) { return words[random_() % words.size()]; }
  void shuffle(std::vector<PolicyStatement>& statements) { std::ranges::shuffle(statements, random_); }

  std::string action() { return pick({"ecr:PutImage", "ecr:BatchGetImage", "sts:AssumeRole", "iam:CreateUser"}); }
  std::string resource() {
    return pick({"*", "arn:aws:ecr:us-east-1:111111111111:repository/ann/app",
                 "arn:aws:ecr:us-east-1:111111111111:repository/team/app"});
  }
  testing::FixedKeys keys() {
    testing::FixedKeys out;
    if (chance(70)) out.put("aws:username", {pick({"ann", "*", "team"})});
    if (chance(60)) out.put("aws:x", {pick({"1", "2", "203.0.113.7", "true", "2026-01-31"})});
    if (chance(40))
      out.put("aws:tagkeys", chance(50) ? std::vector<std::string>{"a"} : std::vector<std::string>{"a", "b"});
    return out;
  }

  PolicyStatement statement(bool has_principals, std::optional<PolicyEffect> effect = std::nullopt) {
    PolicyStatement out;
    out.effect = effect ? *effect : chance(70) ? PolicyEffect::kAllow : PolicyEffect::kDeny;
    out.actions = {chance(20), words({"*", "ecr:*", "ecr:Put*", "ecr:BatchGet?mage", "sts:AssumeRole", "iam:*"})};
    if (!has_principals || chance(60)) {
      out.resources = model::PolicyPatterns{
          chance(20), words({"*", "arn:aws:ecr:*:*:repository/team/*", "arn:aws:ecr:*:*:repository/${aws:username}/*",
                             "arn:aws:ecr:*:222222222222:*", "arn:aws:ecr"})};
    }
    if (has_principals) out.principals = principals(out.effect);
    while (chance(35)) out.conditions.push_back(condition());
    return out;
  }
  PolicyDocument document(bool has_principals) {
    PolicyDocument out{.version = chance(90) ? "2012-10-17" : "2008-10-17", .id = {}, .statements = {}};
    do {
      out.statements.push_back(statement(has_principals));
    } while (chance(60));
    return out;
  }

 private:
  model::PolicyWords words(const std::vector<std::string>& from) {
    model::PolicyWords out{.words = {pick(from)}, .is_list = true};
    while (chance(40)) out.words.push_back(pick(from));
    return out;
  }
  model::PolicyPrincipals principals(PolicyEffect effect) {
    model::PolicyPrincipals out;
    out.is_negated = effect == PolicyEffect::kDeny && chance(25);
    out.is_anyone = chance(30);
    if (out.is_anyone) return out;
    out.kinds.push_back({"AWS", words({"111111111111", "222222222222", "arn:aws:iam::111111111111:user/ann", "AIDAANN",
                                       "arn:aws:iam::111111111111:role/builder", "AROABUILDER",
                                       "arn:aws:sts::111111111111:assumed-role/builder/ci"})});
    return out;
  }
  model::PolicyCondition condition() {
    std::string op = pick({"StringEquals", "StringNotEquals", "StringLike", "NumericLessThan", "NotIpAddress", "Bool",
                           "DateGreaterThan", "Null", "ArnNotLike", "NumericEquals"});
    if (op != "Null" && chance(30)) op = pick({"ForAllValues:", "ForAnyValue:"}) + op;
    if (op != "Null" && chance(30)) op += "IfExists";
    return {op, pick({"aws:x", "aws:username", "aws:tagkeys", "aws:absent"}),
            words({"1", "2", "ann", "a*", "true", "false", "203.0.113.0/24", "2026-01-01", "${aws:username}"})};
  }
  std::mt19937 random_;
};

std::shared_ptr<const Policy> compile(const PolicyDocument& document) {
  auto policy = Policy::compile(document, "p");
  EXPECT_TRUE(policy) << policy.error().detail();
  return *policy;
}

/// A question with everything that bears on it, as documents, so that a test can change one of them.
struct World {
  Principal principal{.account = *model::AccountId::parse("111111111111"),
                      .id = "AIDAANN",
                      .arn = "arn:aws:iam::111111111111:user/ann"};
  std::string action;
  std::string resource;
  bool is_own = true;
  bool needs_resource_allow = false;
  testing::FixedKeys keys;
  std::vector<PolicyDocument> identity;
  std::vector<PolicyDocument> resources;
  std::vector<PolicyDocument> service_control;  ///< a level each
  std::optional<PolicyDocument> boundary;
  std::optional<PolicyDocument> session;
  std::optional<PolicyDocument> endpoint;

  std::vector<PolicyDocument*> documents() {
    std::vector<PolicyDocument*> out;
    for (auto* list : {&identity, &resources, &service_control}) {
      for (PolicyDocument& document : *list) out.push_back(&document);
    }
    for (auto* one : {&boundary, &session, &endpoint}) {
      if (*one) out.push_back(&**one);
    }
    return out;
  }

  bool is_allowed() const {
    Identity who{.id = principal.identity_id(), .account = principal.account};
    for (const PolicyDocument& document : identity) who.policies.push_back(compile(document));
    if (boundary) who.boundary = compile(*boundary);
    Principal asker = principal;
    if (session || asker.kind == PrincipalKind::kRoleSession) {
      asker.session = std::make_shared<const Session>(Session{.role_id = "AROABUILDER",
                                                              .role_arn = "arn:aws:iam::111111111111:role/builder",
                                                              .policy = session ? compile(*session) : nullptr});
    }
    std::vector<std::shared_ptr<const Policy>> opened;
    for (const PolicyDocument& document : resources) opened.push_back(compile(document));
    Organisation organisation;
    for (const PolicyDocument& document : service_control) organisation.service_control.push_back({compile(document)});
    const auto gate = endpoint ? compile(*endpoint) : nullptr;
    const Question question{.action = action,
                            .resource = resource,
                            .owner = *model::AccountId::parse(is_own ? "111111111111" : "222222222222"),
                            .keys = keys,
                            .needs_resource_allow = needs_resource_allow};
    return decide(question, {.principal = asker,
                             .identity = asker.is_root ? nullptr : &who,
                             .resource_policies = opened,
                             .endpoint = gate.get(),
                             .organisation = &organisation})
        .is_allowed;
  }
};

World make_world(Maker& maker) {
  World out;
  if (maker.chance(35)) {
    out.principal.kind = PrincipalKind::kRoleSession;
    out.principal.id = "AROABUILDER:ci";
    out.principal.arn = "arn:aws:sts::111111111111:assumed-role/builder/ci";
  } else if (maker.chance(15)) {
    out.principal.is_root = true;
  }
  out.action = maker.action();
  out.resource = maker.resource();
  out.is_own = maker.chance(60);
  out.needs_resource_allow = maker.chance(20);
  out.keys = maker.keys();
  while (maker.chance(65)) out.identity.push_back(maker.document(false));
  while (maker.chance(55)) out.resources.push_back(maker.document(true));
  if (maker.chance(15)) out.service_control.push_back(maker.document(false));
  if (maker.chance(20)) out.boundary = maker.document(false);
  if (maker.chance(20)) out.session = maker.document(false);
  if (maker.chance(20)) out.endpoint = maker.document(true);
  return out;
}

/// Runs `change` on each world, and tells how many were allowed before, so that a test knows that it tried both.
template <class Change>
void never_grants(unsigned seed, Change change) {
  Maker maker(seed);
  int allowed = 0;
  int taken = 0;
  for (int i = 0; i < kRounds; ++i) {
    World world = make_world(maker);
    const bool before = world.is_allowed();
    change(maker, world);
    const bool after = world.is_allowed();
    ASSERT_TRUE(before || !after) << "round " << i << ": " << world.action << " on " << world.resource;
    allowed += before ? 1 : 0;
    taken += before && !after ? 1 : 0;
  }
  EXPECT_GT(allowed, kRounds / 20);
  EXPECT_LT(allowed, kRounds * 9 / 10);
  EXPECT_GT(taken, kRounds / 100) << "the change never mattered";
}

TEST(DecideProperty, AddingADenyNeverGrants) {
  never_grants(1, [](Maker& maker, World& world) {
    const auto documents = world.documents();
    if (documents.empty() || maker.chance(20)) {
      world.resources.push_back(
          {.version = "2012-10-17", .id = {}, .statements = {maker.statement(true, PolicyEffect::kDeny)}});
      return;
    }
    PolicyDocument& document = *documents[static_cast<std::size_t>(maker.chance(50) ? 0 : documents.size() - 1)];
    const bool has_principals = document.statements.front().principals.has_value();
    document.statements.push_back(maker.statement(has_principals, PolicyEffect::kDeny));
    maker.shuffle(document.statements);
  });
}

TEST(DecideProperty, AddingABoundaryNeverGrants) {
  never_grants(2, [](Maker& maker, World& world) {
    if (!world.boundary) world.boundary = maker.document(false);
  });
}

TEST(DecideProperty, AddingAnEndpointPolicyNeverGrants) {
  never_grants(3, [](Maker& maker, World& world) {
    if (!world.endpoint) world.endpoint = maker.document(true);
  });
}

TEST(DecideProperty, AddingASessionPolicyNeverGrants) {
  never_grants(4, [](Maker& maker, World& world) {
    if (!world.session) world.session = maker.document(false);
  });
}

TEST(DecideProperty, AddingALevelOfAnOrganisationNeverGrants) {
  never_grants(5, [](Maker& maker, World& world) { world.service_control.push_back(maker.document(false)); });
}

TEST(DecideProperty, RemovingAnAllowNeverGrants) {
  never_grants(6, [](Maker&, World& world) {
    for (PolicyDocument* document : world.documents()) {
      const auto is_allow = [](const PolicyStatement& statement) { return statement.effect == PolicyEffect::kAllow; };
      const auto first = std::ranges::find_if(document->statements, is_allow);
      if (first != document->statements.end() && document->statements.size() > 1) {
        document->statements.erase(first);
        return;
      }
    }
  });
}

TEST(DecideProperty, TheOrderOfStatementsAndOfPoliciesIsIrrelevant) {
  Maker maker(7);
  int allowed = 0;
  for (int i = 0; i < kRounds; ++i) {
    World world = make_world(maker);
    const bool before = world.is_allowed();
    for (PolicyDocument* document : world.documents()) maker.shuffle(document->statements);
    std::ranges::reverse(world.identity);
    std::ranges::reverse(world.resources);
    std::ranges::reverse(world.service_control);
    ASSERT_EQ(world.is_allowed(), before) << "round " << i;
    allowed += before ? 1 : 0;
  }
  EXPECT_GT(allowed, kRounds / 20);
}

TEST(DecideProperty, WhatIsAllowedAcrossAccountsIsAllowedByBothSides) {
  Maker maker(8);
  int allowed = 0;
  for (int i = 0; i < 3 * kRounds; ++i) {
    World world = make_world(maker);
    world.is_own = false;
    if (!world.is_allowed()) continue;
    ++allowed;
    World without_resource = world;
    without_resource.resources.clear();
    EXPECT_FALSE(without_resource.is_allowed()) << "round " << i;
    if (world.principal.is_root) continue;
    World without_identity = world;
    without_identity.identity.clear();
    EXPECT_FALSE(without_identity.is_allowed()) << "round " << i;
  }
  EXPECT_GT(allowed, kRounds / 50);
}

}  // namespace
}  // namespace entrepot::iam
