#pragma once
// Members of a request in the query protocol, held against what the API model asks of them. Every problem is found, and
// all are said at once, as AWS does.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/operation_row.h"

namespace entrepot::api::sts {

/// Of a text: characters (UTF-8), and which of them.
struct TextRule {
  std::size_t min = 0;
  std::size_t max = SIZE_MAX;
  bool (*allows)(unsigned char) = nullptr;  ///< ASCII; null: any
  std::string_view pattern = {};            ///< that says the same, in the model's words
};

extern const TextRule kArn;
extern const TextRule kRoleSessionName;
extern const TextRule kSourceIdentity;
extern const TextRule kExternalId;
extern const TextRule kPolicyText;

/// Reads parameters by name ("RoleSessionName"). finish() fails with kValidation: "2 validation errors detected: Value
/// 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; Value
/// ..".
class Members {
 public:
  explicit Members(const aws::Parameters& parameters) : parameters_(parameters) {}

  std::string required(std::string_view name, const TextRule& rule);
  std::optional<std::string> optional(std::string_view name, const TextRule& rule);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
  /// Secrets are not shown in the text of an error.
  std::string required_secret(std::string_view name, std::size_t min, std::size_t max);

  bool has(std::string_view name) const;
  /// Whether there is any "<name>.member.<n>..".
  bool has_list(std::string_view name) const;
  /// "<name>.member.1<suffix>" and so on, until one is missing.
  std::vector<std::string> list(std::string_view name, std::string_view suffix, std::size_t most);
  /// "<name>.member.n.Key" and ".Value".
  std::vector<std::pair<std::string, std::string>> tags(std::string_view name);

  void refuse(std::string_view value, std::string_view name, std::string_view constraint);
  Result<void> finish() const;

 private:
  const std::string* find(std::string_view name) const;
  void check(std::string_view name, const std::string& value, const TextRule& rule);

  const aws::Parameters& parameters_;
  std::vector<std::string> problems_;
};

}  // namespace entrepot::api::sts
