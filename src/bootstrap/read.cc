#include "bootstrap/read.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <initializer_list>
#include <sstream>

#include "base/encoding.h"
#include "bootstrap/yaml_text.h"

namespace entrepot::bootstrap {
namespace {

constexpr std::uintmax_t kMaxFile = 4 * 1'024 * 1'024;
constexpr std::uintmax_t kMaxDocument = 32 * 1'024;
constexpr std::size_t kMaxItems = 10'000;

Result<std::string> text_of_file(const std::filesystem::path& path, std::uintmax_t limit) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error)
    return fail(ErrorKind::kInvalidParameter, fmt::format("cannot read {}: {}", path.string(), error.message()));
  if (bytes > limit)
    return fail(ErrorKind::kInvalidParameter,
                fmt::format("{} has {} bytes; at most {} are read", path.string(), bytes, limit));
  const std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  if (!in) return fail(ErrorKind::kInvalidParameter, fmt::format("cannot read {}", path.string()));
  return out.str();
}

/// Reads one map; the first problem is kept, and reading goes on with nothing.
class Map {
 public:
  Map(const YAML::Node& node, std::string place, const std::filesystem::path& folder, std::optional<Error>& problem)
      : node_(node), place_(std::move(place)), folder_(folder), problem_(problem) {
    if (!node.IsMap()) refuse("", "must be a map of `key: value`");
  }

  /// Every key must be one of these.
  void allow(std::initializer_list<std::string_view> keys) {
    if (!node_.IsMap()) return;
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      if (std::ranges::find(keys, key) == keys.end())
        refuse("", fmt::format("has an unknown key '{}'; known are {}", printable(key), fmt::join(keys, ", ")));
    }
  }
  std::string text(const char* key) {
    const YAML::Node value = get(key);
    if (!value) return {};
    if (!value.IsScalar()) {
      refuse(key, "must be a text");
      return {};
    }
    return value.Scalar();
  }
  std::string required(const char* key) {
    std::string value = text(key);
    if (value.empty()) refuse(key, "is missing");
    return value;
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> out;
    each(key, [&](const YAML::Node& item, const std::string& place) {
      if (!item.IsScalar()) return refuse_at(place, "must be a text");
      out.push_back(item.Scalar());
    });
    return out;
  }
  /// f(node, place) for each item of a list.
  template <class F>
  void each(const char* key, F f) {
    const YAML::Node value = get(key);
    if (!value || value.IsNull()) return;
    if (!value.IsSequence() || value.size() > kMaxItems) return refuse(key, "must be a list");
    for (std::size_t i = 0; i < value.size(); ++i) f(value[i], fmt::format("{}[{}]", at(key), i));
  }
  /// f(name, node, place) for each entry of a map.
  template <class F>
  void entries(const char* key, F f) {
    const YAML::Node value = get(key);
    if (!value || value.IsNull()) return;
    if (!value.IsMap() || value.size() > kMaxItems) return refuse(key, "must be a map of `name: value`");
    for (const auto& entry : value) {
      const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      f(name, entry.second, fmt::format("{}.{}", at(key), printable(name)));
    }
  }
  /// A policy: a map, JSON text, or the name of a file with JSON.
  std::string document(const char* key) {
    const YAML::Node value = get(key);
    if (!value) {
      refuse(key, "is missing");
      return {};
    }
    return document_of(value, at(key));
  }
  std::string document_of(const YAML::Node& value, const std::string& place) {
    if (!value.IsScalar()) {
      auto text = json_text(value);
      if (text) return *std::move(text);
      refuse_at(place, fmt::format("is no policy: {}", text.error().message()));
      return {};
    }
    const std::string& text = value.Scalar();
    if (const auto first = text.find_first_not_of(" \t\r\n"); first != std::string::npos && text[first] == '{')
      return text;
    auto read = text_of_file(folder_ / text, kMaxDocument);
    if (read) return *std::move(read);
    refuse_at(place, fmt::format("is neither a policy nor a file with one: {}", read.error().message()));
    return {};
  }

  void refuse(const char* key, std::string why) { refuse_at(*key == '\0' ? place_ : at(key), std::move(why)); }
  void refuse_at(const std::string& place, std::string why) {
    if (!problem_)
      problem_ = Error(ErrorKind::kInvalidParameter, fmt::format("{} {}", place.empty() ? "the file" : place, why));
  }
  std::string at(std::string_view key) const {
    return place_.empty() ? std::string(key) : fmt::format("{}.{}", place_, key);
  }
  const std::string& place() const { return place_; }

 private:
  YAML::Node get(const char* key) const { return node_.IsMap() ? node_[key] : YAML::Node(YAML::NodeType::Undefined); }

  const YAML::Node node_;
  const std::string place_;
  const std::filesystem::path& folder_;
  std::optional<Error>& problem_;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& folder) : folder_(folder) {}

  std::vector<Account> accounts(const YAML::Node& root) {
    Map map(root, "", folder_, problem_);
    map.allow({"accounts"});
    std::vector<Account> out;
    map.each("accounts", [&](const YAML::Node& node, const std::string& place) {
      if (auto account = read_account(node, place)) out.push_back(*std::move(account));
    });
    return out;
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  Map map(const YAML::Node& node, const std::string& place) { return {node, place, folder_, problem_}; }

  std::optional<Account> read_account(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow({"id", "policies", "oidc_providers", "groups", "users", "roles"});
    const std::string text = in.required("id");
    auto id = model::AccountId::parse(text);
    if (!id) {
      in.refuse("id", fmt::format("= '{}' must be 12 digits, in quotes", printable(text)));
      return std::nullopt;
    }
    Account out{.place = {place},
                .id = *std::move(id),
                .policies = {},
                .providers = {},
                .groups = {},
                .users = {},
                .roles = {}};
    in.each("policies", [&](const auto& n, const auto& at) { out.policies.push_back(policy(n, at)); });
    in.each("oidc_providers", [&](const auto& n, const auto& at) { out.providers.push_back(provider(n, at)); });
    in.each("groups", [&](const auto& n, const auto& at) { out.groups.push_back(group(n, at)); });
    in.each("users", [&](const auto& n, const auto& at) { out.users.push_back(user(n, at)); });
    in.each("roles", [&](const auto& n, const auto& at) { out.roles.push_back(role(n, at)); });
    return out;
  }

  Policy policy(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow({"name", "path", "description", "document"});
    return {.place = {place},
            .name = in.required("name"),
            .path = path_of(in),
            .description = in.text("description"),
            .document = in.document("document")};
  }

  Provider provider(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow({"url", "client_ids", "thumbprints"});
    std::string url = in.required("url");
    if (!url.starts_with("https://")) in.refuse("url", fmt::format("= '{}' must begin with https://", printable(url)));
    url.erase(0, std::min(url.size(), std::string_view("https://").size()));
    return {.place = {place},
            .url = std::move(url),
            .client_ids = in.texts("client_ids"),
            .thumbprints = in.texts("thumbprints")};
  }

  Group group(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow({"name", "path", "policies", "inline_policies"});
    Group out;
    holder(in, out);
    return out;
  }

  User user(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow(
        {"name", "path", "policies", "inline_policies", "groups", "permissions_boundary", "tags", "credentials_file"});
    User out;
    holder(in, out);
    out.groups = in.texts("groups");
    out.boundary = boundary(in);
    out.tags = tags(in);
    out.credentials_file = in.text("credentials_file");
    return out;
  }

  Role role(const YAML::Node& node, const std::string& place) {
    Map in = map(node, place);
    in.allow({"name", "path", "policies", "inline_policies", "trust", "description", "max_session",
              "permissions_boundary", "tags"});
    Role out;
    holder(in, out);
    out.trust = in.document("trust");
    out.description = in.text("description");
    out.boundary = boundary(in);
    out.tags = tags(in);
    if (const std::string text = in.text("max_session"); !text.empty()) {
      int seconds = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
      if (error != std::errc() || end != text.data() + text.size() || seconds < 3'600 || seconds > 43'200)
        in.refuse("max_session", fmt::format("= '{}' must be seconds from 3600 to 43200", printable(text)));
      out.max_session = std::chrono::seconds(seconds);
    }
    return out;
  }

  void holder(Map& in, Holder& out) {
    out.place = {in.place()};
    out.name = in.required("name");
    out.path = path_of(in);
    std::size_t number = 0;
    for (std::string& text : in.texts("policies"))
      out.policies.push_back({{fmt::format("{}[{}]", in.at("policies"), number++)}, std::move(text)});
    in.entries("inline_policies", [&](const std::string& name, const YAML::Node& node, const std::string& place) {
      out.inline_policies.push_back({{place}, name, in.document_of(node, place)});
    });
  }

  static std::string path_of(Map& in) {
    std::string path = in.text("path");
    return path.empty() ? "/" : path;
  }
  static std::optional<PolicyReference> boundary(Map& in) {
    std::string text = in.text("permissions_boundary");
    if (text.empty()) return std::nullopt;
    return PolicyReference{{in.at("permissions_boundary")}, std::move(text)};
  }
  static std::vector<std::pair<std::string, std::string>> tags(Map& in) {
    std::vector<std::pair<std::string, std::string>> out;
    in.entries("tags", [&](const std::string& name, const YAML::Node& node, const std::string& place) {
      if (!node.IsScalar()) return in.refuse_at(place, "must be a text");
      out.emplace_back(name, node.Scalar());
    });
    std::ranges::sort(out);
    return out;
  }

  const std::filesystem::path& folder_;
  std::optional<Error> problem_;
};

}  // namespace

Result<Declaration> read_text(std::string_view text, std::string file, const std::filesystem::path& folder) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (root.IsNull()) return Declaration{.file = std::move(file), .accounts = {}};
    Reader reader(folder);
    Declaration out{.file = std::move(file), .accounts = reader.accounts(root)};
    if (reader.problem())
      return fail(ErrorKind::kInvalidParameter, fmt::format("{}: {}", out.file, reader.problem()->message()));
    return out;
  } catch (const YAML::Exception& problem) {
    return fail(ErrorKind::kInvalidParameter, fmt::format("{}: {}", file, problem.what()));
  }
}

Result<Declaration> read_file(const std::filesystem::path& file) {
  ENTREPOT_TRY(const std::string text, text_of_file(file, kMaxFile));
  return read_text(text, file.string(), file.parent_path());
}

}  // namespace entrepot::bootstrap
