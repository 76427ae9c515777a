#pragma once
// What the pipeline learns about one call on its way, for the audit log: each stage writes down what it knows, so that
// a refused call is noted as far as it came. Nothing here decides anything.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "iam/principal.h"
#include "model/names.h"

namespace entrepot::api {

/// One question to the authorizer and its answer.
struct DecisionNote {
  std::string action;    ///< "ecr:PutImage"
  std::string resource;  ///< ARN, or "*"
  bool is_allowed = false;
  /// What decided, as far as something did: the kind of policy in the words of the denial texts ("identity-based
  /// policy"), its name or ARN, and the statement's Sid or "#3".
  std::string policy_kind{};
  std::string policy{};
  std::string statement{};
};

struct CallNote {
  /// Nobody reads this note: what costs something need not be written down.
  bool is_ignored = false;

  std::optional<iam::Principal> principal{};    ///< once authenticated
  std::optional<model::RegistryId> registry{};  ///< that the call is about
  std::string operation{};                      ///< as asked for, where no row of a table says it
  std::string parameters{};                     ///< a JSON object of harmless members; empty: none are known
  std::vector<DecisionNote> decisions{};        ///< in the order in which they were made
  std::optional<Error> failure{};               ///< why the call was refused or failed

  /// For the pipeline, where it asks the authorizer: every question with its answer, also the one that refuses. The
  /// first ones and every refusal are kept.
  void decided(DecisionNote decision) {
    constexpr std::size_t kKept = 8;
    if (is_ignored || (decision.is_allowed && decisions.size() >= kKept)) return;
    if (decisions.size() >= kKept) decisions.pop_back();
    decisions.push_back(std::move(decision));
  }
};

}  // namespace entrepot::api
