#include "api/aws/door.h"

#include <fmt/format.h>

#include <exception>
#include <optional>

#include "api/aws/answer.h"
#include "api/aws/body.h"
#include "api/aws/form.h"
#include "api/aws/harmless_members.h"
#include "api/aws/router.h"
#include "api/aws/wire_error.h"
#include "base/encoding.h"

namespace entrepot::api::aws {
namespace {

/// A body above this is read only of somebody whose access key is known, so that strangers cannot fill the budget of
/// bodies: as many of these as there can be connections fit into it.
constexpr std::size_t kStrangersBody = 8_KiB;
/// The same for the query protocol, whose actions may need no signature: an identity token has up to 20,000 characters.
constexpr std::size_t kStrangersForm = 24_KiB;
/// Limit of a body before its row is known: the query protocol names the operation inside.
constexpr std::size_t kUnroutedBody = 1_MiB;
/// Namespace of XML errors before the service is known.
constexpr std::string_view kDefaultNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

iam::SignedRequest signed_request(const http::Request& request) {
  iam::SignedRequest out{.method = request.method_text, .path = request.path(), .query = request.query()};
  for (const auto& [name, value] : request.headers.fields()) out.headers.emplace_back(name, value);
  return out;
}

std::unexpected<Error> missing_token() {
  return fail(ErrorKind::kMissingCredentials, "Missing Authentication Token");
}

Result<void> check_encoding(const http::Request& request) {
  const std::string_view encoding = request.headers.find("Content-Encoding").value_or("identity");
  if (encoding == "identity" || encoding.empty()) return {};
  return fail(ErrorKind::kSerialization,
              fmt::format("Content-Encoding '{}' is not accepted: send the body as it is", printable(encoding, 32)));
}

Result<void> check_operation(const Route& route) {
  const bool is_missing =
      route.table != nullptr && (route.table->rows.empty() || (route.row != nullptr && route.row->invoke == nullptr));
  if (is_missing) {
    return fail(ErrorKind::kNotImplemented,
                fmt::format("{} is not implemented by this version of entrepot; see COMPATIBILITY.md",
                            printable(route.operation, 64)));
  }
  if (route.row != nullptr) return {};
  if (route.operation.empty()) return fail(ErrorKind::kUnknownOperation, "The request names no operation");
  if (route.table != nullptr && route.protocol == Protocol::kQuery) {
    return fail(ErrorKind::kUnknownOperation, fmt::format("Could not find operation {} for version {}",
                                                          printable(route.operation, 64), route.table->version));
  }
  return fail(ErrorKind::kUnknownOperation, fmt::format("Unknown operation '{}'", printable(route.operation, 64)));
}

/// One endpoint serves all services, so what was signed for one must not be good for another.
Result<void> check_scope(const Route& route, const iam::Scope& scope) {
  if (route.table == nullptr || scope.service == route.table->service) return {};
  return fail(ErrorKind::kInvalidSignature,
              fmt::format("Credential should be scoped to correct service: '{}'. ", route.table->service));
}

/// The caller's registry in the region that the request is signed for. A host that names a region must name that one.
Result<model::RegistryId> own_registry(const Services& services, const http::Request& request, const Route& route,
                                       const iam::SigV4Verifier::Verified& caller) {
  // The query protocol's services are the same in every region, and signed for any.
  if (route.protocol == Protocol::kQuery)
    return model::RegistryId{caller.principal.account, services.names.home().region};
  ENTREPOT_TRY(model::Region region, model::Region::parse(caller.scope.region));
  const auto addressed = services.names.api_region_of(request.host);
  if (addressed && *addressed != region.text()) {
    return fail(ErrorKind::kInvalidSignature,
                fmt::format("Credential should be scoped to a valid region, not '{}'. ", printable(region.text(), 64)));
  }
  return model::RegistryId{caller.principal.account, std::move(region)};
}

class AwsDoor final : public Door {
 public:
  AwsDoor(Services& services, std::vector<ServiceTable> tables, DoorLimits limits)
      : services_(services), router_(std::move(tables)), budget_(std::make_shared<BodyBudget>(limits.body_budget)) {
    services_.metrics.gauge_fn("entrepot_aws_body_bytes", "Bytes of request bodies that the AWS door holds.",
                               [budget = budget_] { return static_cast<double>(budget->used()); });
  }

  Kind kind() const override { return Kind::kApi; }
  bool claims(const http::Request& request) const override { return Router::claims(request); }
  http::Response refusal(const http::Request& request, const Error& error) const override {
    Exchange exchange;
    exchange.route.protocol = Router::protocol_of(request);
    return answer(request, exchange, fail(error));
  }
  std::vector<OperationInfo> operations() const override { return router_.operations(); }
  boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote& note) override;

 private:
  /// What is known of a request so far; errors are answered from it as well.
  struct Exchange {
    Route route;
    json::Object error_members;
  };
  async::Task<std::string> serve(http::Request& request, Exchange& exchange, CallNote& note);
  Result<void> route_query(http::Request& request, std::string_view body, Exchange& exchange, Parameters& parameters);
  bool asks_for_no_signature(http::Request& request, std::string_view body, Exchange& exchange, Parameters& parameters);
  async::Task<std::string> serve_unsigned(http::Request& request, Exchange& exchange, CallNote& note,
                                          Parameters parameters);
  http::Response answer(const http::Request& request, const Exchange& exchange, Result<std::string> result) const;

  Services& services_;
  Router router_;
  std::shared_ptr<BodyBudget> budget_;
};

boost::asio::awaitable<http::Response> AwsDoor::handle(http::Request& request, CallNote& note) {
  Exchange exchange;
  exchange.route.protocol = Router::protocol_of(request);
  if (request.path() != "/") {
    // Before verification, so that no normalisation of paths can lead past it.
    http::Response response =
        json_error_answer(Error(ErrorKind::kUnknownOperation, "The services are at the path '/'"), {}, request.id);
    response.status = 404;
    note.failure = Error(ErrorKind::kUnknownOperation, "The services are at the path '/'");
    co_return response;
  }
  Result<std::string> result;
  try {
    result = co_await serve(request, exchange, note);
  } catch (const std::exception& bug) {
    result = fail(Error(ErrorKind::kInternal, "Internal error").because(bug.what()));
  }
  if (exchange.route.row == nullptr) note.operation = exchange.route.operation;
  if (!result && !note.is_ignored) note.failure = result.error();
  co_return answer(request, exchange, std::move(result));
}

async::Task<std::string> AwsDoor::serve(http::Request& request, Exchange& exchange, CallNote& note) {
  Route& route = exchange.route;
  if (route.protocol == Protocol::kJson) {
    route = router_.by_target(request);
    request.route = route.index;
  }
  iam::SignedRequest to_verify = signed_request(request);
  const std::size_t limit = route.row != nullptr ? route.row->max_body : kUnroutedBody;
  const std::size_t held = body_bytes(request, limit);
  // The query protocol says inside the form what is asked for, and whether that takes a signature.
  const bool is_open = route.protocol == Protocol::kQuery && held <= kStrangersForm;
  const bool is_signed = iam::SigV4Verifier::is_signed(to_verify);
  if (!is_signed && !is_open) co_return missing_token();
  if (!is_open && held > kStrangersBody) ENTREPOT_CO_CHECK_OK(services_.signatures.screen(to_verify));
  ENTREPOT_CO_TRY(const BodyBudget::Share share, budget_->take(held));
  ENTREPOT_CO_TRY(Body body, co_await read_body(request, limit));
  if (Parameters form; is_open && asks_for_no_signature(request, body.text, exchange, form)) {
    co_return co_await serve_unsigned(request, exchange, note, std::move(form));
  }
  if (!is_signed) co_return missing_token();
  to_verify.payload_sha256_hex = body.sha256_hex;
  ENTREPOT_CO_TRY(iam::SigV4Verifier::Verified caller, services_.signatures.verify(to_verify));
  if (!note.is_ignored) note.principal = caller.principal;
  Parameters parameters;
  if (route.protocol == Protocol::kQuery) {
    ENTREPOT_CO_CHECK_OK(route_query(request, body.text, exchange, parameters));
    if (!note.is_ignored) note.parameters = harmless_parameters(parameters);
  }
  ENTREPOT_CO_CHECK_OK(check_scope(route, caller.scope));
  ENTREPOT_CO_CHECK_OK(check_encoding(request));
  ENTREPOT_CO_CHECK_OK(check_operation(route));

  ENTREPOT_CO_TRY(const model::RegistryId own, own_registry(services_, request, route, caller));
  if (!note.is_ignored) note.registry = own;
  if (services_.throttle != nullptr) {
    ENTREPOT_CO_CHECK_OK(services_.throttle->take(own, route.row->info.operation));
  }
  Call call{.row = *route.row,
            .context = {.http = request, .registry = own, .principal = std::move(caller.principal), .note = note},
            .body = std::move(body.text),
            .parameters = std::move(parameters)};
  Result<std::string> result = co_await route.row->invoke(services_, call);
  exchange.error_members = std::move(call.error_members);
  if (!note.is_ignored) note.registry = call.context.registry;
  co_return result;
}

bool AwsDoor::asks_for_no_signature(http::Request& request, std::string_view body, Exchange& exchange,
                                    Parameters& parameters) {
  Exchange asked;
  if (!route_query(request, body, asked, parameters)) return false;
  if (asked.route.row == nullptr || asked.route.row->proof != Proof::kIdentityToken) return false;
  exchange.route = std::move(asked.route);
  return true;
}

async::Task<std::string> AwsDoor::serve_unsigned(http::Request& request, Exchange& exchange, CallNote& note,
                                                 Parameters parameters) {
  const Row& row = *exchange.route.row;
  if (!note.is_ignored) note.parameters = harmless_parameters(parameters);
  ENTREPOT_CO_CHECK_OK(check_encoding(request));
  ENTREPOT_CO_CHECK_OK(check_operation(exchange.route));
  const model::RegistryId& home = services_.names.home();
  if (services_.throttle != nullptr) ENTREPOT_CO_CHECK_OK(services_.throttle->take(home, row.info.operation));
  Call call{.row = row,
            .context = {.http = request, .registry = home, .principal = {.account = home.account}, .note = note},
            .body = {},
            .parameters = std::move(parameters)};
  Result<std::string> result = co_await row.invoke(services_, call);
  co_return result;
}

Result<void> AwsDoor::route_query(http::Request& request, std::string_view body, Exchange& exchange,
                                  Parameters& parameters) {
  ENTREPOT_CHECK_OK(read_parameters(request.query(), parameters));
  if (request.method == http::Method::kPost) ENTREPOT_CHECK_OK(read_parameters(body, parameters));
  exchange.route = router_.by_action(parameters);
  request.route = exchange.route.index;
  return {};
}

http::Response AwsDoor::answer(const http::Request& request, const Exchange& exchange,
                               Result<std::string> result) const {
  const Route& route = exchange.route;
  const bool is_json = route.protocol == Protocol::kJson;
  const std::string_view xmlns = route.table != nullptr ? route.table->xmlns : kDefaultNamespace;
  if (result) {
    return is_json ? json_answer(200, std::move(*result), request.id)
                   : xml_answer({route.operation, xmlns, request.id}, *result);
  }
  const unsigned status =
      is_json ? json_error(result.error().kind()).status : query_error(result.error().kind()).status;
  if (status >= 500) log_failure(request, route.operation, result.error());
  return is_json ? json_error_answer(result.error(), exchange.error_members, request.id)
                 : xml_error_answer(result.error(), xmlns, request.id);
}

}  // namespace

std::unique_ptr<Door> make_door(Services& services, std::vector<ServiceTable> tables, DoorLimits limits) {
  return std::make_unique<AwsDoor>(services, std::move(tables), limits);
}

}  // namespace entrepot::api::aws
