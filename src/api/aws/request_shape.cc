#include "api/aws/request_shape.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <memory>

namespace entrepot::api::aws {
namespace {

/// Where a value stands; spelled out only when something is wrong with it.
struct Place {
  const Place* outer = nullptr;
  std::string_view member;
  std::size_t item = 0;  ///< from 1; 0: the member itself
};

/// "rules.1.member.repositoryFilters". AWS begins each member with a small letter, whatever its name on the wire.
std::string spell(const Place& place) {
  std::string out;
  if (place.outer != nullptr) out = spell(*place.outer);
  if (!place.member.empty()) {
    if (!out.empty()) out += '.';
    out += place.member;
    char& first = out[out.size() - place.member.size()];
    if (first >= 'A' && first <= 'Z') first = static_cast<char>(first - 'A' + 'a');
  }
  if (place.item != 0) fmt::format_to(std::back_inserter(out), ".{}.member", place.item);
  return out;
}

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

std::int64_t decoded_size(std::string_view base64) {
  const auto padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
  return static_cast<std::int64_t>(base64.size() * 3 / 4) - padding;
}

std::string size_problem(const Shape& shape, std::int64_t size, std::string_view what) {
  if (size < shape.min) return fmt::format("Member must have {} greater than or equal to {}", what, shape.min);
  if (size > shape.max) return fmt::format("Member must have {} less than or equal to {}", what, shape.max);
  return {};
}

/// What is wrong with a string; empty if nothing is.
std::string text_problem(const Shape& shape, std::string_view text) {
  const bool is_bounded = shape.min != INT64_MIN || shape.max != INT64_MAX;
  const std::int64_t size = is_bounded ? characters(text) : 0;
  std::string problem = is_bounded ? size_problem(shape, size, "length") : std::string();
  const bool matches = size > shape.max || shape.pattern == nullptr || shape.pattern->matches(text);
  // ECR's own check of a pattern comes before the lower bound.
  if (!matches && (problem.empty() || shape.pattern->words() == Pattern::Words::kEcr)) return shape.pattern->refusal();
  if (problem.empty() && !shape.words.empty() && std::ranges::find(shape.words, text) == shape.words.end()) {
    return fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape.words, ", "));
  }
  return problem;
}

bool is_simple(const Shape& shape) {
  return shape.kind != ShapeKind::kList && shape.kind != ShapeKind::kStructure;
}

std::string_view wanted(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kString:
      return "a string";
    case ShapeKind::kInteger:
      return "an integer";
    case ShapeKind::kBoolean:
      return "a boolean";
    case ShapeKind::kBlob:
      return "a string in base64";
    case ShapeKind::kList:
      return "a list";
    case ShapeKind::kStructure:
      return "a structure";
  }
  return {};
}

bool has_type(ShapeKind kind, const json::Value& value) {
  switch (kind) {
    case ShapeKind::kString:
    case ShapeKind::kBlob:
      return value.is_string();
    case ShapeKind::kInteger:
      return value.is_int64() || value.is_uint64();
    case ShapeKind::kBoolean:
      return value.is_bool();
    case ShapeKind::kList:
      return value.is_array();
    case ShapeKind::kStructure:
      return value.is_object();
  }
  return false;
}

/// Walks a request beside its shape. Keeps the first broken constraint, and the first wrong type, which ends the walk.
class Check {
 public:
  void structure(const Shape& shape, const json::Object& object, const Place* outer);
  Result<void> finish() &&;

 private:
  void value(const Shape& shape, const json::Value& value, const Place& place);
  void list(const Shape& shape, const json::Array& items, const Place& place);
  /// Of a value that is neither list nor structure, whose type is right.
  static std::string problem_of(const Shape& shape, const json::Value& value);
  bool expect_type(const Shape& shape, const json::Value& value, const Place& place);
  void break_constraint(const Place& place, std::string_view why) {
    if (!broken_) broken_.emplace(ErrorKind::kInvalidParameter, json::constraint_text(spell(place), why));
  }

  std::optional<Error> wrong_type_;
  std::optional<Error> broken_;
};

Result<void> Check::finish() && {
  if (wrong_type_) return fail(*std::move(wrong_type_));
  if (broken_) return fail(*std::move(broken_));
  return {};
}

bool Check::expect_type(const Shape& shape, const json::Value& value, const Place& place) {
  if (has_type(shape.kind, value)) return true;
  wrong_type_.emplace(ErrorKind::kSerialization, fmt::format("'{}' must be {}", spell(place), wanted(shape.kind)));
  return false;
}

void Check::structure(const Shape& shape, const json::Object& object, const Place* outer) {
  for (const Member& member : shape.members) {
    const Place place{.outer = outer, .member = member.name};
    const json::Value* found = object.if_contains(member.name);
    if (found == nullptr || found->is_null()) {
      if (member.presence == Member::kRequired) break_constraint(place, "Member must not be null");
      continue;
    }
    value(*member.shape, *found, place);
    if (wrong_type_) return;
  }
}

std::string Check::problem_of(const Shape& shape, const json::Value& value) {
  switch (shape.kind) {
    case ShapeKind::kString:
      return text_problem(shape, text_of(value));
    case ShapeKind::kBlob:
      return size_problem(shape, decoded_size(text_of(value)), "length");
    case ShapeKind::kInteger: {
      const bool is_huge = value.is_uint64() && value.get_uint64() > static_cast<std::uint64_t>(INT64_MAX);
      return size_problem(shape, is_huge ? INT64_MAX : value.to_number<std::int64_t>(), "value");
    }
    default:
      return {};
  }
}

void Check::value(const Shape& shape, const json::Value& value, const Place& place) {
  if (!expect_type(shape, value, place)) return;
  if (shape.kind == ShapeKind::kStructure) return structure(shape, value.get_object(), &place);
  if (shape.kind == ShapeKind::kList) return list(shape, value.get_array(), place);
  if (const std::string problem = problem_of(shape, value); !problem.empty()) break_constraint(place, problem);
}

void Check::list(const Shape& shape, const json::Array& items, const Place& place) {
  const std::string problem = size_problem(shape, static_cast<std::int64_t>(items.size()), "length");
  if (!problem.empty()) break_constraint(place, problem);
  const bool is_too_long = static_cast<std::int64_t>(items.size()) > shape.max;
  for (std::size_t i = 0; i < items.size() && !is_too_long && !wrong_type_; ++i) {
    const Place at{.outer = &place, .item = i + 1};
    if (items[i].is_null()) {
      break_constraint(place, "Member must satisfy constraint: [Member must not be null]");
    } else if (!is_simple(*shape.item)) {
      value(*shape.item, items[i], at);
    } else if (expect_type(*shape.item, items[i], at)) {
      const std::string why = problem_of(*shape.item, items[i]);
      if (!why.empty()) break_constraint(place, fmt::format("Member must satisfy constraint: [{}]", why));
    }
  }
}

}  // namespace

bool Pattern::matches(std::string_view text) const {
  const re2::RE2* compiled = compiled_.load(std::memory_order_acquire);
  if (compiled == nullptr) {
    auto fresh = std::make_unique<const re2::RE2>(re2::StringPiece(text_.data(), text_.size()));
    if (compiled_.compare_exchange_strong(compiled, fresh.get(), std::memory_order_acq_rel)) compiled = fresh.release();
  }
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled);
}

std::string Pattern::refusal() const {
  if (words_ == Words::kEcr) return fmt::format("must satisfy regular expression '{}'", text_);
  return fmt::format("Member must satisfy regular expression pattern: {}", text_);
}

Result<void> check_request(const Shape& request, const json::Object& members) {
  Check check;
  check.structure(request, members, nullptr);
  return std::move(check).finish();
}

}  // namespace entrepot::api::aws
