#include "api/oci/door.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/body_budget.h"
#include "api/oci/event_names.h"
#include "api/oci/ops.h"
#include "api/oci/wire_error.h"
#include "api/replies.h"
#include "base/bytes.h"
#include "base/encoding.h"

namespace entrepot::api::oci {
namespace {

/// Of all manifests on their way in: 64 of the largest. Beyond it clients are asked to come again.
constexpr std::size_t kBodyBudget = 256_MiB;

const Row* find_row(Endpoint endpoint, http::Method method) {
  const auto table = rows();
  const auto row =
      std::ranges::find_if(table, [&](const Row& r) { return r.endpoint == endpoint && r.method == method; });
  return row == table.end() ? nullptr : &*row;
}

/// As random_uuid() writes them: nothing else is looked up.
bool is_upload_id(std::string_view id) {
  return id.size() == 36 &&
         std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; });
}

Result<iam::Principal> authenticate(const Services& services, const http::Request& request) {
  if (request.headers.count("Authorization") > 1)
    return fail(ErrorKind::kInvalidToken, "Your Authorization Token is invalid.");
  return services.tokens.authenticate(request.headers.find("Authorization").value_or(std::string_view()));
}

Result<model::RegistryId> addressed_registry(const Services& services, const http::Request& request) {
  auto registry = services.names.registry_of(request.host);
  if (!registry)
    return fail(ErrorKind::kRepositoryNotFound, "The registry '" + printable(request.host) + "' is not served here");
  return *std::move(registry);
}

Result<void> authorize(const Row& row, const Call& call) {
  if (row.resource == Resource::kNone) return {};
  const auto may = [&](std::string_view action) {
    return call.services.authorizer.authorize(
        call.context.principal,
        {.action = action,
         .resource = model::repository_arn(call.context.registry,
                                           row.resource == Resource::kRepository ? call.repository : "*"),
         .owner = call.context.registry.account});
  };
  auto allowed = may(row.action);
  // The refusal that is told is that of the row's own action.
  if (!allowed && (row.or_action.empty() || !may(row.or_action))) return allowed;
  if (row.also != nullptr)
    for (const std::string_view action : row.also(call)) ENTREPOT_CHECK_OK(may(action));
  return {};
}

Error too_large(const Row& row, const http::Request& request) {
  const std::string limit = std::to_string(row.body_limit);
  if (!request.content_length)
    return {ErrorKind::kTooLarge, "The manifest has more than the " + limit + " bytes that are accepted"};
  return {ErrorKind::kTooLarge,
          "The manifest has " + std::to_string(*request.content_length) + " bytes; at most " + limit + " are accepted"};
}

async::Task<std::string> read_body(const Row& row, http::Request& request) {
  // Announced sizes are refused before anything is read, so a client that waits for "100 Continue" sends nothing.
  if (request.content_length.value_or(0) > row.body_limit) co_return fail(too_large(row, request));
  auto body = co_await http::read_all(*request.body, row.body_limit);
  if (!body && body.error().kind() == ErrorKind::kTooLarge) co_return fail(too_large(row, request));
  co_return body;
}

/// Makes the repository of a push if a creation template or the configuration wants it made, and the pusher may. False
/// if nobody wants it: then the pusher learns no more than that it is not there.
async::Task<bool> make_repository(const Call& call) {
  ENTREPOT_CO_TRY(const bool is_wanted,
                  co_await call.services.repositories.is_made_on_push(call.scope(), call.repository));
  if (!is_wanted) co_return false;
  ENTREPOT_CO_CHECK_OK(call.services.authorizer.authorize(
      call.context.principal, {.action = "ecr:CreateRepository",
                               .resource = model::repository_arn(call.context.registry, call.repository),
                               .owner = call.context.registry.account}));
  ENTREPOT_CO_TRY(auto name, model::RepositoryName::parse(call.repository));
  ENTREPOT_CO_CHECK_OK(co_await call.services.repositories.make_on_push(call.scope(), std::move(name)));
  co_return true;
}

/// Authenticate, check the names, authorise, read the body, handle: in this order, so that strangers learn nothing and
/// cost nothing, and no handler runs that was not allowed.
async::Task<http::Response> process(Services& services, BodyBudget& budget, const Row& row, Route route,
                                    http::Request& request, CallNote& note) {
  ENTREPOT_CO_TRY(auto principal, authenticate(services, request));
  if (!note.is_ignored) note.principal = principal;
  ENTREPOT_CO_TRY(auto registry, addressed_registry(services, request));
  if (!note.is_ignored) note.registry = registry;
  if (services.throttle != nullptr) {
    ENTREPOT_CO_CHECK_OK(services.throttle->take_action({principal.account, registry.region}, row.action));
  }
  Call call{
      .services = services,
      .context = {.http = request, .registry = std::move(registry), .principal = std::move(principal), .note = note},
      .repository = std::move(route.name),
      .reference = std::move(route.reference),
      .query = {},
      .body = {}};
  if (row.resource == Resource::kRepository) ENTREPOT_CO_CHECK_OK(model::RepositoryName::parse(call.repository));
  ENTREPOT_CO_TRY(call.query, Query::parse(request.query()));
  ENTREPOT_CO_CHECK_OK(authorize(row, call));
  if (row.endpoint == Endpoint::kUpload && !is_upload_id(call.reference))
    co_return fail(ErrorKind::kUploadNotFound,
                   "The upload with id '" + printable(call.reference, 64) + "' could not be found");
  BodyBudget::Share share;  // until the handler has done with the body
  if (row.body == Body::kBuffered) {
    ENTREPOT_CO_TRY(share, budget.take(body_bytes(request, row.body_limit)));
    ENTREPOT_CO_TRY(call.body, co_await read_body(row, request));
  }
  auto answer = co_await row.handler(call);
  const bool is_missing = !answer && answer.error().kind() == ErrorKind::kRepositoryNotFound;
  if (is_missing && row.creates_repository) {
    ENTREPOT_CO_TRY(const bool is_made, co_await make_repository(call));
    if (is_made) answer = co_await row.handler(call);
  }
  co_return answer;
}

/// Whether a new upload turned out to be a layer that was taken over from another repository.
bool has_mounted(const http::Request& request, const http::Response& response) {
  return response.status == 201 && request.query().contains("mount=");
}

class OciDoor final : public Door {
 public:
  explicit OciDoor(Services& services) : services_(services) {}

  Kind kind() const override { return Kind::kRegistry; }
  http::Response refusal(const http::Request& request, const Error& error) const override {
    const auto route = parse_route(request.path());
    return error_reply(error, route ? route->endpoint : Endpoint::kVersion, request);
  }
  bool claims(const http::Request& request) const override {
    const std::string_view path = request.path();
    return path == "/v2" || path.starts_with("/v2/");
  }

  boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote& note) override {
    http::Response response = co_await answer(request, note);
    response.headers.add("Docker-Distribution-Api-Version", "registry/2.0");
    co_return response;
  }

  std::vector<OperationInfo> operations() const override { return oci::operations(); }

 private:
  boost::asio::awaitable<http::Response> answer(http::Request& request, CallNote& note) {
    auto route = parse_route(request.path());
    if (!route) co_return page_not_found();
    const Endpoint endpoint = route->endpoint;
    const Row* row = find_row(endpoint, request.method);
    if (row == nullptr) co_return wrong_method(allowed_methods(endpoint), request);
    request.route = static_cast<std::uint32_t>(row - rows().data());
    if (!note.is_ignored) note.parameters = event_parameters(*route);

    Result<http::Response> result = fail(ErrorKind::kInternal, "Internal error");
    try {
      result = co_await process(services_, budget_, *row, *std::move(route), request, note);
    } catch (const std::exception& bug) {
      result = fail(Error(ErrorKind::kInternal, "Internal error").because(bug.what()));
    }
    if (result) {
      if (endpoint == Endpoint::kUploads && has_mounted(request, *result)) note.event = kMountLayer;
      co_return *std::move(result);
    }
    if (!note.is_ignored) note.failure = result.error();
    http::Response response = error_reply(result.error(), endpoint, request);
    if (response.status >= 500) log_failure(request, row->operation, result.error());
    co_return response;
  }

  Services& services_;
  BodyBudget budget_{kBodyBudget};
};

}  // namespace

std::vector<OperationInfo> operations() {
  std::vector<OperationInfo> all;
  for (const Row& row : rows())
    all.push_back({.service = "oci",
                   .operation = row.operation,
                   .action = row.action,
                   .access = row.access,
                   .implemented = true,
                   .note = row.note,
                   .event = event_name(row.endpoint, row.method)});
  return all;
}

std::unique_ptr<Door> make_door(Services& services) {
  return std::make_unique<OciDoor>(services);
}

}  // namespace entrepot::api::oci
