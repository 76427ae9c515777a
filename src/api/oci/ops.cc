#include "api/oci/ops.h"

#include <algorithm>
#include <array>

#include "manifest/manifest.h"

namespace entrepot::api::oci {
namespace {

using http::Method;
using enum AccessLevel;

/// POST with ?digest= is three of ECR's operations in one request.
std::vector<std::string_view> also_for_start(const Call& call) {
  if (!call.query.find("digest")) return {};
  return {"ecr:UploadLayerPart", "ecr:CompleteLayerUpload"};
}

/// A closing PUT that brings bytes is an upload of a part, too.
std::vector<std::string_view> also_for_finish(const Call& call) {
  if (call.context.http.content_length == 0) return {};
  return {"ecr:UploadLayerPart"};
}

constexpr std::string_view kPullNote =
    "GET carries Docker-Content-Digest and ETag, which ECR leaves out of it. By tag, an image manifest comes in the "
    "format, Docker's or OCI's, that Accept takes; by digest, and where Accept takes neither, as it was stored. A "
    "reference that can be no tag is 404 MANIFEST_UNKNOWN (ECR: 400).";
constexpr std::string_view kBlobNote =
    "The layer is served by this host, with ranges; ECR redirects to object storage (307). A malformed digest is 400 "
    "DIGEST_INVALID.";

constexpr std::array kRows{
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kVersion,
        .operation = "GET /v2/",
        .action = {},
        .resource = Resource::kNone,
        .access = kRead,
        .handler = version,
        .note = "A token that is not ours is 401 with a challenge, so that clients fetch a new one (ECR: 400 without a "
                "challenge). An expired one is 403 DENIED, as at ECR."},
    Row{.method = Method::kHead,
        .endpoint = Endpoint::kVersion,
        .operation = "HEAD /v2/",
        .action = {},
        .resource = Resource::kNone,
        .access = kRead,
        .handler = version},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kCatalog,
        .operation = "GET /v2/_catalog",
        .action = "ecr:DescribeRepositories",
        .resource = Resource::kAllRepositories,
        .access = kRead,
        .handler = catalog,
        .note = "Sorted by name. Without n a page has 1000 names; n is taken up to 10000, more gives 10000 and a Link "
                "(ECR: "
                "error above 1000). Content-Type is application/json."},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kTags,
        .operation = "GET /v2/<name>/tags/list",
        .action = "ecr:ListImages",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = list_tags,
        .note =
            "Sorted byte by byte; last is a tag, not an opaque cursor. Without n a page has 1000 tags (ECR: 100); n is "
            "taken up to 10000, more gives 10000 and a Link (ECR: error above 1000). The Link is relative. "
            "Content-Type is "
            "application/json (ECR: text/plain)."},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kManifest,
        .operation = "GET /v2/<name>/manifests/<reference>",
        .action = "ecr:BatchGetImage",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = get_manifest,
        .images = ImageUse::kPull,
        .note = kPullNote},
    Row{.method = Method::kHead,
        .endpoint = Endpoint::kManifest,
        .operation = "HEAD /v2/<name>/manifests/<reference>",
        .action = "ecr:BatchGetImage",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = get_manifest,
        .hidden_from = "ecr:PutImage",
        .images = ImageUse::kPull,
        .note = "No empty Sizes header. Whoever may put images but not get them is told 404."},
    Row{.method = Method::kPut,
        .endpoint = Endpoint::kManifest,
        .operation = "PUT /v2/<name>/manifests/<reference>",
        .action = "ecr:PutImage",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = put_manifest,
        .body = Body::kBuffered,
        .body_limit = manifest::kMaxSize,
        .images = ImageUse::kPush,
        .creates_repository = true,
        .note =
            "Answers with Location. Takes tag parameters on a push by digest, and sha512. A bad manifest is 400 "
            "MANIFEST_INVALID (ECR: 405 UNSUPPORTED), one above 4 MiB is 413. Missing layers are "
            "MANIFEST_BLOB_UNKNOWN, as "
            "the OCI specification demands (ECR: BLOB_UPLOAD_UNKNOWN). The same image pushed again to an immutable tag "
            "succeeds."},
    Row{.method = Method::kDelete,
        .endpoint = Endpoint::kManifest,
        .operation = "DELETE /v2/<name>/manifests/<reference>",
        .action = "ecr:BatchDeleteImage",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = delete_manifest,
        .images = ImageUse::kDelete,
        .note = "Takes tags as well as digests."},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kBlob,
        .operation = "GET /v2/<name>/blobs/<digest>",
        .action = "ecr:GetDownloadUrlForLayer",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = get_blob,
        .note = kBlobNote},
    Row{.method = Method::kHead,
        .endpoint = Endpoint::kBlob,
        .operation = "HEAD /v2/<name>/blobs/<digest>",
        .action = "ecr:BatchCheckLayerAvailability",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = get_blob,
        .or_action = "ecr:GetDownloadUrlForLayer",
        .note = "The right to download is enough."},
    Row{.method = Method::kDelete,
        .endpoint = Endpoint::kBlob,
        .operation = "DELETE /v2/<name>/blobs/<digest>",
        .action = "ecr:BatchDeleteImage",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = delete_blob,
        .note = "ECR has no such operation. Refused (405) while an image of the repository needs the layer."},
    Row{.method = Method::kPost,
        .endpoint = Endpoint::kUploads,
        .operation = "POST /v2/<name>/blobs/uploads/",
        .action = "ecr:InitiateLayerUpload",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = start_upload,
        .body = Body::kStreamed,
        .also = also_for_start,
        .creates_repository = true,
        .note =
            "Sends Docker-Upload-UUID; Location is relative. With digest it stores the body at once (ECR: starts a "
            "session). Mounts work until the account setting BLOB_MOUNTING is DISABLED (ECR: once it is ENABLED), need "
            "ecr:GetDownloadUrlForLayer on the source, and work without from. A missing repository is made by a "
            "creation template for CREATE_ON_PUSH, or by the configuration key create_on_push where none matches."},
    Row{.method = Method::kPatch,
        .endpoint = Endpoint::kUpload,
        .operation = "PATCH /v2/<name>/blobs/uploads/<id>",
        .action = "ecr:UploadLayerPart",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = patch_upload,
        .body = Body::kStreamed,
        .note = "202 with a Range that moves (ECR: 201 and a Range that stands still). Parts of any size. A refused "
                "first byte "
                "comes with Range and Location, so that clients can go on."},
    Row{.method = Method::kPut,
        .endpoint = Endpoint::kUpload,
        .operation = "PUT /v2/<name>/blobs/uploads/<id>",
        .action = "ecr:CompleteLayerUpload",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = put_upload,
        .body = Body::kStreamed,
        .also = also_for_finish,
        .note = "Empty layers can be stored (ECR: 400). Takes sha512."},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kUpload,
        .operation = "GET /v2/<name>/blobs/uploads/<id>",
        .action = "ecr:UploadLayerPart",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = upload_status,
        .note = "As the OCI specification has it; ECR's answer is not known."},
    Row{.method = Method::kDelete,
        .endpoint = Endpoint::kUpload,
        .operation = "DELETE /v2/<name>/blobs/uploads/<id>",
        .action = "ecr:UploadLayerPart",
        .resource = Resource::kRepository,
        .access = kWrite,
        .handler = cancel_upload,
        .note = "As the OCI specification has it; ECR's answer is not known."},
    Row{.method = Method::kGet,
        .endpoint = Endpoint::kReferrers,
        .operation = "GET /v2/<name>/referrers/<digest>",
        .action = "ecr:BatchGetImage",
        .resource = Resource::kRepository,
        .access = kRead,
        .handler = referrers,
        .note = "Annotations included; long lists come in pages with a Link."},
};

/// Of ECR's actions, so that a policy can name it.
consteval bool each_needs_an_action() {
  return std::ranges::all_of(kRows, [](const Row& row) {
    return row.resource == Resource::kNone ? row.action.empty() : row.action.starts_with("ecr:");
  });
}
static_assert(each_needs_an_action());

}  // namespace

std::span<const Row> rows() {
  return kRows;
}

std::string allowed_methods(Endpoint endpoint) {
  std::string methods;
  for (const Row& row : kRows) {
    if (row.endpoint != endpoint) continue;
    if (!methods.empty()) methods += ", ";
    methods += to_string(row.method);
  }
  return methods;
}

}  // namespace entrepot::api::oci
