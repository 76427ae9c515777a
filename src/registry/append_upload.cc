// Appending to an upload session.

#include "registry/messages.h"
#include "registry/upload_writing.h"

namespace entrepot::registry {
namespace {

/// What a body that did not come as announced means for the bytes that did: of a part with wrong numbers nothing is
/// kept, of one that broke off everything is, so that the client goes on from there.
async::Task<void> settle(Core::Impl& core, UploadSessions::Claim& upload, const Copied& copied,
                         const Uploads::Part& part) {
  const bool keeps = copied.end == Copied::End::kClean || copied.end == Copied::End::kBroken;
  if (!keeps) {
    upload->sink.reset();
    co_return Result<void>{};
  }
  if (copied.bytes == 0) co_return Result<void>{};
  co_return co_await save_progress(core, upload, copied.bytes, part);
}

}  // namespace

async::Task<std::uint64_t> Uploads::append(Scope scope, std::string repository, std::string id, Part part,
                                           async::ByteSource& body) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(auto upload, co_await claim_upload(core, scope, repository, id));
  ENTREPOT_CO_CHECK_OK(check_order(*upload, part));
  if (part.counts_as_part && upload->row.parts >= core.config.max_layer_parts) {
    co_return fail(messages::too_many_parts(scope, repository, id, core.config.max_layer_parts));
  }
  ENTREPOT_CO_CHECK_OK(co_await open_sink(core, upload));

  auto written = co_await copy_body(core, *upload, body, part);
  if (!written) {
    [[maybe_unused]] const Result<void> freed = co_await give_back(core, upload);  // else the next request does
    co_return std::unexpected(std::move(written).error());
  }
  Copied& copied = *written;
  if (upload->is_cancelled) {
    ENTREPOT_CO_CHECK_OK(co_await discard_upload(core, upload));
    co_return fail(messages::upload_not_found(scope, repository, id));
  }
  if (auto settled = co_await settle(core, upload, copied, part); !settled) {
    if (settled.error().kind() == ErrorKind::kStorageFull) {
      [[maybe_unused]] const Result<void> freed = co_await give_back(core, upload);
    }
    co_return std::unexpected(std::move(settled).error());
  }
  if (copied.reason) co_return fail(std::move(*copied.reason).at_offset(upload->row.durable_bytes));
  co_return upload->row.durable_bytes;
}

}  // namespace entrepot::registry
