#pragma once
// The table of the /v2/ door: the row dispatches, authorises, limits, counts and documents.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/oci/call.h"
#include "api/operation.h"
#include "api/request_facts.h"

namespace entrepot::api::oci {

enum class Resource : std::uint8_t {
  kNone,             ///< a valid identity is enough
  kRepository,       ///< the one in the path
  kAllRepositories,  ///< every repository of the registry
};

enum class Body : std::uint8_t {
  kIgnored,
  kBuffered,  ///< read whole before the handler, up to the row's limit
  kStreamed,  ///< read by the handler as it comes
};

struct Row {
  http::Method method;
  Endpoint endpoint;
  std::string_view operation;  ///< "GET /v2/<name>/tags/list"
  std::string_view action;     ///< IAM action; empty only where a valid identity is enough, else it does not compile
  Resource resource;
  AccessLevel access;
  Handler handler;
  Body body = Body::kIgnored;
  std::size_t body_limit = 0;       ///< of a buffered one
  std::string_view or_action = {};  ///< is enough, too
  /// Whoever may do this, but not the row's action, is told that the image is not there: whoever pushes asks whether it
  /// is, and goes on.
  std::string_view hidden_from = {};
  ImageUse images = ImageUse::kNone;  ///< what is done to the images of reference and query
  /// Actions needed besides, for what the query or the body asks.
  std::vector<std::string_view> (*also)(const Call& call) = nullptr;
  /// A missing repository is made first, where a creation template or the configuration says so, and the caller may.
  bool creates_repository = false;
  std::string_view note = {};  ///< how it differs from ECR
};

std::span<const Row> rows();
/// "GET, HEAD": the methods of an endpoint.
std::string allowed_methods(Endpoint endpoint);

// The handlers, one file each; get_* serve HEAD as well.
async::Task<http::Response> version(Call& call);
async::Task<http::Response> catalog(Call& call);
async::Task<http::Response> list_tags(Call& call);
async::Task<http::Response> get_manifest(Call& call);
async::Task<http::Response> put_manifest(Call& call);
async::Task<http::Response> delete_manifest(Call& call);
async::Task<http::Response> get_blob(Call& call);
async::Task<http::Response> delete_blob(Call& call);
async::Task<http::Response> start_upload(Call& call);
async::Task<http::Response> patch_upload(Call& call);
async::Task<http::Response> put_upload(Call& call);
async::Task<http::Response> upload_status(Call& call);
async::Task<http::Response> cancel_upload(Call& call);
async::Task<http::Response> referrers(Call& call);

}  // namespace entrepot::api::oci
