#pragma once
// The folders of the store: uploads/<id> and blobs/<domain>/<aa>/<file>. Blocking; thread-safe.

#include <mutex>
#include <string>
#include <unordered_set>

#include "blob/fs/file_io.h"
#include "blob/object_key.h"

namespace entrepot::blob::fs {

class Layout {
 public:
  static Result<std::unique_ptr<Layout>> open(const std::filesystem::path& root);

  const Folder& uploads() const { return uploads_; }
  const Folder& blobs() const { return blobs_; }

  /// kBlobNotFound if the folder or the file is not there.
  Result<UniqueFd> open_object(const ObjectName& name) const;
  Result<void> remove_object(const ObjectName& name) const;
  /// The folder for a new object. It and its parents are durable when this returns.
  Result<Folder> folder_for(const ObjectName& name);

 private:
  Layout(Folder root, Folder uploads, Folder blobs)
      : root_(std::move(root)), uploads_(std::move(uploads)), blobs_(std::move(blobs)) {}
  Result<Folder> durable_folder(const Folder& parent, const std::string& name, const std::string& path);

  Folder root_;
  Folder uploads_;
  Folder blobs_;
  std::mutex mutex_;
  std::unordered_set<std::string> durable_;  ///< folders whose entry in their parent was synced by this process
};

}  // namespace entrepot::blob::fs
