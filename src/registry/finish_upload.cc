// Ending an upload session, and uploads in one request.

#include "meta/repositories.h"
#include "registry/messages.h"
#include "registry/store_layer.h"
#include "registry/upload_writing.h"

namespace entrepot::registry {
namespace {

Result<void> check_parts(const Scope& scope, const UploadSession& session) {
  if (session.row.parts == 0) return fail(messages::upload_empty(scope, session.repository, session.id()));
  if (session.row.has_small_part) return fail(messages::part_too_small());
  return {};
}

/// Every digest must match, so that two different ones of one algorithm cannot; and the bytes are checked in the
/// algorithm of the one that becomes the layer's name.
std::optional<Digest> the_digest(const std::vector<Digest>& digests) {
  if (digests.empty()) return std::nullopt;
  for (const Digest& digest : digests) {
    if (digest != digests.front()) return std::nullopt;
  }
  return digests.front();
}

async::Task<void> append_last(Core::Impl& core, UploadSessions::Claim& upload, async::ByteSource& last,
                              const Uploads::Part& part) {
  ENTREPOT_CO_CHECK_OK(check_order(*upload, part));
  ENTREPOT_CO_TRY(Copied copied, co_await copy_body(core, *upload, last, part));
  if (copied.end == Copied::End::kClean) co_return Result<void>{};
  if (copied.end == Copied::End::kBroken && copied.bytes > 0) {
    ENTREPOT_CO_CHECK_OK(co_await save_progress(core, upload, copied.bytes, part));
  }
  co_return fail(std::move(*copied.reason).at_offset(upload->row.durable_bytes));
}

/// Ends the bytes. On success or a wrong digest the session is over; after another failure it stands at its row.
async::Task<blob::Stored> finish_bytes(Core::Impl& core, UploadSessions::Claim& upload, const Digest& expected) {
  auto stored = co_await upload->sink->finish(expected, blob_domain(upload->domain));
  upload->sink.reset();
  if (stored) {
    upload.end();
    co_return std::move(*stored);
  }
  if (stored.error().kind() != ErrorKind::kLayerDigestMismatch) co_return std::unexpected(std::move(stored).error());
  ENTREPOT_CO_CHECK_OK(co_await discard_upload(core, upload));
  co_return fail(messages::layer_digest_mismatch());
}

async::Task<void> write_all(Core::Impl& core, blob::UploadSink& sink, const std::string& id, async::ByteSource& body) {
  for (;;) {
    auto slice = co_await body.next();
    Result<void> taken = slice ? Result<void>{} : Result<void>(std::unexpected(std::move(slice).error()));
    if (taken && slice->bytes.empty()) co_return Result<void>{};
    if (taken && sink.offset() + slice->bytes.size() > core.config.max_layer_bytes) {
      taken = fail(messages::layer_too_large(core.config.max_layer_bytes));
    }
    if (taken) taken = co_await sink.write(slice->bytes);
    if (!taken) {
      // The client starts again from nothing. If this fails, open() forgets the bytes at the next start.
      [[maybe_unused]] const Result<void> abandoned = co_await core.blobs.abandon(id);
      co_return taken;
    }
  }
}

}  // namespace

async::Task<Uploads::Finished> Uploads::finish(Scope scope, std::string repository, std::string id,
                                               std::vector<Digest> digests, Door door, async::ByteSource* last,
                                               Part last_part) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(auto upload, co_await claim_upload(core, scope, repository, id));
  if (door == Door::kAws) ENTREPOT_CO_CHECK_OK(check_parts(scope, *upload));
  const auto digest = the_digest(digests);
  if (!digest) {
    ENTREPOT_CO_CHECK_OK(co_await discard_upload(core, upload));
    co_return fail(messages::layer_digest_mismatch());
  }
  ENTREPOT_CO_CHECK_OK(co_await open_sink(core, upload));
  Result<void> appended;
  if (last != nullptr) appended = co_await append_last(core, upload, *last, last_part);
  Result<blob::Stored> ended = std::unexpected(Error());
  if (appended) {
    ended = co_await finish_bytes(core, upload, *digest);
  } else {
    ended = std::unexpected(std::move(appended).error());
  }
  if (!ended) {
    if (ended.error().kind() == ErrorKind::kStorageFull) {
      [[maybe_unused]] const Result<void> freed = co_await give_back(core, upload);
    }
    co_return std::unexpected(std::move(ended).error());
  }
  blob::Stored& object = *ended;
  Finished finished{object.digest, object.size};
  ENTREPOT_CO_TRY(const LayerWas was,
                  co_await store_layer(core, scope, repository,
                                       {.object = std::move(object),
                                        .data_key = upload->row.data_key,
                                        .upload_id = upload->has_row ? upload->id() : std::string()}));
  if (was == LayerWas::kInRepository && door == Door::kAws) {
    co_return fail(messages::layer_exists(scope, repository, finished.digest));
  }
  co_return finished;
}

// No session and no row: bytes, one sync, one rename, one commit. A crash on the way leaves an upload without a row,
// which open() forgets, or an object without a row, which the audit finds.
async::Task<Uploads::Finished> Uploads::put(Scope scope, std::string repository, Digest digest,
                                            async::ByteSource& body) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto into, co_await core.database.read(
                                       [&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
  ENTREPOT_CO_TRY(const auto key, co_await core.data_keys.for_writing(into.domain));
  const std::string id = crypto::random_uuid();
  ENTREPOT_CO_TRY(const auto sink, co_await core.blobs.begin(id, key.data_key));
  ENTREPOT_CO_CHECK_OK(co_await write_all(core, *sink, id, body));

  auto object = co_await sink->finish(digest, blob_domain(into.domain));
  if (!object) {
    [[maybe_unused]] const Result<void> abandoned = co_await core.blobs.abandon(id);
    if (object.error().kind() == ErrorKind::kLayerDigestMismatch) co_return fail(messages::layer_digest_mismatch());
    co_return std::unexpected(std::move(object).error());
  }
  Finished finished{object->digest, object->size};
  ENTREPOT_CO_TRY([[maybe_unused]] const LayerWas was,
                  co_await store_layer(core, scope, repository,
                                       {.object = std::move(*object), .data_key = key.key, .upload_id = {}}));
  co_return finished;
}

}  // namespace entrepot::registry
