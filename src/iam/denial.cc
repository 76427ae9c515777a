// AWS's words for decisions. IAM user guide, "Troubleshoot access denied error messages".

#include <fmt/format.h>

#include "iam/decide.h"

namespace entrepot::iam {
namespace {

std::string_view article(PolicyKind kind) {
  return kind == PolicyKind::kIdentity ? "an" : "a";
}

std::string because(const Question& question, const Decision& decision) {
  switch (decision.told_reason) {
    case Reason::kExplicitDeny:
      return fmt::format("with an explicit deny in {} {}", article(decision.told_kind), to_string(decision.told_kind));
    case Reason::kTooCostly:
      return "because its policies take too long to evaluate";
    default:
      return fmt::format("because no {} allows the {} action", to_string(decision.told_kind), question.action);
  }
}

}  // namespace

std::string_view to_string(PolicyKind kind) noexcept {
  switch (kind) {
    case PolicyKind::kNone:
      return "policy";
    case PolicyKind::kIdentity:
      return "identity-based policy";
    case PolicyKind::kResource:
      return "resource-based policy";
    case PolicyKind::kBoundary:
      return "permissions boundary";
    case PolicyKind::kSession:
      return "session policy";
    case PolicyKind::kEndpoint:
      return "VPC endpoint policy";
    case PolicyKind::kServiceControl:
      return "service control policy";
    case PolicyKind::kResourceControl:
      return "resource control policy";
  }
  return "policy";
}

std::string_view to_string(Reason reason) noexcept {
  switch (reason) {
    case Reason::kAllowed:
      return "allowed";
    case Reason::kRoot:
      return "account root";
    case Reason::kNoPermissionNeeded:
      return "no permission needed";
    case Reason::kExplicitDeny:
      return "explicit deny";
    case Reason::kNoAllow:
      return "implicit deny";
    case Reason::kNotForSession:
      return "not for sessions";
    case Reason::kTooCostly:
      return "too costly";
  }
  return "implicit deny";
}

std::string denial_text(const Question& question, std::string_view caller_arn, const Decision& decision) {
  return fmt::format("User: {} is not authorized to perform: {} on resource: {} {}", caller_arn, question.action,
                     question.resource, because(question, decision));
}

}  // namespace entrepot::iam
