#include "tests/integration/oci_client.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace entrepot::test {

std::string sha256_of(std::string_view content) {
  return crypto::digest_of(content).text();
}
std::string sha512_of(std::string_view content) {
  return crypto::digest_of(content, DigestAlgorithm::kSha512).text();
}

boost::json::object describe(std::string_view media_type, std::string_view content) {
  return {{"mediaType", media_type}, {"digest", sha256_of(content)}, {"size", content.size()}};
}

HttpResponse OciClient::call(std::string_view method, std::string_view target, Fields headers, std::string_view body) {
  headers.push_back(authorization_);
  HttpResponse answer = http_.request(method, target, headers, body);
  EXPECT_EQ(answer.header("Docker-Distribution-Api-Version"), "registry/2.0") << method << " " << target;
  return answer;
}

std::string OciClient::start(const std::string& repository) {
  const auto answer = post("/v2/" + repository + "/blobs/uploads/");
  EXPECT_EQ(answer.status, 202) << answer.body;
  return answer.header("Location");
}

HttpResponse OciClient::patch(const std::string& upload, std::string_view chunk, const std::string& content_range) {
  Fields headers{{"Content-Type", "application/octet-stream"}};
  if (!content_range.empty()) headers.emplace_back("Content-Range", content_range);
  return call("PATCH", upload, std::move(headers), chunk);
}

HttpResponse OciClient::finish(const std::string& upload, const std::string& digest, std::string_view last) {
  return call("PUT", upload + "?digest=" + digest, {}, last);
}

std::string OciClient::push_blob(const std::string& repository, std::string_view content) {
  const std::string digest = sha256_of(content);
  const auto answer = finish(start(repository), digest, content);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return digest;
}

HttpResponse OciClient::put_manifest(const std::string& repository, const std::string& reference,
                                     std::string_view manifest, const std::string& type) {
  return call("PUT", "/v2/" + repository + "/manifests/" + reference, {{"Content-Type", type}}, manifest);
}

std::string OciClient::push_image(const std::string& repository, const std::string& reference, const std::string& layer,
                                  boost::json::object more) {
  const std::string config = R"({"architecture":"amd64","os":"linux","of":")" + layer + "\"}";
  push_blob(repository, config);
  push_blob(repository, layer);
  const std::string manifest = image_manifest(config, {layer}, std::move(more));
  const auto answer = put_manifest(repository, reference.empty() ? sha256_of(manifest) : reference, manifest);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return manifest;
}

std::string image_manifest(const std::string& config, const std::vector<std::string>& layers,
                           boost::json::object more) {
  boost::json::array described;
  for (const std::string& layer : layers) described.push_back(describe(kLayerType, layer));
  boost::json::object manifest{{"schemaVersion", 2},
                               {"mediaType", kImageType},
                               {"config", describe(kConfigType, config)},
                               {"layers", described}};
  for (auto& [key, value] : more) manifest[key] = value;
  return boost::json::serialize(manifest);
}

std::string index_manifest(const std::vector<std::string>& children, boost::json::object more) {
  boost::json::array described;
  for (const std::string& child : children) described.push_back(describe(kImageType, child));
  boost::json::object manifest{{"schemaVersion", 2}, {"mediaType", kIndexType}, {"manifests", described}};
  for (auto& [key, value] : more) manifest[key] = value;
  return boost::json::serialize(manifest);
}

namespace {

std::string first_error(const HttpResponse& answer, const char* member) {
  boost::system::error_code failure;
  const auto json = boost::json::parse(answer.body, failure);
  if (failure || !json.is_object()) return "(no JSON: " + answer.body + ")";
  return std::string(json.at("errors").at(0).at(member).as_string());
}

}  // namespace

std::string error_code(const HttpResponse& answer) {
  return first_error(answer, "code");
}
std::string error_message(const HttpResponse& answer) {
  return first_error(answer, "message");
}

}  // namespace entrepot::test
