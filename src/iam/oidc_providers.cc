#include "iam/oidc_providers.h"

#include <fmt/format.h>

namespace entrepot::iam {

std::string oidc_provider_arn(const model::AccountId& account, std::string_view issuer) {
  constexpr std::string_view kScheme = "https://";
  if (issuer.starts_with(kScheme)) issuer.remove_prefix(kScheme.size());
  return fmt::format("arn:aws:iam::{}:oidc-provider/{}", account.text(), issuer);
}

void OidcProviders::put(OidcProvider provider) {
  std::string arn = provider.arn;
  auto shared = std::make_shared<const OidcProvider>(std::move(provider));
  const std::lock_guard lock(mutex_);
  by_arn_.insert_or_assign(std::move(arn), std::move(shared));
}

void OidcProviders::remove(std::string_view arn) {
  const std::lock_guard lock(mutex_);
  if (const auto at = by_arn_.find(arn); at != by_arn_.end()) by_arn_.erase(at);
}

std::shared_ptr<const OidcProvider> OidcProviders::find(std::string_view arn) const {
  const std::lock_guard lock(mutex_);
  const auto at = by_arn_.find(arn);
  return at == by_arn_.end() ? nullptr : at->second;
}

}  // namespace entrepot::iam
