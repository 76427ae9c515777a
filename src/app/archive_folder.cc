#include "app/archive_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::app {
namespace {

/// The same for every server of a store; tells nothing of its keys.
std::string owner_of(const kms::RootKey& root) {
  return hex_encode(crypto::sha256(root.derive("archive-owner").bytes())) + "\n";
}

std::unexpected<Error> unusable(const std::filesystem::path& where, std::string_view why) {
  return fail(ErrorKind::kUnavailable, fmt::format("the archive folder {}: {}", where.string(), why));
}

bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto [rest, ignored] = std::ranges::mismatch(outer, inner);
  return rest == outer.end();
}

}  // namespace

Result<std::filesystem::path> claim_archive_folder(const std::filesystem::path& where, const DataFolder& data,
                                                   const kms::RootKey& root) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(where, error);
  if (error) return unusable(where, error.message());
  if (made) ::chmod(where.c_str(), 0700);
  const std::filesystem::path folder = std::filesystem::canonical(where, error);
  if (error) return unusable(where, error.message());
  const std::filesystem::path blobs = std::filesystem::weakly_canonical(data.blobs(), error);
  if (error) return unusable(where, error.message());
  if (lies_in(folder, blobs) || lies_in(blobs, folder)) {
    return unusable(where, "it must not be the folder of the other layers, nor lie in it, nor hold it");
  }
  const std::filesystem::path marker = folder / "owner";
  const std::string owner = owner_of(root);
  if (!std::filesystem::exists(marker, error)) {
    ENTREPOT_CHECK_OK(replace_file(marker, owner, 0600));
    return folder;
  }
  ENTREPOT_TRY(const std::string found, read_file(marker));
  if (found != owner) {
    return unusable(where, "it belongs to another store; give this one a folder of its own (archive_folder)");
  }
  return folder;
}

}  // namespace entrepot::app
