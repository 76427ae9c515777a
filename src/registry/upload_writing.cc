#include "registry/upload_writing.h"

#include "meta/repositories.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

struct StoredUpload {
  meta::RepositoryRow repository;
  std::optional<meta::UploadRow> row;
};

async::Task<StoredUpload> read_upload(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                                      const std::string& id) {
  ENTREPOT_CO_TRY(meta::RepositoryRow found, co_await need_repository(tx, scope, repository));
  ENTREPOT_CO_TRY(auto row, co_await meta::find_upload(tx, id));
  co_return StoredUpload{std::move(found), std::move(row)};
}

async::Task<void> store_row(sql::Transaction& tx, const meta::UploadRow& row) {
  if (row.version == 1) co_return co_await meta::insert_upload(tx, row);
  ENTREPOT_CO_TRY(const bool is_stored, co_await meta::update_upload(tx, row));
  // Cancelled, expired, or continued on another node meanwhile.
  if (!is_stored) co_return fail(ErrorKind::kUploadNotFound, "the upload was ended by another request");
  co_return Result<void>{};
}

/// What the row will say once the sink's checkpoint is stored.
meta::UploadRow next_row(const UploadSession& session, blob::Checkpoint checkpoint, std::uint64_t part_bytes,
                         const Uploads::Part& part, SysTime expires_at) {
  meta::UploadRow row = session.row;
  if (row.parts > 0 && row.last_part_bytes < kMinPartBytes) row.has_small_part = true;
  ++row.parts;
  row.last_part_bytes = part.counts_as_part ? part_bytes : std::max(part_bytes, kMinPartBytes);
  row.durable_bytes = checkpoint.offset;
  row.state = std::move(checkpoint.state);
  row.expires_at = expires_at;
  ++row.version;
  return row;
}

}  // namespace

async::Task<UploadSessions::Claim> claim_upload(Core::Impl& core, const Scope& scope, const std::string& repository,
                                                const std::string& id) {
  if (core.is_sole_writer) {
    auto session = core.sessions.find(id);
    if (session && session->belongs_to(scope, repository)) {
      ENTREPOT_CO_TRY(auto claimed, core.sessions.claim(std::move(session)));
      if (!claimed->is_cancelled) co_return std::move(claimed);
      // Cancelled just as the request before this one ended.
      ENTREPOT_CO_CHECK_OK(co_await discard_upload(core, claimed));
      co_return fail(messages::upload_not_found(scope, repository, id));
    }
  }
  ENTREPOT_CO_TRY(auto stored, co_await core.database.read(
                                   [&](sql::Transaction& tx) { return read_upload(tx, scope, repository, id); }));
  if (!stored.row || stored.row->repository != stored.repository.key || stored.row->principal != scope.principal_id) {
    co_return fail(messages::upload_not_found(scope, repository, id));
  }
  co_return core.sessions.adopt(
      std::make_shared<UploadSession>(scope.registry, repository, stored.repository.domain, std::move(*stored.row)));
}

async::Task<void> open_sink(Core::Impl& core, UploadSessions::Claim& upload) {
  UploadSession& session = *upload;
  if (session.sink) co_return Result<void>{};
  ENTREPOT_CO_TRY(const blob::DataKey key, co_await core.data_keys.for_reading(session.row.data_key));
  if (session.row.durable_bytes > 0) {
    auto resumed = co_await core.blobs.resume(session.id(), key, {session.row.durable_bytes, session.row.state});
    if (!resumed && resumed.error().kind() == ErrorKind::kUploadNotFound) {
      // A crash after the blob was finished and before its row was written, or a lost disk.
      ENTREPOT_CO_CHECK_OK(co_await discard_upload(core, upload));
      const Scope scope{session.registry, session.row.principal, {}};
      co_return fail(messages::upload_not_found(scope, session.repository, session.id()));
    }
    if (!resumed) co_return std::unexpected(std::move(resumed).error());
    session.sink = std::move(*resumed);
    co_return Result<void>{};
  }
  // What an earlier attempt left, of which nothing was acknowledged.
  if (session.has_begun || session.has_row) ENTREPOT_CO_CHECK_OK(co_await core.blobs.abandon(session.id()));
  session.has_begun = true;
  ENTREPOT_CO_TRY(session.sink, co_await core.blobs.begin(session.id(), key));
  co_return Result<void>{};
}

Result<void> check_order(const UploadSession& session, const Uploads::Part& part) {
  const std::uint64_t offset = session.row.durable_bytes;
  if (part.first_byte && *part.first_byte != offset) return fail(messages::part_out_of_order(*part.first_byte, offset));
  if (part.last_byte && *part.last_byte < offset) return fail(messages::part_backwards(offset, *part.last_byte));
  return {};
}

async::Task<Copied> copy_body(Core::Impl& core, UploadSession& session, async::ByteSource& body,
                              const Uploads::Part& part) {
  const std::uint64_t limit = core.config.max_layer_bytes;
  const std::uint64_t offset = session.row.durable_bytes;
  std::optional<std::uint64_t> announced;
  if (part.last_byte) announced = *part.last_byte - offset + 1;
  Copied copied;
  const auto end = [&](Copied::End how, Error reason) {
    copied.end = how;
    copied.reason = std::move(reason);
    return copied;
  };
  for (;;) {
    auto slice = co_await body.next();
    if (!slice) co_return end(Copied::End::kBroken, std::move(slice).error());
    if (slice->bytes.empty()) break;
    const std::uint64_t sum = copied.bytes + slice->bytes.size();
    if (announced && sum > *announced) {
      co_return end(Copied::End::kWrongLength, messages::part_length(*announced, sum, offset));
    }
    if (offset + sum > limit) co_return end(Copied::End::kTooLarge, messages::layer_too_large(limit));
    if (session.is_cancelled) {
      const Scope scope{session.registry, session.row.principal, {}};
      co_return end(Copied::End::kBroken, messages::upload_not_found(scope, session.repository, session.id()));
    }
    Result<void> written = co_await session.sink->write(slice->bytes);
    if (!written) {
      session.sink.reset();
      co_return std::unexpected(std::move(written).error());
    }
    copied.bytes = sum;
  }
  if (announced && copied.bytes != *announced) {
    co_return end(Copied::End::kWrongLength, messages::part_length(*announced, copied.bytes, offset));
  }
  co_return copied;
}

async::Task<void> save_progress(Core::Impl& core, UploadSessions::Claim& upload, std::uint64_t part_bytes,
                                const Uploads::Part& part) {
  UploadSession& session = *upload;
  auto checkpoint = co_await session.sink->checkpoint();
  if (!checkpoint) {
    session.sink.reset();
    co_return std::unexpected(std::move(checkpoint).error());
  }
  const SysTime expires_at = core.clock.now() + core.config.upload_lifetime;
  meta::UploadRow row = next_row(session, std::move(*checkpoint), part_bytes, part, expires_at);
  Result<void> stored = co_await core.database.write([&](sql::Transaction& tx) { return store_row(tx, row); });
  if (!stored) {
    // Whether the row was written is not always known: the next request reads it.
    upload.end();
    if (stored.error().kind() != ErrorKind::kUploadNotFound) co_return stored;
    const Scope scope{session.registry, session.row.principal, {}};
    co_return fail(messages::upload_not_found(scope, session.repository, session.id()));
  }
  session.row = std::move(row);
  session.has_row = true;
  session.durable = session.row.durable_bytes;
  co_return Result<void>{};
}

async::Task<void> give_back(Core::Impl& core, UploadSessions::Claim& upload) {
  UploadSession& session = *upload;
  session.sink.reset();
  if (session.row.durable_bytes == 0) {
    session.has_begun = false;
    co_return co_await core.blobs.abandon(session.id());
  }
  // Taking it up cuts off what is beyond the checkpoint.
  co_return co_await open_sink(core, upload);
}

async::Task<void> discard_upload(Core::Impl& core, UploadSessions::Claim& upload) {
  UploadSession& session = *upload;
  upload.end();
  session.sink.reset();
  if (session.has_row) {
    ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there, co_await core.database.write([&](sql::Transaction& tx) {
      return meta::delete_upload(tx, session.id());
    }));
  }
  co_return co_await core.blobs.abandon(session.id());
}

}  // namespace entrepot::registry
