// The form of a lifecycle policy: a JSON schema, written out.

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "lifecycle/policy.h"
#include "lifecycle/rule_checks.h"
#include "lifecycle/violations.h"

namespace entrepot::lifecycle {
namespace {

struct Property {
  std::string_view name;
  bool is_required = false;
};
constexpr std::array kDocument{Property{"rules", true}};
constexpr std::array kRule{Property{"action", true}, Property{"description"}, Property{"rulePriority", true},
                           Property{"selection", true}};
constexpr std::array kAction{Property{"targetStorageClass"}, Property{"type", true}};
constexpr std::array kSelection{Property{"countNumber", true}, Property{"countType", true}, Property{"countUnit"},
                                Property{"storageClass"},      Property{"tagPatternList"},  Property{"tagPrefixList"},
                                Property{"tagStatus", true}};

template <class T>
struct Word {
  std::string_view text;
  T value;
};
constexpr std::array kTagStatuses{Word{"any", TagStatus::kAny}, Word{"tagged", TagStatus::kTagged},
                                  Word{"untagged", TagStatus::kUntagged}};
constexpr std::array kStorageClasses{Word{"archive", StorageClass::kArchive},
                                     Word{"standard", StorageClass::kStandard}};
constexpr std::array kActions{Word{"expire", Action::kExpire}, Word{"transition", Action::kArchive}};
constexpr std::array kTargets{Word{"archive", StorageClass::kArchive}};
constexpr std::array kCountTypes{Word{"imageCountMoreThan", CountType::kImageCountMoreThan},
                                 Word{"sinceImagePulled", CountType::kSinceImagePulled},
                                 Word{"sinceImagePushed", CountType::kSinceImagePushed},
                                 Word{"sinceImageTransitioned", CountType::kSinceImageTransitioned}};

/// Both an action and a selection must be of exactly one of two kinds.
constexpr std::size_t kKinds = 2;

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

/// Reads the members of one object. What is wrong goes to `out`; the values are then defaults that nobody uses.
class Members {
 public:
  Members(const json::Object& object, Violations& out) : object_(object), out_(out) {}

  void check_names(std::span<const Property> properties) {
    std::vector<std::string> missing;
    for (const Property& property : properties) {
      if (property.is_required && find(property.name) == nullptr) missing.emplace_back(property.name);
    }
    std::vector<std::string> unknown;
    for (const auto& member : object_) {
      const std::string_view name(member.key().data(), member.key().size());
      if (std::ranges::find(properties, name, &Property::name) == properties.end()) unknown.emplace_back(name);
    }
    std::ranges::sort(unknown);
    out_.missing(missing);
    out_.not_allowed(unknown);
  }

  const json::Value* find(std::string_view name) const { return object_.if_contains({name.data(), name.size()}); }

  const json::Object* object(std::string_view name) {
    const json::Value* value = find(name);
    if (value != nullptr && !value->is_object()) out_.wrong_type(*value, "object");
    return value == nullptr ? nullptr : value->if_object();
  }

  std::optional<std::string> text(std::string_view name) {
    const json::Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) {
      out_.wrong_type(*value, "string");
      return std::nullopt;
    }
    return std::string(text_of(*value));
  }

  /// Members that the schema asks to be of a Java int, from 1 on.
  std::int32_t positive(std::string_view name) {
    const json::Value* value = find(name);
    if (value == nullptr) return 1;
    if (!value->is_int64() && !value->is_uint64()) {
      out_.wrong_type(*value, "integer");
      return 1;
    }
    if (value->is_int64() && value->get_int64() < 1) {
      out_.below_minimum(1, value->get_int64());
      return 1;
    }
    const std::uint64_t number =
        value->is_uint64() ? value->get_uint64() : static_cast<std::uint64_t>(value->get_int64());
    if (number > INT32_MAX) {
      is_too_large_ = true;
      return 1;
    }
    return static_cast<std::int32_t>(number);
  }
  bool is_too_large() const { return is_too_large_; }

  template <class T, std::size_t N>
  std::optional<T> word(std::string_view name, const std::array<Word<T>, N>& words) {
    const std::optional<std::string> got = text(name);
    if (!got) return std::nullopt;
    const auto found = std::ranges::find(words, std::string_view(*got), &Word<T>::text);
    if (found != words.end()) return found->value;
    std::vector<std::string> possible;
    for (const Word<T>& word : words) possible.emplace_back(word.text);
    out_.not_in_enum(*got, possible);
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> texts(std::string_view name) {
    const json::Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_array()) {
      out_.wrong_type(*value, "array");
      return std::nullopt;
    }
    std::vector<std::string> items;
    for (const json::Value& item : value->get_array()) {
      if (!item.is_string()) {
        out_.wrong_type(item, "string");
      } else if (item.get_string().empty()) {
        out_.add(R"(string "" is too short (length: 0, required minimum: 1))");
      } else {
        items.emplace_back(text_of(item));
      }
    }
    return items;
  }

 private:
  const json::Object& object_;
  Violations& out_;
  bool is_too_large_ = false;
};

class Parser {
 public:
  Result<Policy> parse(const json::Object& document);

 private:
  ParsedRule rule(const json::Object& object);
  void action(const json::Object& object, Rule& rule);
  void selection(const json::Object& object, ParsedRule& parsed);
  void count(Members& in, const json::Object& object, Rule& rule);

  Violations violations_;
  bool is_too_large_ = false;  ///< a number that ECR cannot hold
};

void Parser::action(const json::Object& object, Rule& rule) {
  Members in(object, violations_);
  in.check_names(kAction);
  const std::optional<Action> type = in.word("type", kActions);
  const json::Value* target = in.find("targetStorageClass");
  // null is not absence: both kinds refuse it.
  const bool is_null = target != nullptr && target->is_null();
  const bool has_target = target != nullptr && !is_null && in.word("targetStorageClass", kTargets).has_value();
  if (!type) return;
  if (is_null || (*type == Action::kExpire && target != nullptr) || (*type == Action::kArchive && target == nullptr)) {
    violations_.matches_no_schema(kKinds);
    return;
  }
  rule.action = has_target ? Action::kArchive : Action::kExpire;
}

void Parser::count(Members& in, const json::Object& object, Rule& rule) {
  rule.count_number = in.positive("countNumber");
  const json::Value* type = object.if_contains("countType");
  const json::Value* unit = object.if_contains("countUnit");
  const auto known = type != nullptr && type->is_string()
                         ? std::ranges::find(kCountTypes, text_of(*type), &Word<CountType>::text)
                         : kCountTypes.end();
  if (unit != nullptr && unit->is_string() && text_of(*unit) != "days") {
    violations_.not_in_enum(text_of(*unit), {"days"});
    return;
  }
  const bool has_unit = unit != nullptr && unit->is_string();
  if (type == nullptr && (unit == nullptr || has_unit)) return;  // told as missing
  const bool fits = known != kCountTypes.end() && has_unit == (unit != nullptr) &&
                    has_unit == (known->value != CountType::kImageCountMoreThan);
  if (!fits) {
    violations_.matches_no_schema(kKinds);
    return;
  }
  rule.count_type = known->value;
}

void Parser::selection(const json::Object& object, ParsedRule& parsed) {
  Members in(object, violations_);
  in.check_names(kSelection);
  count(in, object, parsed.rule);
  parsed.rule.storage_class = in.word("storageClass", kStorageClasses).value_or(StorageClass::kStandard);
  if (auto patterns = in.texts("tagPatternList")) {
    parsed.has_patterns = true;
    parsed.rule.tag_patterns = *std::move(patterns);
  }
  if (auto prefixes = in.texts("tagPrefixList")) {
    parsed.has_prefixes = true;
    parsed.rule.tag_prefixes = *std::move(prefixes);
  }
  parsed.rule.tag_status = in.word("tagStatus", kTagStatuses).value_or(TagStatus::kAny);
  is_too_large_ = is_too_large_ || in.is_too_large();
}

ParsedRule Parser::rule(const json::Object& object) {
  ParsedRule parsed;
  Members in(object, violations_);
  in.check_names(kRule);
  if (const json::Object* inner = in.object("action")) action(*inner, parsed.rule);
  parsed.rule.description = in.text("description").value_or("");
  parsed.rule.priority = in.positive("rulePriority");
  if (const json::Object* inner = in.object("selection")) selection(*inner, parsed);
  is_too_large_ = is_too_large_ || in.is_too_large();
  return parsed;
}

Result<Policy> Parser::parse(const json::Object& document) {
  Members in(document, violations_);
  in.check_names(kDocument);
  std::vector<ParsedRule> rules;
  if (const json::Value* list = in.find("rules"); list != nullptr && !list->is_array()) {
    violations_.wrong_type(*list, "array");
  } else if (list != nullptr) {
    const json::Array& items = list->get_array();
    if (items.empty()) violations_.too_few_items(1, 0);
    if (items.size() > kMaxRules) violations_.too_many_items(kMaxRules, items.size());
    for (const json::Value& item : items) {
      if (item.is_object()) {
        rules.push_back(rule(item.get_object()));
      } else {
        violations_.wrong_type(item, "object");
      }
    }
  }
  if (!violations_.empty()) return fail(violations_.error());
  if (is_too_large_) return fail(unreadable());
  check_rules(rules, violations_);
  if (!violations_.empty()) return fail(violations_.error());

  std::ranges::sort(rules, {}, [](const ParsedRule& parsed) { return parsed.rule.priority; });
  Policy policy;
  for (ParsedRule& parsed : rules) policy.rules.push_back(std::move(parsed.rule));
  return policy;
}

}  // namespace

Result<Policy> parse_policy(std::string_view text) {
  // A policy is five levels deep: document, rules, rule, selection, list.
  const auto document = json::parse(text, {.max_depth = 8, .max_values = kMaxPolicyCharacters});
  if (!document || !document->is_object()) return fail(unreadable());
  return Parser().parse(document->get_object());
}

}  // namespace entrepot::lifecycle
