#pragma once
// The policies of everybody concerned decide: of the principal, of the resource, of the endpoint, of organisations.

#include "iam/authorizer.h"
#include "iam/directory.h"

namespace entrepot::iam {

/// Thread-safe. Looks at what principals are at the moment of the question: a token carries no rights.
class PolicyAuthorizer final : public Authorizer {
 public:
  /// `directory` must outlive it.
  explicit PolicyAuthorizer(const Directory& directory) : directory_(directory) {}

  bool allows_all(const Principal& principal, const model::AccountId& owner) const override;
  Result<void> authorize(const Principal& principal, const Access& access) const override;

 private:
  const Directory& directory_;
};

}  // namespace entrepot::iam
