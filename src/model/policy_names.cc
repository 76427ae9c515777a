#include "model/policy_names.h"

#include <algorithm>
#include <array>
#include <optional>

namespace entrepot::model {
namespace {

constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kCanonicalDigits = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_account(std::string_view text) {
  return text.size() == kAccountDigits && std::ranges::all_of(text, is_digit);
}
bool has_no_wildcard(std::string_view text) {
  return text.find_first_of("*?") == std::string_view::npos;
}

/// arn : partition : service : region : account : the rest, which may hold colons.
std::optional<std::array<std::string_view, 6>> arn_parts(std::string_view text) {
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts.back() = text;
  if (parts[0] != "arn" || parts[1].empty() || parts.back().empty()) return std::nullopt;
  return parts;
}

/// What AWS makes of the ARN of a deleted user or role: AIDA.., AROA..
bool is_unique_id(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text.starts_with("A") &&
         std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c); });
}

/// A user, role, session or account; no pattern, which IAM refuses in a principal.
bool is_aws_principal(std::string_view name) {
  if (name == "*" || is_account(name) || is_unique_id(name)) return true;
  const auto parts = arn_parts(name);
  if (!parts || !has_no_wildcard(name) || !(*parts)[1].starts_with("aws") || !(*parts)[3].empty() ||
      !is_account((*parts)[4])) {
    return false;
  }
  const std::string_view what = (*parts)[5];
  const auto is_one = [&](std::string_view kind) { return what.starts_with(kind) && what.size() > kind.size(); };
  if ((*parts)[2] == "iam") return what == "root" || is_one("user/") || is_one("role/");
  return (*parts)[2] == "sts" && (is_one("assumed-role/") || is_one("federated-user/"));
}

/// codebuild.amazonaws.com
bool is_service(std::string_view name) {
  return name.contains('.') && !name.starts_with('.') && !name.ends_with('.') &&
         std::ranges::all_of(name, [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-'; });
}

}  // namespace

bool is_principal(std::string_view kind, std::string_view name) {
  if (kind == "AWS") return is_aws_principal(name);
  if (kind == "Service") return is_service(name);
  if (kind == "Federated") return has_no_wildcard(name) && (is_service(name) || arn_parts(name).has_value());
  return kind == "CanonicalUser" && name.size() == kCanonicalDigits &&
         std::ranges::all_of(name, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_action(std::string_view service, std::string_view text) {
  if (text == "*") return true;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return std::ranges::equal(text.substr(0, colon), service, {}, lower) &&
         std::ranges::all_of(text.substr(colon + 1), [](char c) { return is_letter(c) || c == '*' || c == '?'; });
}

bool is_resource(std::string_view text) {
  return text == "*" || arn_parts(text).has_value();
}

}  // namespace entrepot::model
