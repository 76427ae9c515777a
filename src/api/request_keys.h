#pragma once
// The condition keys of a request, found when a policy asks for them (docs/guide/conditions.md).

#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "api/request_facts.h"
#include "api/services.h"
#include "iam/condition_keys.h"
#include "registry/access.h"

namespace entrepot::api {

/// All of it outlives the object.
struct KeySources {
  const Services& services;
  const Context& context;
  const registry::RepositoryAccess* repository = nullptr;  ///< whose tags count; null: the resource is none
  const RequestFacts* request = nullptr;                   ///< null: it says nothing
  const ImageFacts* image = nullptr;                       ///< that is asked about; null: none
};

class RequestKeys final : public iam::ConditionKeys {
 public:
  explicit RequestKeys(const KeySources& sources) : sources_(sources) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override;

  /// Whether anything was asked about the image.
  bool asked_about_image() const { return asked_about_image_; }
  /// Whether something was asked about an image that is not known yet: an answer that rests on these keys is not final.
  bool lacks_images() const { return lacks_images_; }
  /// Whether the artifact types of referrers were.
  bool lacks_referrers() const { return lacks_referrers_; }

 private:
  bool find_image_key(std::string_view key, std::vector<std::string>& values) const;

  const KeySources& sources_;
  mutable bool asked_about_image_ = false;
  mutable bool lacks_images_ = false;
  mutable bool lacks_referrers_ = false;
};

}  // namespace entrepot::api
