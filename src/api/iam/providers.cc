#include "api/iam/providers.h"

#include <algorithm>

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

constexpr std::string_view kScheme = "https://";
// One more than is allowed, so that "too many" is said in IAM's words.
constexpr std::size_t kMaxClientIds = 101;
constexpr std::size_t kMaxThumbprints = 6;

/// Lower-case, as they are compared.
std::vector<std::string> thumbprints(Fields& in) {
  auto list = in.list("ThumbprintList", kThumbprint, kMaxThumbprints);
  for (std::string& text : list) text = meta::fold_name(text);
  return list;
}

/// A host and perhaps a path: no user, port, query or fragment.
bool is_issuer(std::string_view text) {
  return !text.empty() && !text.starts_with('/') && !text.ends_with('/') && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-~/:").contains(c);
  });
}

}  // namespace

Asked CreateProviderRequest::asked() const {
  Asked asked{.about = Asked::About::kNewProvider, .name = provider.url};
  asked.tags = provider.tags;
  return asked;
}

Result<CreateProviderRequest> parse_create_provider(const aws::Parameters& parameters) {
  Fields in(parameters);
  std::string url = in.required("Url", kUrl);
  CreateProviderRequest request{.provider = {.url = {},
                                             .created_at = {},
                                             .client_ids = in.list("ClientIDList", kClientId, kMaxClientIds),
                                             .thumbprints = thumbprints(in),
                                             .tags = in.tags()}};
  ENTREPOT_TRY(request, in.finish(std::move(request)));
  if (!url.starts_with(kScheme)) {
    return fail(ErrorKind::kValidation, "Invalid Open ID Connect Provider URL");
  }
  url.erase(0, kScheme.size());
  if (url.ends_with('/')) url.pop_back();
  if (!is_issuer(url)) return fail(ErrorKind::kValidation, "Invalid Open ID Connect Provider URL");
  request.provider.url = std::move(url);
  return request;
}

async::Task<std::string> handle_create_provider(Services& services, aws::Call& call, CreateProviderRequest request) {
  const identity::Tags tags = request.provider.tags;
  ENTREPOT_CO_TRY(const std::string arn,
                  co_await services.identities->providers.create(account_of(call), std::move(request.provider)));
  Xml xml;
  xml.text("OpenIDConnectProviderArn", arn);
  if (!tags.empty()) write_tags(xml, tags);
  co_return xml.take();
}

async::Task<std::string> handle_get_provider(Services& services, aws::Call& call, ArnRequest request) {
  ENTREPOT_CO_TRY(const auto provider,
                  co_await services.identities->providers.get(account_of(call), std::move(request.arn)));
  Xml xml;
  xml.text("Url", provider.url).texts("ClientIDList", provider.client_ids);
  xml.texts("ThumbprintList", provider.thumbprints).time("CreateDate", provider.created_at);
  if (!provider.tags.empty()) write_tags(xml, provider.tags);
  co_return xml.take();
}

async::Task<std::string> handle_delete_provider(Services& services, aws::Call& call, ArnRequest request) {
  co_return no_output(co_await services.identities->providers.remove(account_of(call), std::move(request.arn)));
}

async::Task<std::string> handle_list_providers(Services& services, aws::Call& call, NoRequest) {
  ENTREPOT_CO_TRY(const auto arns, co_await services.identities->providers.list(account_of(call)));
  Xml xml;
  xml.list("OpenIDConnectProviderList", arns, [&](const std::string& arn) { xml.text("Arn", arn); });
  co_return xml.take();
}

Result<ClientIdRequest> parse_client_id(const aws::Parameters& parameters) {
  Fields in(parameters);
  ClientIdRequest request{.arn = in.required("OpenIDConnectProviderArn", kArn),
                          .client_id = in.required("ClientID", kClientId)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_add_client_id(Services& services, aws::Call& call, ClientIdRequest request) {
  co_return no_output(co_await services.identities->providers.add_client_id(account_of(call), std::move(request.arn),
                                                                            std::move(request.client_id)));
}

async::Task<std::string> handle_remove_client_id(Services& services, aws::Call& call, ClientIdRequest request) {
  co_return no_output(co_await services.identities->providers.remove_client_id(account_of(call), std::move(request.arn),
                                                                               std::move(request.client_id)));
}

Result<ThumbprintsRequest> parse_thumbprints(const aws::Parameters& parameters) {
  Fields in(parameters);
  ThumbprintsRequest request{.arn = in.required("OpenIDConnectProviderArn", kArn), .thumbprints = thumbprints(in)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_thumbprints(Services& services, aws::Call& call, ThumbprintsRequest request) {
  co_return no_output(co_await services.identities->providers.set_thumbprints(account_of(call), std::move(request.arn),
                                                                              std::move(request.thumbprints)));
}

}  // namespace entrepot::api::iam_service
