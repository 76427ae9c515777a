#pragma once
// What the pipeline learns about one call on its way, for the audit log: each stage writes down what it knows, so that
// a refused call is noted as far as it came. Nothing here decides anything.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/record.h"
#include "base/error.h"
#include "iam/principal.h"
#include "model/names.h"

namespace entrepot::api {

using DecisionNote = audit::Decision;

struct CallNote {
  /// Nobody reads this note: what costs something need not be written down.
  bool is_ignored = false;

  std::optional<iam::Principal> principal{};         ///< once authenticated
  std::optional<model::RegistryId> registry{};       ///< that the call is about
  std::optional<audit::WebIdentity> web_identity{};  ///< who came without an access key, once its token is verified
  std::string operation{};                           ///< as asked for, where no row of a table says it
  std::string_view event{};                          ///< what happened, where the row says it less well; static storage
  std::string parameters{};                          ///< a JSON object of harmless members; empty: none are known
  std::vector<DecisionNote> decisions{};             ///< in the order in which they were made
  std::optional<Error> failure{};                    ///< why the call was refused or failed

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
