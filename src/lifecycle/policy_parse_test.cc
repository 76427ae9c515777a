#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "json/reader.h"
#include "lifecycle/policy.h"

namespace entrepot::lifecycle {
namespace {

std::string rules(const std::vector<std::string>& list) {
  return fmt::format(R"({{"rules":[{}]}})", fmt::join(list, ","));
}
std::string rule(int priority, std::string_view selection, std::string_view action = R"("type":"expire")") {
  return fmt::format(R"({{"rulePriority":{},"selection":{{{}}},"action":{{{}}}}})", priority, selection, action);
}
/// The text of a policy of one rule.
std::string one(std::string_view selection, std::string_view action = R"("type":"expire")") {
  return rules({rule(1, selection, action)});
}

/// What stands behind "Lifecycle policy validation failure: "; "valid" if nothing is wrong.
std::string problem(std::string_view text) {
  const auto policy = parse_policy(text);
  if (policy) return "valid";
  EXPECT_EQ(policy.error().kind(), ErrorKind::kInvalidParameter);
  const std::string start =
      "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ";
  const std::string message(policy.error().message());
  EXPECT_TRUE(message.starts_with(start) && message.ends_with("'")) << message;
  return message.substr(start.size(), message.size() - start.size() - 1);
}

constexpr std::string_view kAnyCount = R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":1)";
constexpr std::string_view kUntaggedDays =
    R"("tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14)";
constexpr std::string_view kArchivedDays =
    R"("storageClass":"archive","countType":"sinceImageTransitioned","countUnit":"days","countNumber":90)";
constexpr std::string_view kTransition = R"("type":"transition","targetStorageClass":"archive")";
constexpr std::string_view kNoSchema = "instance failed to match exactly one schema (matched 0 out of 2)";

struct Row {
  std::string text;
  std::string problem;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(problem(row.text), row.problem) << row.text;
}

TEST(LifecyclePolicy, IsReadIntoValuesInTheOrderOfPriorities) {
  const auto policy = parse_policy(rules(
      {rule(20, kAnyCount),
       R"({"rulePriority":3,"description":"old betas","selection":{"tagStatus":"tagged","tagPatternList":["beta-*","*-x"],)"
       R"("storageClass":"standard","countType":"sinceImagePulled","countUnit":"days","countNumber":30},)"
       R"("action":{"type":"transition","targetStorageClass":"archive"}})",
       rule(7, R"("tagStatus":"any",)" + std::string(kArchivedDays))}));

  ASSERT_TRUE(policy) << policy.error().message();
  ASSERT_EQ(policy->rules.size(), 3U);
  const Rule& first = policy->rules[0];
  EXPECT_EQ(first.priority, 3);
  EXPECT_EQ(first.description, "old betas");
  EXPECT_EQ(first.tag_status, TagStatus::kTagged);
  EXPECT_EQ(first.storage_class, StorageClass::kStandard);
  EXPECT_EQ(first.tag_patterns, (std::vector<std::string>{"beta-*", "*-x"}));
  EXPECT_TRUE(first.tag_prefixes.empty());
  EXPECT_EQ(first.count_type, CountType::kSinceImagePulled);
  EXPECT_EQ(first.count_number, 30);
  EXPECT_EQ(first.action, Action::kArchive);
  EXPECT_EQ(policy->rules[1].storage_class, StorageClass::kArchive);
  EXPECT_EQ(policy->rules[1].count_type, CountType::kSinceImageTransitioned);
  EXPECT_EQ(policy->rules[2].priority, 20);
  EXPECT_EQ(policy->rules[2].action, Action::kExpire);
}

TEST(LifecyclePolicy, TakesWhatTheDocumentationShows) {
  const std::string tagged = R"("tagStatus":"tagged",)";
  const std::string count = R"("countType":"imageCountMoreThan","countNumber":1)";
  check({
      {one(kAnyCount), "valid"},
      {one(kUntaggedDays), "valid"},
      {one(kAnyCount, kTransition), "valid"},
      {one(kUntaggedDays, kTransition), "valid"},
      {one(tagged + R"("tagPrefixList":["alpha","beta"],)" + count), "valid"},
      {one(tagged + R"("tagPatternList":["*test*1*2*3"],)" + count), "valid"},
      {rules({rule(1, tagged + R"("tagPrefixList":["prod"],)" + count),
              rule(2, tagged + R"("tagPatternList":["prod"],)" + count), rule(9, kAnyCount)}),
       "valid"},
      {rules({rule(1, kUntaggedDays), rule(2, R"("tagStatus":"untagged",)" + std::string(kArchivedDays))}), "valid"},
      {rules({rule(1, kAnyCount), rule(2, R"("tagStatus":"any",)" + std::string(kArchivedDays))}), "valid"},
      {one(R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":2147483647)"), "valid"},
  });
}

TEST(LifecyclePolicy, RefusesWhatIsNoPolicy) {
  const std::string unreadable = "Could not map policyString into LifecyclePolicy.";
  check({
      {"", unreadable},
      {"rules", unreadable},
      {"[]", unreadable},
      {R"("text")", unreadable},
      {R"({"rules":[],"rules":[]})", unreadable},
      {R"({"rules":[[[[[[[[[[]]]]]]]]]]})", unreadable},
      {one(R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":2147483648)"), unreadable},
      {"{}", R"(object has missing required properties (["rules"]))"},
      {R"({"rules":{}})", R"(instance type (object) does not match any allowed primitive type (allowed: ["array"]))"},
      {R"({"rules":null})", R"(instance type (null) does not match any allowed primitive type (allowed: ["array"]))"},
      {R"({"rules":[]})", "array is too short: must have at least 1 elements but instance has 0 elements"},
      {R"({"rules":["x"]})",
       R"(instance type (string) does not match any allowed primitive type (allowed: ["object"]))"},
      {R"({"rules":[{}]})", R"(object has missing required properties (["action", "rulePriority", "selection"]))"},
  });
}

TEST(LifecyclePolicy, RefusesABadSelection) {
  const auto count = [](std::string_view number) {
    return one(fmt::format(R"("tagStatus":"any","countType":"imageCountMoreThan","countNumber":{})", number));
  };
  const std::string no_object =
      R"(instance type (string) does not match any allowed primitive type (allowed: ["object"]))";
  check({
      {one(""), R"(object has missing required properties (["countNumber", "countType", "tagStatus"]))"},
      {R"({"rules":[{"rulePriority":1,"selection":"x","action":{"type":"expire"}}]})", no_object},
      {one(std::string(kAnyCount) + R"(,"color":"red","age":1)"),
       R"(object instance has properties which are not allowed by the schema: (["age", "color"]))"},
      {count("0"), "numeric instance is lower than the required minimum (minimum: 1, found: 0)"},
      {count("-5"), "numeric instance is lower than the required minimum (minimum: 1, found: -5)"},
      {count("1.5"), R"(instance type (number) does not match any allowed primitive type (allowed: ["integer"]))"},
      {count(R"("1")"), R"(instance type (string) does not match any allowed primitive type (allowed: ["integer"]))"},
      {one(R"("tagStatus":"some","countType":"imageCountMoreThan","countNumber":1)"),
       R"(instance value (some) not found in enum :(possible values: ["any", "tagged", "untagged"]))"},
      {one(R"("tagStatus":"ANY","countType":"imageCountMoreThan","countNumber":1)"),
       R"(instance value (ANY) not found in enum :(possible values: ["any", "tagged", "untagged"]))"},
      {one(R"("tagStatus":"any","storageClass":"cold","countType":"imageCountMoreThan","countNumber":1)"),
       R"(instance value (cold) not found in enum :(possible values: ["archive", "standard"]))"},
      {one(std::string(kAnyCount) + R"(,"storageClass":null)"),
       R"(instance type (null) does not match any allowed primitive type (allowed: ["string"]))"},
  });
}

TEST(LifecyclePolicy, TheUnitGoesWithAges) {
  check({
      {one(R"("tagStatus":"any","countType":"imageCountBelow","countNumber":1)"), std::string(kNoSchema)},
      {one(R"("tagStatus":"any","countType":1,"countNumber":1)"), std::string(kNoSchema)},
      {one(R"("tagStatus":"any","countType":"sinceImagePushed","countNumber":1)"), std::string(kNoSchema)},
      {one(std::string(kAnyCount) + R"(,"countUnit":"days")"), std::string(kNoSchema)},
      {one(std::string(kAnyCount) + R"(,"countUnit":null)"), std::string(kNoSchema)},
      {one(R"("tagStatus":"any","countType":"sinceImagePushed","countUnit":"weeks","countNumber":1)"),
       R"(instance value (weeks) not found in enum :(possible values: ["days"]))"},
  });
}

TEST(LifecyclePolicy, RefusesABadAction) {
  check({
      {one(kAnyCount, ""), R"(object has missing required properties (["type"]))"},
      {one(kAnyCount, R"("type":"delete")"),
       R"(instance value (delete) not found in enum :(possible values: ["expire", "transition"]))"},
      {one(kAnyCount, R"("type":"expire","targetStorageClass":null)"), std::string(kNoSchema)},
      {one(kAnyCount, R"("type":"expire","targetStorageClass":"archive")"), std::string(kNoSchema)},
      {one(kAnyCount, R"("type":"transition")"), std::string(kNoSchema)},
      {one(kAnyCount, R"("type":"transition","targetStorageClass":"standard")"),
       R"(instance value (standard) not found in enum :(possible values: ["archive"]))"},
      {one(kAnyCount, R"("type":"expire","when":"now")"),
       R"(object instance has properties which are not allowed by the schema: (["when"]))"},
  });
}

TEST(LifecyclePolicy, TagsAreForTaggedImages) {
  const std::string count = R"("countType":"imageCountMoreThan","countNumber":1)";
  const std::string missing = "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.";
  check({
      {one(R"("tagStatus":"tagged",)" + count), missing},
      {one(R"("tagStatus":"tagged","tagPrefixList":[],)" + count), missing},
      {one(R"("tagStatus":"tagged","tagPrefixList":["a"],"tagPatternList":["b"],)" + count),
       "Must not specify both tagPrefixList and tagPatternList."},
      {one(R"("tagStatus":"any","tagPatternList":[],)" + count),
       "Must not specify tagPrefixList or tagPatternList when tagStatus=ANY."},
      {one(R"("tagStatus":"untagged","tagPrefixList":["a"],)" + count),
       "Must not specify tagPrefixList or tagPatternList when tagStatus=UNTAGGED."},
      {one(R"("tagStatus":"tagged","tagPatternList":["*a*b*c*d*"],)" + count),
       "A tag pattern can have at most 4 wildcards (*): *a*b*c*d*"},
      {one(R"("tagStatus":"tagged","tagPrefixList":[""],)" + count),
       R"(string "" is too short (length: 0, required minimum: 1))"},
      {one(R"("tagStatus":"tagged","tagPrefixList":[7],)" + count),
       R"(instance type (integer) does not match any allowed primitive type (allowed: ["string"]))"},
  });
}

TEST(LifecyclePolicy, StorageClassesHaveTheirOwnCounts) {
  const std::string archived = R"("tagStatus":"any",)" + std::string(kArchivedDays);
  check({
      {one(archived), "valid"},
      {one(archived, kTransition), "countType=sinceImageTransitioned can only be used with action type=EXPIRE."},
      {one(R"("tagStatus":"any","storageClass":"archive","countType":"sinceImageTransitioned","countUnit":"days",)"
           R"("countNumber":89)"),
       "countNumber must be at least 90 when countType=sinceImageTransitioned."},
      {one(R"("tagStatus":"any","countType":"sinceImageTransitioned","countUnit":"days","countNumber":90)"),
       "countType=sinceImageTransitioned can only be used with storageClass=ARCHIVE."},
      {one(R"("tagStatus":"any","storageClass":"archive","countType":"imageCountMoreThan","countNumber":1)"),
       "Only countType=sinceImageTransitioned can be used with storageClass=ARCHIVE."},
      {one(R"("tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","countNumber":90)"),
       "countType=sinceImagePulled can only be used with action type=TRANSITION."},
      {one(R"("tagStatus":"any","countType":"sinceImagePulled","countUnit":"days","countNumber":90)", kTransition),
       "valid"},
  });
}

TEST(LifecyclePolicy, RulesStandBesideEachOther) {
  const std::string prod = R"("tagStatus":"tagged","tagPrefixList":["prod","live"],"countType":"imageCountMoreThan",)"
                           R"("countNumber":1)";
  const std::string turned = R"("tagStatus":"tagged","tagPrefixList":["live","prod"],"countType":"imageCountMoreThan",)"
                             R"("countNumber":9)";
  check({
      {rules({rule(1, kUntaggedDays), rule(1, kAnyCount)}),
       "Rules must have unique priorities: rulePriority 1 is used more than once."},
      {rules({rule(1, kUntaggedDays), rule(2, kUntaggedDays)}),
       "Only one rule can select Untagged images per storage class."},
      {rules({rule(1, kAnyCount), rule(2, kUntaggedDays)}),
       "Rule for tagStatus=ANY must have the lowest priority per storage class."},
      {rules({rule(1, kAnyCount), rule(2, kAnyCount)}),
       "Rule for tagStatus=ANY must have the lowest priority per storage class."},
      {rules({rule(1, prod), rule(2, turned)}),
       "Rules must have unique tagPrefixList and tagPatternList values per storage class."},
      {rules({rule(1, R"("tagStatus":"tagged","tagPrefixList":["prod","live"],)" + std::string(kArchivedDays)),
              rule(2, prod)}),
       "valid"},
  });
}

TEST(LifecyclePolicy, FiftyRulesAreTheLimit) {
  const auto many = [](int count) {
    std::vector<std::string> list;
    for (int i = 1; i <= count; ++i) {
      list.push_back(rule(i, fmt::format(R"("tagStatus":"tagged","tagPrefixList":["t{}"],"countType":)"
                                         R"("imageCountMoreThan","countNumber":1)",
                                         i)));
    }
    return rules(list);
  };
  EXPECT_EQ(problem(many(50)), "valid");
  EXPECT_EQ(problem(many(51)), "array is too long: must have at most 50 elements but instance has 51 elements");
}

TEST(LifecyclePolicy, EachViolationHasALine) {
  EXPECT_EQ(
      problem(R"({"rules":[{"rulePriority":0,"selection":{"tagStatus":"any","tagPatternList":null,)"
              R"("tagPrefixList":null,"countType":"imageCountMoreThan","countNumber":1},"action":{"type":"x"}}]})"),
      "instance value (x) not found in enum :(possible values: [\"expire\", \"transition\"])\n"
      "numeric instance is lower than the required minimum (minimum: 1, found: 0)\n"
      "instance type (null) does not match any allowed primitive type (allowed: [\"array\"])\n"
      "instance type (null) does not match any allowed primitive type (allowed: [\"array\"])");
}

TEST(LifecyclePolicy, ManyViolationsGiveABoundedAnswer) {
  std::string list = "1";
  for (int i = 0; i < 10'000; ++i) list += ",1";
  const std::string text = problem(R"({"rules":[)" + list + "]}");
  EXPECT_LT(text.size(), 6'000U);
  EXPECT_TRUE(text.ends_with("\nand 9952 more")) << text.substr(text.size() - 40);
  const std::string names = problem(R"({"rules":[],")" + std::string(20'000, 'n') + R"(":1})");
  EXPECT_LT(names.size(), 1'000U);
}

}  // namespace
}  // namespace entrepot::lifecycle
