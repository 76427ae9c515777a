#pragma once
// What an OCI client does, step by step, against a RegistryServer.

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/registry_server.h"

namespace entrepot::test {

inline constexpr const char* kImageType = "application/vnd.oci.image.manifest.v1+json";
inline constexpr const char* kIndexType = "application/vnd.oci.image.index.v1+json";
inline constexpr const char* kConfigType = "application/vnd.oci.image.config.v1+json";
inline constexpr const char* kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string sha256_of(std::string_view content);
std::string sha512_of(std::string_view content);

/// A descriptor of `content`.
boost::json::object describe(std::string_view media_type, std::string_view content);

/// One connection with root's credentials.
class OciClient {
 public:
  explicit OciClient(RegistryServer& server) : OciClient(server, server.access_key()) {}
  OciClient(RegistryServer& server, const iam::AccessKey& key)
      : http_(server.client()), authorization_(server.authorization(key)) {}

  HttpResponse call(std::string_view method, std::string_view target, Fields headers = {}, std::string_view body = {});
  HttpResponse get(std::string_view target, Fields headers = {}) { return call("GET", target, std::move(headers)); }
  HttpResponse head(std::string_view target) { return call("HEAD", target); }
  HttpResponse remove(std::string_view target) { return call("DELETE", target); }
  HttpResponse post(std::string_view target, std::string_view body = {}) { return call("POST", target, {}, body); }

  /// Starts a session and returns its address.
  std::string start(const std::string& repository);
  HttpResponse patch(const std::string& upload, std::string_view chunk, const std::string& content_range = {});
  HttpResponse finish(const std::string& upload, const std::string& digest, std::string_view last = {});
  /// Uploads a layer whole; returns its digest.
  std::string push_blob(const std::string& repository, std::string_view content);

  HttpResponse put_manifest(const std::string& repository, const std::string& reference, std::string_view manifest,
                            const std::string& type = kImageType);
  /// Config and one layer of these contents, and a manifest that refers to them; returns the manifest's text.
  std::string push_image(const std::string& repository, const std::string& reference, const std::string& layer,
                         boost::json::object more = {});

  HttpClient& http() { return http_; }
  const std::pair<std::string, std::string>& authorization() const { return authorization_; }

 private:
  HttpClient http_;
  std::pair<std::string, std::string> authorization_;
};

/// A manifest of these contents; nothing is uploaded. `more`: subject, artifactType, annotations.
std::string image_manifest(const std::string& config, const std::vector<std::string>& layers,
                           boost::json::object more = {});
std::string index_manifest(const std::vector<std::string>& children, boost::json::object more = {});

/// Of an error answer: the first error's code and message.
std::string error_code(const HttpResponse& answer);
std::string error_message(const HttpResponse& answer);

}  // namespace entrepot::test
