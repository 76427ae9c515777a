#pragma once
// Policies, principals and condition keys for tests and benchmarks, from their texts.

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "iam/decide.h"

namespace entrepot::testing {

/// Condition keys that are told beforehand. Keys in lower case.
class FixedKeys final : public iam::ConditionKeys {
 public:
  FixedKeys() = default;
  FixedKeys(std::initializer_list<std::pair<const std::string, std::vector<std::string>>> keys) : keys_(keys) {}
  void put(std::string key, std::vector<std::string> values) { keys_[std::move(key)] = std::move(values); }
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    const auto at = keys_.find(key);
    if (at == keys_.end()) return false;
    values.insert(values.end(), at->second.begin(), at->second.end());
    return true;
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> keys_;
};

/// Throws, so that the test that wrote a bad policy fails.
inline std::shared_ptr<const iam::Policy> policy(std::string_view text, model::PolicyOf of = model::PolicyOf::kIdentity,
                                                 std::string name = "test") {
  const auto document = model::parse_policy_document(text, of);
  if (!document) throw std::invalid_argument(std::string(document.error().detail()));
  auto compiled = iam::Policy::compile(*document, std::move(name));
  if (!compiled) throw std::invalid_argument(std::string(compiled.error().detail()));
  return *compiled;
}

/// A document of version 2012-10-17 with one statement of these elements.
inline std::shared_ptr<const iam::Policy> statement(std::string_view elements,
                                                    model::PolicyOf of = model::PolicyOf::kIdentity,
                                                    std::string name = "test") {
  return policy(R"({"Version":"2012-10-17","Statement":[{)" + std::string(elements) + "}]}", of, std::move(name));
}

}  // namespace entrepot::testing
