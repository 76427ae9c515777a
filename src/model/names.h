#pragma once
// The names of the registry's world, checked when made: what exists is valid.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace entrepot::model {

/// ECR's repository name: 2-256 characters of `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*`
/// (ECR API model, RepositoryName).
class RepositoryName {
 public:
  static constexpr std::string_view kPattern =
      R"([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)";
  /// kInvalidName, naming the text and the rule.
  static Result<RepositoryName> parse(std::string_view text);
  const std::string& text() const noexcept { return text_; }
  auto operator<=>(const RepositoryName&) const = default;

 private:
  explicit RepositoryName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// RepositoryName::kPattern alone, of any length.
bool has_repository_name_form(std::string_view text);

/// A tag: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (OCI distribution-spec, "Pulling manifests").
class Tag {
 public:
  /// kInvalidTag, naming the text and the rule.
  static Result<Tag> parse(std::string_view text);
  const std::string& text() const noexcept { return text_; }
  auto operator<=>(const Tag&) const = default;

 private:
  explicit Tag(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// 12 digits.
class AccountId {
 public:
  static Result<AccountId> parse(std::string_view text);
  const std::string& text() const noexcept { return text_; }
  auto operator<=>(const AccountId&) const = default;

 private:
  explicit AccountId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// `[a-z0-9][a-z0-9-]{0,62}`: AWS's region names, and names that AWS does not have.
class Region {
 public:
  static Result<Region> parse(std::string_view text);
  const std::string& text() const noexcept { return text_; }
  auto operator<=>(const Region&) const = default;

 private:
  explicit Region(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// One private registry: an account in a region.
struct RegistryId {
  AccountId account;
  Region region;
  auto operator<=>(const RegistryId&) const = default;
};

/// "aws", or "aws-cn" and "aws-us-gov" for the regions that AWS keeps apart (cn-*, us-gov-*).
std::string_view partition_of(const Region& region) noexcept;

/// `arn:aws:ecr:<region>:<account>:repository/<name>`; the partition follows the region as in AWS (aws-cn, aws-us-gov).
std::string repository_arn(const RegistryId& registry, std::string_view repository);

}  // namespace entrepot::model
