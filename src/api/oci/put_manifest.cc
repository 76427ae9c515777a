// PUT /v2/<name>/manifests/<reference>, with ?tag= parameters on a push by digest (OCI distribution-spec, "Pushing
// Manifests").
#include "api/oci/ops.h"

namespace entrepot::api::oci {
namespace {

/// The specification wants at least 10; a request line of 32 KiB would hold more.
constexpr std::size_t kMaxTags = 50;

/// "The registry SHOULD ignore parameters on the Content-Type header".
std::string_view without_parameters(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (!content_type.empty() && content_type.back() == ' ') content_type.remove_suffix(1);
  return content_type;
}

Result<std::vector<model::Tag>> tags_to_set(const Call& call, registry::ImageRef& ref) {
  std::vector<model::Tag> tags;
  if (ref.tag) {
    tags.push_back(*std::move(ref.tag));
    return tags;
  }
  const auto wanted = call.query.all("tag");
  if (wanted.size() > kMaxTags)
    return fail(ErrorKind::kTooManyTags, "The request has " + std::to_string(wanted.size()) +
                                             " tag parameters; at most " + std::to_string(kMaxTags) + " are accepted");
  for (const std::string_view text : wanted) {
    ENTREPOT_TRY(auto tag, model::Tag::parse(text));
    tags.push_back(std::move(tag));
  }
  return tags;
}

}  // namespace

async::Task<http::Response> put_manifest(Call& call) {
  ENTREPOT_CO_TRY(auto ref, parse_reference(call.reference));
  ENTREPOT_CO_TRY(auto tags, tags_to_set(call, ref));
  const bool by_digest = ref.digest.has_value();
  const std::vector<model::Tag> announced = by_digest ? tags : std::vector<model::Tag>();
  registry::PutImage put{
      .repository = call.repository,
      .manifest = call.body,  // a copy: when a missing repository is made, this runs again
      .media_type = std::string(without_parameters(call.context.http.headers.find("Content-Type").value_or(""))),
      .tags = std::move(tags),
      .digest = std::move(ref.digest),
      .door = registry::PutImage::Door::kOci,
  };
  ENTREPOT_CO_TRY(const auto stored, co_await call.services.images.put(call.scope(), std::move(put)));

  http::Response response;
  response.status = 201;
  response.headers.add("Location", manifest_location(call.repository, stored.digest.text()));
  response.headers.add("Docker-Content-Digest", stored.digest.text());
  if (stored.subject) response.headers.add("OCI-Subject", stored.subject->text());
  for (const model::Tag& tag : announced) response.headers.add("OCI-Tag", tag.text());
  co_return response;
}

}  // namespace entrepot::api::oci
