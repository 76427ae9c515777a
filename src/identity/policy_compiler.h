#pragma once
// Documents of the store as policies that decisions are made by.

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "iam/policy.h"
#include "meta/subjects.h"

namespace entrepot::identity {

using PolicyPointer = std::shared_ptr<const iam::Policy>;

/// A document that cannot be compiled (a newer program wrote it, say) denies everything: dropped, it could have been
/// the one that forbade something. `name` is what audit records say.
PolicyPointer compile_or_deny(std::string_view document, model::PolicyOf of, std::string name);

/// Managed policies, each compiled once a version and shared by whom it is attached to. Not thread-safe.
class ManagedPolicies {
 public:
  ManagedPolicies();
  void put(const meta::PolicyDocumentRow& row);
  void remove_all();
  /// Of an account, or of AWS. One that is not known denies everything.
  PolicyPointer find(const meta::PolicyReference& reference);

 private:
  struct Entry {
    std::int64_t version;
    std::string document;
    PolicyPointer compiled;  ///< null: not asked for yet
  };
  std::map<std::string, Entry, std::less<>> by_id_;
  std::map<std::string, PolicyPointer, std::less<>> of_aws_;
};

}  // namespace entrepot::identity
