// How policies combine: IAM user guide, "Policy evaluation logic".

#include "iam/decide.h"

#include <algorithm>
#include <array>

#include "iam/ask.h"
#include "iam/statement.h"

namespace entrepot::iam {
namespace {

/// What the policies of one kind say.
struct Say {
  const Policy* policy = nullptr;        ///< of `statement`
  const Statement* statement = nullptr;  ///< the Deny, else the Allow, that decides; null: neither
  Standing standing = Standing::kNone;   ///< of the Allow, in policies that name principals

  bool denies() const { return statement != nullptr && statement->is_deny(); }
  bool allows() const { return statement != nullptr && !statement->is_deny(); }
};

enum class Names : std::uint8_t { kNoPrincipals, kPrincipals };

bool applies(const Statement& statement, Standing standing, const Asker& asker) {
  if (standing != Standing::kNone) return true;
  // IAM user guide, "Permissions boundaries": a Deny with NotPrincipal denies everybody who has a boundary.
  return statement.is_deny() && statement.is_not_principal() && asker.has_boundary;
}

/// Adds what one more policy says. A Deny is final; of Allows the one of best standing stays.
void hear(const Policy& policy, Names names, Ask& ask, Say& say) {
  for (const Statement& statement : policy.statements()) {
    if (say.denies() || ask.effort().is_spent()) return;
    Standing standing = Standing::kSelf;
    if (names == Names::kPrincipals) {
      standing = statement.standing_of(ask.asker());
      if (!applies(statement, standing, ask.asker())) continue;
    }
    if (!statement.is_deny() && say.allows() && say.standing >= standing) continue;
    if (statement.matches(ask)) say = {.policy = &policy, .statement = &statement, .standing = standing};
  }
}

Say hear_all(std::span<const std::shared_ptr<const Policy>> policies, Names names, Ask& ask) {
  Say say;
  for (const auto& policy : policies) hear(*policy, names, ask, say);
  return say;
}

/// Every level must allow; what the last of them says stands for all.
struct Levels {
  Say say;
  bool allow = true;
};
Levels hear_levels(std::span<const Organisation::Level> levels, Names names, Ask& ask) {
  Levels out;
  for (const Organisation::Level& level : levels) {
    const Say say = hear_all(level, names, ask);
    if (say.denies()) return {.say = say, .allow = false};
    out.allow = out.allow && say.allows();
    out.say = say;
  }
  return out;
}

/// What all kinds say.
struct Voices {
  Levels service_control;
  Levels resource_control;
  std::optional<Say> endpoint;  ///< nullopt: no such policy
  Say resource;
  Say identity;
  std::optional<Say> boundary;
  std::optional<Say> session;
};

Decision allowed(PolicyKind kind, const Say& say) {
  return {.is_allowed = true,
          .reason = Reason::kAllowed,
          .kind = kind,
          .policy = say.policy->name(),
          .statement = say.statement->label(),
          .told_reason = Reason::kAllowed,
          .told_kind = kind};
}

Decision allowed(Reason reason) {
  return {.is_allowed = true, .reason = reason, .told_reason = reason};
}

Decision refused(Reason reason, PolicyKind kind) {
  return {.reason = reason, .kind = kind, .told_reason = reason, .told_kind = kind};
}

Decision denied(PolicyKind kind, const Say& say) {
  Decision out = refused(Reason::kExplicitDeny, kind);
  out.policy = say.policy->name();
  out.statement = say.statement->label();
  return out;
}

Asker asker_of(const Against& against) {
  const Principal& principal = against.principal;
  const bool is_role = principal.kind == PrincipalKind::kRoleSession && principal.session != nullptr;
  return {.account = principal.account.text(),
          .arn = principal.arn,
          .role_arn = is_role ? std::string_view(principal.session->role_arn) : std::string_view(),
          .id = principal.id,
          .identity_id = principal.identity_id(),
          .is_root = principal.is_root,
          .has_boundary = against.identity != nullptr && against.identity->boundary != nullptr};
}

/// AWS: the session of a user may not call IAM, nor STS but for these two; the session of a role makes no user's
/// session.
bool is_forbidden_to_session(PrincipalKind kind, const Ask& ask) {
  if (kind == PrincipalKind::kRoleSession) {
    return ask.service() == "sts" && (ask.name() == "getsessiontoken" || ask.name() == "getfederationtoken");
  }
  if (kind != PrincipalKind::kUserSession) return false;
  return ask.service() == "iam" ||
         (ask.service() == "sts" && ask.name() != "assumerole" && ask.name() != "getcalleridentity");
}

/// Root of the owning account can always mend the policies that lock everybody out.
bool is_way_out(const Question& question, const Against& against, const Ask& ask) {
  constexpr std::array<std::string_view, 6> kActions{"getrepositorypolicy",    "setrepositorypolicy",
                                                     "deleterepositorypolicy", "getregistrypolicy",
                                                     "putregistrypolicy",      "deleteregistrypolicy"};
  return against.principal.is_root && against.principal.account == question.owner && ask.service() == "ecr" &&
         std::ranges::find(kActions, ask.name()) != kActions.end();
}

Voices hear_everybody(const Question& question, const Against& against, Ask& ask) {
  Voices out;
  const auto one = [&](const Policy* policy, Names names) {
    std::optional<Say> say;
    if (policy != nullptr) hear(*policy, names, ask, say.emplace());
    return say;
  };
  if (against.organisation != nullptr) {
    out.service_control = hear_levels(against.organisation->service_control, Names::kNoPrincipals, ask);
  }
  if (against.owner_organisation != nullptr) {
    out.resource_control = hear_levels(against.owner_organisation->resource_control, Names::kPrincipals, ask);
  }
  out.endpoint = one(against.endpoint, Names::kPrincipals);
  if (!is_way_out(question, against, ask)) out.resource = hear_all(against.resource_policies, Names::kPrincipals, ask);
  if (!against.principal.is_root && against.identity != nullptr) {
    out.identity = hear_all(against.identity->policies, Names::kNoPrincipals, ask);
    out.boundary = one(against.identity->boundary.get(), Names::kNoPrincipals);
  }
  if (against.principal.session != nullptr) {
    out.session = one(against.principal.session->policy.get(), Names::kNoPrincipals);
  }
  return out;
}

/// Whether a kind that only bounds lets the request through: there is none, or it allows.
bool lets(const std::optional<Say>& say) {
  return !say || say->allows();
}

/// The first kind of those that bind everybody which does not allow.
std::optional<PolicyKind> missing_outside(const Voices& voices) {
  if (!voices.service_control.allow) return PolicyKind::kServiceControl;
  if (!voices.resource_control.allow) return PolicyKind::kResourceControl;
  if (!lets(voices.endpoint)) return PolicyKind::kEndpoint;
  return std::nullopt;
}

/// The first kind on the caller's side which does not allow.
std::optional<PolicyKind> missing_bounds(const Voices& voices) {
  if (!lets(voices.boundary)) return PolicyKind::kBoundary;
  if (!lets(voices.session)) return PolicyKind::kSession;
  return std::nullopt;
}
std::optional<PolicyKind> missing_inside(const Voices& voices, bool is_root) {
  if (!is_root && !voices.identity.allows()) return PolicyKind::kIdentity;
  return missing_bounds(voices);
}

/// A Deny of the caller's own account first: what another account's policies say may not be told.
std::optional<Decision> find_deny(const Voices& voices) {
  const auto deny = [](PolicyKind kind, const Say& say) { return std::optional(denied(kind, say)); };
  if (voices.service_control.say.denies()) return deny(PolicyKind::kServiceControl, voices.service_control.say);
  if (voices.identity.denies()) return deny(PolicyKind::kIdentity, voices.identity);
  if (voices.boundary && voices.boundary->denies()) return deny(PolicyKind::kBoundary, *voices.boundary);
  if (voices.session && voices.session->denies()) return deny(PolicyKind::kSession, *voices.session);
  if (voices.endpoint && voices.endpoint->denies()) return deny(PolicyKind::kEndpoint, *voices.endpoint);
  if (voices.resource_control.say.denies()) return deny(PolicyKind::kResourceControl, voices.resource_control.say);
  if (voices.resource.denies()) return deny(PolicyKind::kResource, voices.resource);
  return std::nullopt;
}

Decision allow_by_identity(const Voices& voices, bool is_root) {
  return is_root ? allowed(Reason::kRoot) : allowed(PolicyKind::kIdentity, voices.identity);
}

Decision combine_in_account(const Voices& voices, bool is_root, bool needs_resource_allow) {
  const Standing standing = voices.resource.allows() ? voices.resource.standing : Standing::kNone;
  // IAM user guide, "Principal": what is granted to everybody, a user or a session is not limited by a boundary or a
  // session policy that is silent about it; what is granted to a role is.
  if (standing >= Standing::kAnyone) return allowed(PolicyKind::kResource, voices.resource);
  if (standing == Standing::kRole) {
    if (const auto kind = missing_bounds(voices)) return refused(Reason::kNoAllow, *kind);
    return allowed(PolicyKind::kResource, voices.resource);
  }
  if (needs_resource_allow && standing == Standing::kNone) return refused(Reason::kNoAllow, PolicyKind::kResource);
  if (const auto kind = missing_inside(voices, is_root)) return refused(Reason::kNoAllow, *kind);
  return allow_by_identity(voices, is_root);
}

Decision combine_across_accounts(const Voices& voices, bool is_root) {
  if (const auto kind = missing_inside(voices, is_root)) return refused(Reason::kNoAllow, *kind);
  if (!voices.resource.allows()) return refused(Reason::kNoAllow, PolicyKind::kResource);
  return allowed(PolicyKind::kResource, voices.resource);
}

/// What a caller of another account hears of a Deny in the resource's policy: what it would hear if nothing were there.
void hide_deny(const Voices& voices, bool is_root, Decision& decision) {
  decision.told_reason = Reason::kNoAllow;
  const auto outside = missing_outside(voices);
  decision.told_kind = outside ? *outside : missing_inside(voices, is_root).value_or(PolicyKind::kResource);
}

Decision combine(const Question& question, const Against& against, const Voices& voices) {
  const bool is_own = against.principal.account == question.owner;
  const bool is_root = against.principal.is_root;
  if (auto deny = find_deny(voices)) {
    if (!is_own && deny->kind == PolicyKind::kResource) hide_deny(voices, is_root, *deny);
    return *deny;
  }
  if (const auto kind = missing_outside(voices)) return refused(Reason::kNoAllow, *kind);
  return is_own ? combine_in_account(voices, is_root, question.needs_resource_allow)
                : combine_across_accounts(voices, is_root);
}

}  // namespace

Decision decide(const Question& question, const Against& against) {
  const Asker asker = asker_of(against);
  Ask ask(question.action, question.resource, question.keys, asker);
  // STS reference, "GetCallerIdentity": no permissions are required, and a Deny changes nothing.
  if (ask.service() == "sts" && ask.name() == "getcalleridentity") return allowed(Reason::kNoPermissionNeeded);
  if (is_forbidden_to_session(against.principal.kind, ask)) {
    return refused(Reason::kNotForSession, PolicyKind::kSession);
  }
  if (!against.principal.is_root && against.identity == nullptr) {
    return refused(Reason::kNoAllow, PolicyKind::kIdentity);
  }
  const Voices voices = hear_everybody(question, against, ask);
  if (ask.effort().is_spent()) {
    Decision out = refused(Reason::kTooCostly, PolicyKind::kNone);
    if (against.principal.account != question.owner) {
      out.told_reason = Reason::kNoAllow;
      out.told_kind = PolicyKind::kResource;
    }
    return out;
  }
  return combine(question, against, voices);
}

Decision decide_federated(const Question& question, const FederatedCaller& caller, const Policy& trust,
                          const Policy* endpoint, const Organisation* owner_organisation) {
  const Asker asker{.federated = caller.provider};
  Ask ask(question.action, question.resource, question.keys, asker);
  Voices voices;
  if (owner_organisation != nullptr) {
    voices.resource_control = hear_levels(owner_organisation->resource_control, Names::kPrincipals, ask);
  }
  if (endpoint != nullptr) hear(*endpoint, Names::kPrincipals, ask, voices.endpoint.emplace());
  hear(trust, Names::kPrincipals, ask, voices.resource);
  if (ask.effort().is_spent()) return refused(Reason::kTooCostly, PolicyKind::kNone);
  if (const auto deny = find_deny(voices)) return *deny;
  if (const auto kind = missing_outside(voices)) return refused(Reason::kNoAllow, *kind);
  if (!voices.resource.allows()) return refused(Reason::kNoAllow, PolicyKind::kResource);
  return allowed(PolicyKind::kResource, voices.resource);
}

}  // namespace entrepot::iam
