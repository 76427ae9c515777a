#include "blob/fs/upload_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace entrepot::blob::fs {
namespace {

std::unexpected<Error> damaged(std::string detail) {
  return fail(Error(ErrorKind::kCorrupt, "the upload cannot be continued").because(std::move(detail)));
}

}  // namespace

Result<UniqueFd> UploadFile::open_stored() const {
  auto fd = layout_.uploads().open_file(id_, O_RDWR);
  if (fd || fd.error().kind() != ErrorKind::kBlobNotFound) return fd;
  return fail(Error(ErrorKind::kUploadNotFound, "the upload is not stored").because("no file of upload " + id_));
}

Result<Header> UploadFile::open_existing() {
  ENTREPOT_TRY(UniqueFd fd, open_stored());
  ENTREPOT_TRY(const std::uint64_t size, file_size(fd.get()));
  if (size < kHeaderSize) return damaged(fmt::format("upload {}: no header", id_));
  std::array<std::uint8_t, kHeaderSize> bytes;
  ENTREPOT_CHECK_OK(read_at(fd.get(), 0, bytes));
  ENTREPOT_TRY(const Header header, Header::parse(bytes));
  if (header.data_key_id != key_.id) return damaged(fmt::format("upload {} was begun under another data key", id_));
  existing_ = std::move(fd);
  header_ = header;
  return header;
}

Result<void> UploadFile::cut(std::uint64_t chunks) {
  const std::uint64_t end = chunk_offset(chunks);
  ENTREPOT_TRY(const std::uint64_t size, file_size(existing_.get()));
  if (size < end) return damaged(fmt::format("upload {} has {} bytes, its checkpoint needs {}", id_, size, end));
  // A crash after this and before the next checkpoint leaves no less than that: nothing before `end` changes any more.
  if (::ftruncate(existing_.get(), static_cast<off_t>(end)) != 0)
    return fail(io_error("truncate upload " + id_, errno));
  has_durable_name_ = true;  // since the checkpoint
  sealer_.emplace(key_, *header_, chunks);
  return start_writer(std::move(existing_), end);
}

Result<void> UploadFile::start_writer(UniqueFd fd, std::uint64_t offset) {
  auto reopen = [this](int flags) { return layout_.uploads().open_file(id_, flags); };
  ENTREPOT_TRY(writer_,
               AppendWriter::open(std::move(fd), offset,
                                  {.pool = pool_, .direct_after = direct_after_, .reopen = std::move(reopen)}));
  return {};
}

Result<void> UploadFile::ensure_open() {
  if (writer_) return {};
  if (header_) {
    ENTREPOT_TRY(UniqueFd fd, open_stored());
    return start_writer(std::move(fd), resting_at_);
  }
  int error = 0;
  auto fd = layout_.uploads().open_file(id_, O_RDWR | O_CREAT | O_EXCL, &error);
  if (!fd && error == EEXIST) {
    // Left by a writer that never came to a checkpoint: nobody can go on from it.
    ENTREPOT_CHECK_OK(layout_.uploads().remove(id_));
    fd = layout_.uploads().open_file(id_, O_RDWR | O_CREAT | O_EXCL);
  }
  if (!fd) return fail(std::move(fd).error());
  header_ = Header::fresh(key_);
  sealer_.emplace(key_, *header_, 0);
  ENTREPOT_CHECK_OK(start_writer(std::move(*fd), 0));
  ENTREPOT_TRY(const auto room, writer_->room(kHeaderSize));
  std::ranges::copy(header_->encode(), room.begin());
  writer_->filled(kHeaderSize);
  return {};
}

Result<void> UploadFile::append(std::span<const std::uint8_t> chunks) {
  ENTREPOT_CHECK_OK(ensure_open());
  for (; !chunks.empty(); chunks = chunks.subspan(kChunk)) {
    ENTREPOT_TRY(const auto room, writer_->room(kSealedChunk));
    sealer_->seal(Place::kInner, chunks.first(kChunk), room);
    writer_->filled(kSealedChunk);
  }
  return {};
}

Result<void> UploadFile::append_last(std::span<const std::uint8_t> tail) {
  ENTREPOT_CHECK_OK(ensure_open());
  ENTREPOT_TRY(const auto room, writer_->room(tail.size() + kChunkOverhead));
  sealer_->seal(Place::kLast, tail, room);
  writer_->filled(tail.size() + kChunkOverhead);
  return {};
}

Result<UniqueFd> UploadFile::open_for_reading() const {
  return layout_.uploads().open_file(id_, O_RDONLY);
}

Result<void> UploadFile::sync() {
  auto done = writer_->sync();
  if (!done) discard();
  return done;
}

Result<void> UploadFile::checkpoint() {
  ENTREPOT_CHECK_OK(ensure_open());
  ENTREPOT_CHECK_OK(sync());
  if (!has_durable_name_) {
    if (auto done = layout_.uploads().sync(); !done) {
      discard();
      return done;
    }
    has_durable_name_ = true;
  }
  resting_at_ = writer_->offset();
  writer_.reset();
  return {};
}

// A crash leaves: before the rename, uploads/<id>, which start-up removes when it has no row; after it, an object that
// no row names, which an audit removes. The folder of uploads is not synced: an entry that comes back is such an
// upload.
Result<ObjectKey> UploadFile::commit(const Digest& digest, const std::string& domain) {
  ENTREPOT_TRY(const ObjectName name, ObjectName::fresh(domain, digest, header().blob_id));
  ENTREPOT_CHECK_OK(sync());
  ENTREPOT_TRY(const Folder folder, layout_.folder_for(name));
  ENTREPOT_CHECK_OK(layout_.uploads().rename_to(id_, folder, name.file));
  if (auto done = folder.sync(); !done) {
    (void)folder.remove(name.file);
    return fail(std::move(done).error());
  }
  return name.key();
}

void UploadFile::discard() {
  // If it cannot be removed either, start-up does it: its row is gone by then.
  (void)layout_.uploads().remove(id_);
}

}  // namespace entrepot::blob::fs
