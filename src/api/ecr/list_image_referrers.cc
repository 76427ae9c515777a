#include "api/ecr/list_image_referrers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/ecr/image_ids.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::int64_t kDefaultReferrers = 50;

/// subjectId: a structure with the digest of an image, which need not exist.
std::optional<Digest> read_subject(json::Reader& in) {
  const json::Object* subject = required_structure(in, "subjectId");
  if (subject == nullptr) return std::nullopt;
  json::Reader inner(*subject);
  const std::string text = inner.required_string("imageDigest");
  std::optional<Digest> digest;
  if (inner.ok()) digest = check_digest(inner, "imageDigest", text);
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return digest;
}

registry::ReferrerFilter read_filter(json::Reader& in) {
  registry::ReferrerFilter out;
  const json::Object* filter = in.optional_object("filter");
  if (filter == nullptr) return out;
  json::Reader inner(*filter);
  out.artifact_types = inner.optional_strings("artifactTypes").value_or(std::vector<std::string>());
  if (const auto text = inner.optional_string("artifactStatus")) {
    out.status = read_status_filter(inner, "filter.artifactStatus", *text);
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return out;
}

json::Object to_json(const registry::Referrer& referrer) {
  json::Object out{{"digest", referrer.digest.text()}, {"mediaType", referrer.media_type}};
  if (!referrer.artifact_type.empty()) out["artifactType"] = referrer.artifact_type;
  out["size"] = referrer.size;
  if (!referrer.annotations.empty()) {
    json::Object annotations;
    for (const auto& [name, value] : referrer.annotations) annotations[name] = value;
    out["annotations"] = std::move(annotations);
  }
  out["artifactStatus"] = model::to_text(referrer.status);
  return out;
}

std::string listing_name(const aws::Call& call, const ListImageReferrersRequest& request) {
  return listing_of(call, {request.repository, request.subject.text(),
                           request.filter.status ? model::to_text(*request.filter.status) : "ANY",
                           fmt::format("{}", fmt::join(request.filter.artifact_types, " "))});
}

}  // namespace

Result<ListImageReferrersRequest> parse_list_image_referrers(const json::Object& body) {
  json::Reader in(body);
  InRepository where = read_in_repository(in);
  std::optional<Digest> subject = read_subject(in);
  registry::ReferrerFilter filter = read_filter(in);
  Paging paging = read_paging(in, kDefaultReferrers);
  ENTREPOT_CHECK_OK(in.finish());
  return ListImageReferrersRequest{std::move(where), *std::move(subject), std::move(filter), std::move(paging)};
}

async::Task<json::Object> handle_list_image_referrers(Services& services, aws::Call& call,
                                                      ListImageReferrersRequest request) {
  const std::string listing = listing_name(call, request);
  ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
  ENTREPOT_CO_TRY(const registry::Page<registry::Referrer> page,
                  co_await services.images.referrers(call.scope(), request.repository, request.subject, request.filter,
                                                     std::move(where)));
  json::Array referrers;
  referrers.reserve(page.items.size());
  for (const registry::Referrer& referrer : page.items) referrers.push_back(to_json(referrer));
  json::Object answer{{"referrers", std::move(referrers)}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
