#pragma once
// Whether an image can be pulled, in ECR's words.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace entrepot::model {

/// kArchived: kept, not pulled. kActivating: on its way back, not pulled yet.
enum class ImageStatus : std::uint8_t { kActive, kArchived, kActivating };

inline constexpr std::array<std::string_view, 3> kImageStatusWords{"ACTIVE", "ARCHIVED", "ACTIVATING"};

constexpr std::string_view to_text(ImageStatus status) {
  return kImageStatusWords[static_cast<std::size_t>(status)];
}

constexpr std::optional<ImageStatus> parse_image_status(std::string_view text) {
  for (std::size_t i = 0; i < kImageStatusWords.size(); ++i) {
    if (kImageStatusWords[i] == text) return static_cast<ImageStatus>(i);
  }
  return std::nullopt;
}

}  // namespace entrepot::model
