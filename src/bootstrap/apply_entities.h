#pragma once
// The steps of apply(): each brings one declared thing to what it is declared to be.

#include <string>
#include <string_view>

#include "base/result.h"
#include "bootstrap/apply.h"

namespace entrepot::bootstrap {

/// What all steps share.
struct Applying {
  const Declaration& declaration;
  const Account& account;
  identity::Principals& principals;
  const KeyWriter& write_key;
  std::size_t changes = 0;

  /// `error` with the place and value that it is about.
  std::unexpected<Error> refuse(const Place& place, std::string_view value, const Error& error) const;
  /// Counts a change that went well.
  template <class T>
  Result<void> changed(const Place& place, std::string_view value, const Result<T>& done) {
    if (!done) return refuse(place, value, done.error());
    ++changes;
    return {};
  }
  /// The full ARN: of a declared policy, else of one of AWS, else the text as it is.
  std::string arn_of(std::string_view policy) const;
};

Result<void> apply_policy(Applying& applying, const Policy& policy);
Result<void> apply_provider(Applying& applying, const Provider& provider);
Result<void> apply_group(Applying& applying, const Group& group);
Result<void> apply_user(Applying& applying, const User& user);
Result<void> apply_role(Applying& applying, const Role& role);

}  // namespace entrepot::bootstrap
