#pragma once
// An Amazon ECR lifecycle policy as values, and the one parser of its text. Pure: knows no store, no clock.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entrepot::lifecycle {

enum class TagStatus : std::uint8_t { kTagged, kUntagged, kAny };
enum class StorageClass : std::uint8_t { kStandard, kArchive };
enum class CountType : std::uint8_t {
  kImageCountMoreThan,      ///< the images past the newest `count_number`
  kSinceImagePushed,        ///< those pushed more than so many days ago
  kSinceImagePulled,        ///< those not pulled for so many days
  kSinceImageTransitioned,  ///< those archived more than so many days ago
};
enum class Action : std::uint8_t { kExpire, kArchive };

/// What one rule selects, and what happens to it.
struct Rule {
  std::int32_t priority = 1;
  std::string description;
  TagStatus tag_status = TagStatus::kAny;
  StorageClass storage_class = StorageClass::kStandard;
  /// With kTagged one of the two has items, else neither. An image is selected if each item matches one of its tags.
  std::vector<std::string> tag_patterns;  ///< '*' stands for any run of characters; at most four in each
  std::vector<std::string> tag_prefixes;
  CountType count_type = CountType::kImageCountMoreThan;
  std::int32_t count_number = 1;
  Action action = Action::kExpire;
};

/// Valid as a whole: see parse_policy().
struct Policy {
  std::vector<Rule> rules;  ///< in the order of their priorities, which are unique
};

/// The limits that Amazon ECR sets.
inline constexpr std::size_t kMaxRules = 50;
inline constexpr std::size_t kMaxPolicyCharacters = 30'720;
inline constexpr std::int32_t kMinArchiveDays = 90;  ///< before an archived image may be expired by a rule

/// kInvalidParameter "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy
/// validation failure: ..'", with one line for each violation: first those of the form, and only when there are none,
/// those of the rules among each other. The length of the text is the caller's to check.
Result<Policy> parse_policy(std::string_view text);

}  // namespace entrepot::lifecycle
