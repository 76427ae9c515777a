#include "api/ecr/upload_layer_part.h"

#include <fmt/format.h>

#include <memory>

#include "base/encoding.h"
#include "registry/uploads.h"

namespace entrepot::api::ecr {
namespace {

/// The part as the stream that uploads take. Its slices own the bytes.
class PartSource final : public async::ByteSource {
 public:
  explicit PartSource(std::vector<std::uint8_t> bytes)
      : bytes_(std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))) {}

  async::Task<async::Slice> next() override {
    if (!bytes_) co_return async::Slice{};
    async::Slice all{.owner = bytes_, .bytes = *bytes_};
    bytes_.reset();
    co_return all;
  }

 private:
  std::shared_ptr<const std::vector<std::uint8_t>> bytes_;
};

/// The size of a layer is one of ECR's limits, not one of the request.
Error as_ecr_says(const Error& error) {
  if (error.kind() != ErrorKind::kTooLarge) return error;
  return Error(ErrorKind::kLimitExceeded, std::string(error.message()), error.where());
}

/// Straight from the document: a copy of the text would be another 28 MB.
std::vector<std::uint8_t> read_blob(json::Reader& in, const json::Object& body) {
  constexpr std::string_view kMember = "layerPartBlob";
  const json::Value* value = body.if_contains(kMember);
  std::optional<std::vector<std::uint8_t>> blob;
  if (value != nullptr && value->is_string()) {
    const auto& text = value->get_string();
    blob = base64_decode({text.data(), text.size()});
  }
  if (!blob) {
    in.refuse(Error(ErrorKind::kSerialization, "'layerPartBlob' must be a string in base64"));
    return {};
  }
  if (blob->empty()) in.refuse(kMember, "Member must have length greater than or equal to 1");
  return *std::move(blob);
}

}  // namespace

Result<UploadLayerPartRequest> parse_upload_layer_part(const json::Object& body) {
  json::Reader in(body);
  UploadLayerPartRequest request{read_in_repository(in), {}, 0, 0, {}};
  request.upload_id = in.required_string("uploadId");
  request.first_byte = static_cast<std::uint64_t>(in.required_integer("partFirstByte"));
  request.last_byte = static_cast<std::uint64_t>(in.required_integer("partLastByte"));
  if (in.ok() && request.last_byte < request.first_byte) {
    in.refuse("partLastByte",
              fmt::format("{} must not be less than partFirstByte, {}", request.last_byte, request.first_byte));
  }
  if (in.ok()) request.blob = read_blob(in, body);
  if (in.ok() && request.last_byte - request.first_byte != request.blob.size() - 1) {
    in.refuse("partLastByte", fmt::format("partFirstByte {} and partLastByte {} do not fit the {} bytes of the part",
                                          request.first_byte, request.last_byte, request.blob.size()));
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_upload_layer_part(Services& services, aws::Call& call,
                                                   UploadLayerPartRequest request) {
  const std::string& account = call.context.registry.account.text();
  PartSource part(std::move(request.blob));
  const registry::Uploads::Part where{
      .first_byte = request.first_byte, .last_byte = request.last_byte, .counts_as_part = true};
  const Result<std::uint64_t> offset =
      co_await services.uploads.append(call.scope(), request.repository, request.upload_id, where, part);
  if (!offset) {
    if (offset.error().kind() == ErrorKind::kLayerPartOutOfOrder) {
      // The next part begins one byte further; -1 says that there is none yet.
      const auto last_valid = static_cast<std::int64_t>(offset.error().offset().value_or(0)) - 1;
      call.error_members = {{"registryId", account},
                            {"repositoryName", request.repository},
                            {"uploadId", request.upload_id},
                            {"lastValidByteReceived", last_valid}};
    }
    co_return fail(as_ecr_says(offset.error()));
  }
  co_return json::Object{{"registryId", account},
                         {"repositoryName", request.repository},
                         {"uploadId", request.upload_id},
                         {"lastByteReceived", *offset - 1}};
}

}  // namespace entrepot::api::ecr
