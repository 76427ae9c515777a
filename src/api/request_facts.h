#pragma once
// What a request says about itself that conditions of policies may ask for, beside who sends it and from where.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/repository_settings.h"
#include "registry/types.h"

namespace entrepot::api {

/// What a request does to the images that it names: only then there are entrepot:ImageTag and the like.
enum class ImageUse : std::uint8_t { kNone, kPush, kPull, kDelete };

/// One image as conditions see it. What is not known yet is read only if a policy asks for it.
struct ImageFacts {
  std::vector<std::string> tags;
  std::string digest;                       ///< empty: the image is not there
  std::string artifact_type;                ///< empty: none
  std::vector<std::string> referrer_types;  ///< artifact types of the images that refer to it
  bool knows_tags = false;
  bool knows_digest = false;
  bool knows_type = false;
  bool knows_referrers = false;
};

struct RequestFacts {
  std::vector<model::ResourceTag> tags;  ///< that the request sets: aws:RequestTag/<key>, aws:TagKeys
  std::vector<std::string> tag_keys;     ///< that it removes: aws:TagKeys
  /// Further condition keys, in lower case, with their values: those of other services' resources.
  std::vector<std::pair<std::string, std::string>> facts{};
  ImageUse use = ImageUse::kNone;
  std::vector<registry::ImageId> images;  ///< as the request names them; push: the tags, and the digest if it names it
};

}  // namespace entrepot::api
