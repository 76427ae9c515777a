#pragma once
// One row for each operation of an AWS service. From the row come dispatch, body limit, authorisation, metrics and
// documentation.

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/request_shape.h"
#include "api/context.h"
#include "api/operation.h"
#include "api/request_facts.h"
#include "api/services.h"
#include "async/task.h"
#include "base/bytes.h"
#include "json/reader.h"

namespace entrepot::api::aws {

struct Row;

/// The parameters of a query-protocol request, decoded.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// A verified request on its way through the pipeline. Lives until the answer is made.
struct Call {
  const Row& row;
  /// `registry` is the caller's own until authorize() sets it to the one that the request names.
  Context context;
  std::string body;       ///< as received; emptied by the parser of the JSON protocol
  Parameters parameters;  ///< of the query protocol
  /// Further members of a modelled error, for the handler to fill before it fails.
  json::Object error_members;

  registry::Scope scope() const { return context.scope(); }
};

/// What the row's action is asked about.
enum class Resource : std::uint8_t {
  kAny,         ///< "*"
  kRepository,  ///< the repositories of the request's target(); `repository/*` when it names none
  kNamed,       ///< the ARNs of the request's target(); "*" when it names none
};

/// What a parsed request acts on. Every request type has `Target target() const`.
struct Target {
  std::optional<std::string> registry_id{};  ///< as sent; absent: the caller's own account
  std::vector<std::string> repositories{};
  std::vector<std::string_view> also{};  ///< IAM actions that this request needs besides the row's
  std::vector<std::string> arns{};       ///< for Resource::kNamed
  RequestFacts request{};                ///< what conditions may ask for
  std::string_view manifest{};           ///< of a push
  std::string_view media_type{};         ///< declared with it
};

/// What proves who asks.
enum class Proof : std::uint8_t {
  kSignature,      ///< Signature Version 4
  kIdentityToken,  ///< a parameter of the request itself: it is not signed, and a stray signature is not looked at
};

/// An IAM action. It has no default, so a row without one does not compile.
struct Action {
  std::string_view name;
  consteval Action(const char* text) : name(text) {}  // NOLINT(google-explicit-constructor): rows read better
};
/// A valid identity is enough.
inline constexpr Action kNoPermission{""};

/// What the author of a row says about it.
struct RowSpec {
  std::string_view name;
  Action action;
  AccessLevel access = AccessLevel::kRead;
  Resource resource = Resource::kRepository;
  std::size_t max_body = 1_MiB;
  std::uint32_t per_second = 0;  ///< ECR's default quota; 0: none is published
  std::string_view note = {};
};

struct Row {
  OperationInfo info;
  Resource resource = Resource::kAny;
  std::size_t max_body = 1_MiB;
  /// Parses, authorises, handles: in this order, by op<> and query_op<> only, so that no handler can forget it. Gives
  /// the text of the answer (query protocol: the inside of the Result element). Null: not implemented.
  async::Task<std::string> (*invoke)(Services&, Call&) = nullptr;
  /// What the model asks of the request; checked before it is parsed. Null: nothing.
  const Shape* request = nullptr;
  Proof proof = Proof::kSignature;
  /// The pipeline asks nothing: the handler decides by the trust policy of the role that the request names.
  bool is_decided_by_trust = false;
};

enum class Protocol : std::uint8_t { kJson, kQuery };

struct ServiceTable {
  std::string_view service;  ///< signing name: "ecr"
  Protocol protocol = Protocol::kJson;
  std::string_view target_prefix;  ///< JSON: "AmazonEC2ContainerRegistry_V20150921"
  std::string_view version;        ///< query: "2011-06-15"
  std::string_view xmlns;          ///< query: namespace of the answers
  std::span<const Row> rows;       ///< sorted by name; static storage

  /// Null if there is no such operation.
  const Row* find(std::string_view operation) const;
};

/// For static_assert beside each table.
consteval bool is_sorted_by_name(std::span<const Row> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!(rows[i - 1].info.operation < rows[i].info.operation)) return false;
  }
  return true;
}

/// The rows with what the model asks of their requests. Does not compile when the model has an operation without a row,
/// or a row none in the model.
template <std::size_t N>
consteval std::array<Row, N> with_requests(std::array<Row, N> rows, std::span<const RequestShape> requests) {
  if (requests.size() != N) throw "the model and the table have different numbers of operations";
  for (std::size_t i = 0; i < N; ++i) {
    if (rows[i].info.operation != requests[i].operation) throw "the model and the table have different operations";
    rows[i].request = requests[i].shape;
  }
  return rows;
}

/// What op<>, query_op<> and trust_op<> make of a spec; they add what invokes it.
consteval Row row_of(std::string_view service, const RowSpec& spec) {
  return Row{.info = {.service = service,
                      .operation = spec.name,
                      .action = spec.action.name,
                      .access = spec.access,
                      .implemented = true,
                      .per_second = spec.per_second,
                      .note = spec.note},
             .resource = spec.resource,
             .max_body = spec.max_body};
}

/// A row that answers "not implemented", after authentication.
consteval Row not_implemented(std::string_view service, std::string_view name, Action action, AccessLevel access,
                              std::string_view note = {}) {
  return Row{.info = {.service = service,
                      .operation = name,
                      .action = action.name,
                      .access = access,
                      .implemented = false,
                      .note = note}};
}

/// Sets the call's registry to the one that `target` names, and asks the authorizer about the row's action (and
/// target.also) on every resource. kInvalidParameter for a registry id that is none; kAccessDenied.
async::Task<void> authorize(const Services& services, Call& call, Target target);

}  // namespace entrepot::api::aws
