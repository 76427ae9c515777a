#include "model/arn.h"

#include <algorithm>
#include <array>

namespace entrepot::model {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_word(char c) {
  return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, is_digit);
}

/// "aws", or "aws-" and words of small letters between dashes.
bool is_partition(std::string_view text) {
  if (!text.starts_with("aws")) return false;
  text.remove_prefix(3);
  if (text.empty()) return true;
  return text.front() == '-' && text.back() != '-' && !text.contains("--") &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || c == '-'; });
}

/// Names between slashes, none of them empty.
bool is_path(std::string_view text) {
  const auto fits = [](char c) { return is_word(c) || std::string_view("+=,.@-/").contains(c); };
  return !text.empty() && text.front() != '/' && text.back() != '/' && !text.contains("//") &&
         std::ranges::all_of(text, fits);
}

std::string_view after_last_slash(std::string_view text) {
  return text.substr(text.rfind('/') + 1);
}

}  // namespace

std::optional<Arn> split_arn(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || !is_partition(parts[1])) return std::nullopt;
  return Arn{.partition = parts[1], .service = parts[2], .region = parts[3], .account = parts[4], .resource = text};
}

bool is_principal_arn(std::string_view text) {
  const auto arn = split_arn(text);
  if (!arn || arn->service != "iam" || !arn->region.empty() || !is_account(arn->account)) return false;
  const bool has_kind = arn->resource.starts_with("role/") || arn->resource.starts_with("user/");
  return has_kind && is_path(arn->resource.substr(5));
}

std::optional<AccountId> account_of_role(std::string_view text) {
  if (!is_principal_arn(text)) return std::nullopt;
  const auto arn = split_arn(text);
  if (!arn->resource.starts_with("role/")) return std::nullopt;
  auto account = AccountId::parse(arn->account);
  return account ? std::optional(*std::move(account)) : std::nullopt;
}

bool stands_for(std::string_view named, std::string_view principal) {
  if (named == principal) return true;
  const auto wanted = split_arn(named);
  const auto asked = split_arn(principal);
  if (!wanted || !asked || asked->service != "sts" || !wanted->resource.starts_with("role/")) return false;
  if (wanted->account != asked->account || wanted->partition != asked->partition) return false;
  constexpr std::string_view kSession = "assumed-role/";
  if (!asked->resource.starts_with(kSession)) return false;
  const std::string_view role = asked->resource.substr(kSession.size());
  return role.substr(0, role.find('/')) == after_last_slash(wanted->resource);
}

}  // namespace entrepot::model
