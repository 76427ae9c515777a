#include "api/image_facts.h"

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "manifest/manifest.h"

namespace entrepot::api {
namespace {

ImageFacts named(const registry::ImageId& id, ImageUse use) {
  ImageFacts out;
  // A digest stands for the image with all its tags, unless a push sets the tag.
  const bool is_by_digest = id.digest.has_value() && use != ImageUse::kPush;
  if (id.tag && !is_by_digest) out.tags.push_back(*id.tag);
  out.knows_tags = !is_by_digest;
  out.digest = id.digest.value_or("");
  out.knows_digest = id.digest.has_value();
  // Nothing refers to what is just being pushed, as far as the pusher may know.
  out.knows_referrers = use == ImageUse::kPush;
  return out;
}

/// Whether `error` says that there is no such image; what else went wrong must not pass for that.
bool is_absent(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::kImageNotFound:
    case ErrorKind::kRepositoryNotFound:
    case ErrorKind::kInvalidDigest:
    case ErrorKind::kInvalidTag:
    case ErrorKind::kInvalidParameter:
      return true;
    default:
      return false;
  }
}

void mark_known(ImageFacts& image) {
  image.knows_tags = image.knows_digest = image.knows_type = image.knows_referrers = true;
}

async::Task<std::vector<std::string>> referrer_types(const Services& services, registry::Scope scope,
                                                     std::string repository, Digest subject) {
  std::vector<std::string> types;
  registry::PageRequest page;
  std::size_t seen = 0;
  do {
    ENTREPOT_CO_TRY(auto found, co_await services.images.referrers(scope, repository, subject, {.status = {}}, page));
    for (registry::Referrer& referrer : found.items) {
      if (!referrer.artifact_type.empty() && std::ranges::find(types, referrer.artifact_type) == types.end())
        types.push_back(std::move(referrer.artifact_type));
    }
    seen += found.items.size();
    page.after = std::move(found.next);
  } while (!page.after.empty() && seen < kMaxReferrers);
  co_return types;
}

/// One for each tag that goes with the image.
void add_each_tag(std::vector<ImageFacts>& out, ImageFacts image) {
  if (image.tags.size() < 2) {
    out.push_back(std::move(image));
    return;
  }
  for (std::string& tag : std::exchange(image.tags, {})) {
    out.push_back(image);
    out.back().tags.push_back(std::move(tag));
  }
}

}  // namespace

std::vector<ImageFacts> named_images(const RequestFacts& request) {
  std::vector<ImageFacts> out;
  if (request.use == ImageUse::kNone) return out;
  out.reserve(request.images.size());
  for (const registry::ImageId& id : request.images) out.push_back(named(id, request.use));
  return out;
}

async::Task<std::vector<ImageFacts>> read_images(const Services& services, registry::Scope scope,
                                                 std::string repository, RequestFacts request, Referrers referrers) {
  std::vector<ImageFacts> out;
  for (const registry::ImageId& id : request.images) {
    ImageFacts image = named(id, request.use);
    const bool is_by_digest = !image.knows_tags;
    mark_known(image);
    const auto found = co_await services.images.describe(scope, repository, {id});
    if (!found && !is_absent(found.error())) co_return fail(found.error());
    if (found && !found->empty()) {
      const registry::ImageDetail& detail = found->front();
      image.digest = detail.digest.text();
      image.artifact_type = detail.artifact_type;
      if (is_by_digest) image.tags = detail.tags;
      if (referrers == Referrers::kRead) {
        ENTREPOT_CO_TRY(image.referrer_types, co_await referrer_types(services, scope, repository, detail.digest));
      }
    }
    if (request.use == ImageUse::kDelete) {
      add_each_tag(out, std::move(image));
    } else {
      out.push_back(std::move(image));
    }
  }
  co_return out;
}

std::vector<ImageFacts> pushed_images(const RequestFacts& request, std::string_view manifest,
                                      std::string_view media_type) {
  std::vector<ImageFacts> out = named_images(request);
  const auto parsed = manifest::parse(manifest, media_type);
  for (ImageFacts& image : out) {
    if (!image.knows_digest) image.digest = crypto::digest_of(manifest).text();
    if (parsed) image.artifact_type = parsed->artifact_type;
    mark_known(image);
  }
  return out;
}

}  // namespace entrepot::api
