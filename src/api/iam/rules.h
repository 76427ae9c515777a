#pragma once
// What IAM's model asks of single values.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "api/aws/request_shape.h"

namespace entrepot::api::iam_service {

/// Of one value. Static storage.
struct Rule {
  std::int64_t min = 0;  ///< characters
  std::int64_t max = INT64_MAX;
  const aws::Pattern* pattern = nullptr;
  std::span<const std::string_view> words{};  ///< of an enumeration; empty: any text
  /// What IAM says of a value that does not match the pattern, after "The specified value for <member> is invalid. ";
  /// empty: that it does not match.
  std::string_view says{};
};

namespace patterns {
using aws::Pattern;
inline constinit const Pattern kName(R"([\w+=,.@-]+)", Pattern::Words::kSmithy);
inline constinit const Pattern kPath(R"((/)|(/[\x{21}-\x{7E}]+/))", Pattern::Words::kSmithy);
inline constinit const Pattern kPathPrefix(R"(/[\x{21}-\x{7F}]*)", Pattern::Words::kSmithy);
inline constinit const Pattern kPolicyPath(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)", Pattern::Words::kSmithy);
inline constinit const Pattern kDocument(R"([\x{09}\x{0A}\x{0D}\x{20}-\x{FF}]+)", Pattern::Words::kSmithy);
inline constinit const Pattern kDescription(R"([\x{09}\x{0A}\x{0D}\x{20}-\x{7E}\x{A1}-\x{FF}]*)",
                                            Pattern::Words::kSmithy);
inline constinit const Pattern kVersion(R"(v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)", Pattern::Words::kSmithy);
inline constinit const Pattern kWord(R"([\w]+)", Pattern::Words::kSmithy);
inline constinit const Pattern kTagKey(R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)", Pattern::Words::kSmithy);
inline constinit const Pattern kTagValue(R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", Pattern::Words::kSmithy);
// The model has none for these; what is not ASCII is none of them.
inline constinit const Pattern kPrintable(R"([\x{20}-\x{7E}]*)", Pattern::Words::kSmithy);
inline constinit const Pattern kHex(R"([0-9A-Fa-f]*)", Pattern::Words::kSmithy);
}  // namespace patterns

inline constexpr std::string_view kNameSays =
    "It must contain only alphanumeric characters and/or the following: +=,.@_-";
inline constexpr std::string_view kPathSays =
    "It must begin and end with / and contain only alphanumeric characters and/or / characters.";

inline constexpr Rule kNewUserName{.min = 1, .max = 64, .pattern = &patterns::kName, .says = kNameSays};
inline constexpr Rule kName128{.min = 1, .max = 128, .pattern = &patterns::kName, .says = kNameSays};
inline constexpr Rule kRoleName{.min = 1, .max = 64, .pattern = &patterns::kName, .says = kNameSays};
inline constexpr Rule kPath{.min = 1, .max = 512, .pattern = &patterns::kPath, .says = kPathSays};
inline constexpr Rule kPathPrefix{.min = 1, .max = 512, .pattern = &patterns::kPathPrefix, .says = kPathSays};
inline constexpr Rule kPolicyPath{.min = 1, .max = 512, .pattern = &patterns::kPolicyPath, .says = kPathSays};
inline constexpr Rule kArn{.min = 20, .max = 2'048, .pattern = &patterns::kPrintable};
inline constexpr Rule kDocument{.min = 1, .max = 131'072, .pattern = &patterns::kDocument};
inline constexpr Rule kDescription{.max = 1'000, .pattern = &patterns::kDescription};
inline constexpr Rule kVersionId{.min = 1, .max = 64, .pattern = &patterns::kVersion};
inline constexpr Rule kAccessKeyId{.min = 16, .max = 128, .pattern = &patterns::kWord};
inline constexpr Rule kUrl{.min = 1, .max = 255, .pattern = &patterns::kPrintable};
inline constexpr Rule kClientId{.min = 1, .max = 255, .pattern = &patterns::kPrintable};
inline constexpr Rule kThumbprint{.min = 40, .max = 40, .pattern = &patterns::kHex};
inline constexpr Rule kTagKey{.min = 1, .max = 128, .pattern = &patterns::kTagKey};
inline constexpr Rule kTagValue{.max = 256, .pattern = &patterns::kTagValue};
inline constexpr Rule kDeletionTask{.min = 1, .max = 1'000, .pattern = &patterns::kPrintable};
inline constexpr Rule kMarker{.min = 1, .max = 600, .pattern = &patterns::kPrintable};

inline constexpr std::array<std::string_view, 2> kKeyStates{"Active", "Inactive"};
inline constexpr Rule kKeyState{.words = kKeyStates};
inline constexpr std::array<std::string_view, 3> kScopes{"All", "AWS", "Local"};
inline constexpr Rule kScope{.words = kScopes};
inline constexpr std::array<std::string_view, 2> kUsages{"PermissionsPolicy", "PermissionsBoundary"};
inline constexpr Rule kUsage{.words = kUsages};
inline constexpr std::array<std::string_view, 5> kEntityTypes{"User", "Role", "Group", "LocalManagedPolicy",
                                                              "AWSManagedPolicy"};
inline constexpr Rule kEntityType{.words = kEntityTypes};

}  // namespace entrepot::api::iam_service
