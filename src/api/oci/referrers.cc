// GET /v2/<name>/referrers/<digest>: an index of the images whose subject it is.
#include <boost/json.hpp>

#include "api/oci/ops.h"
#include "base/encoding.h"
#include "model/media_types.h"

namespace entrepot::api::oci {
namespace {

/// Read in steps, because annotations may be large: a page ends with the step that fills it.
constexpr std::size_t kStep = 25;
constexpr std::size_t kLargestPage = 1'000;
/// Clients read an index as a manifest, and so at most 4 MiB of it.
constexpr std::size_t kFullBytes = 3u << 20;

std::string listing_name(const Call& call, const std::optional<std::string>& artifact_type) {
  return "oci.referrers " + call.context.registry.account.text() + " " + call.context.registry.region.text() + " " +
         call.repository + " " + call.reference + " " + artifact_type.value_or("*");
}

std::string descriptor(const registry::Referrer& referrer) {
  boost::json::object json;
  json["mediaType"] = referrer.media_type;
  json["size"] = referrer.size;
  json["digest"] = referrer.digest.text();
  if (!referrer.artifact_type.empty()) json["artifactType"] = referrer.artifact_type;
  if (!referrer.annotations.empty()) {
    boost::json::object annotations;
    for (const auto& [key, value] : referrer.annotations) annotations[key] = value;
    json["annotations"] = std::move(annotations);
  }
  return boost::json::serialize(json);
}

std::string next_link(const Call& call, const std::optional<std::string>& artifact_type, std::string_view token) {
  std::string link = "</v2/" + call.repository + "/referrers/" + call.reference + "?next=";
  link.append(token);
  if (artifact_type) link.append("&artifactType=").append(percent_encode(*artifact_type));
  return link.append(">; rel=\"next\"");
}

}  // namespace

async::Task<http::Response> referrers(Call& call) {
  ENTREPOT_CO_TRY(const auto subject, Digest::parse(call.reference));
  std::optional<std::string> artifact_type;
  if (const auto wanted = call.query.find("artifactType")) {
    ENTREPOT_CO_TRY(artifact_type, parse_key("artifactType", *wanted));
  }
  registry::ReferrerFilter filter;
  if (artifact_type) filter.artifact_types.push_back(*artifact_type);
  const std::string listing = listing_name(call, artifact_type);
  registry::PageRequest page{.after = {}, .limit = kStep};
  if (const auto token = call.query.find("next")) {
    ENTREPOT_CO_TRY(page.after, call.services.page_tokens.open(listing, *token));
  }

  std::string body =
      R"({"schemaVersion":2,"mediaType":")" + std::string(model::media_type::kOciIndex) + R"(","manifests":[)";
  std::size_t count = 0;
  do {
    ENTREPOT_CO_TRY(auto found,
                    co_await call.services.images.referrers(call.scope(), call.repository, subject, filter, page));
    for (const registry::Referrer& referrer : found.items) {
      if (count++ != 0) body += ',';
      body += descriptor(referrer);
    }
    page.after = std::move(found.next);
  } while (!page.after.empty() && count < kLargestPage && body.size() < kFullBytes);
  body += "]}";

  http::Response response;
  response.headers.add("Content-Type", std::string(model::media_type::kOciIndex));
  if (artifact_type) response.headers.add("OCI-Filters-Applied", "artifactType");
  if (!page.after.empty())
    response.headers.add("Link", next_link(call, artifact_type, call.services.page_tokens.seal(listing, page.after)));
  response.body = std::move(body);
  co_return response;
}

}  // namespace entrepot::api::oci
