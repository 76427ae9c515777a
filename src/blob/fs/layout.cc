#include "blob/fs/layout.h"

#include <fcntl.h>

namespace entrepot::blob::fs {

Result<std::unique_ptr<Layout>> Layout::open(const std::filesystem::path& root) {
  ENTREPOT_TRY(Folder top, Folder::open_root(root));
  ENTREPOT_CHECK_OK(top.make_folder("uploads"));
  ENTREPOT_CHECK_OK(top.make_folder("blobs"));
  ENTREPOT_CHECK_OK(top.sync());
  ENTREPOT_TRY(Folder uploads, top.open_folder("uploads"));
  ENTREPOT_TRY(Folder blobs, top.open_folder("blobs"));
  return std::unique_ptr<Layout>(new Layout(std::move(top), std::move(uploads), std::move(blobs)));
}

Result<UniqueFd> Layout::open_object(const ObjectName& name) const {
  return blobs_.open_file(name.key().text, O_RDONLY);
}

Result<void> Layout::remove_object(const ObjectName& name) const {
  // Not synced: if a crash brings it back, it is garbage without a row, and an audit removes it.
  return blobs_.remove(name.key().text);
}

Result<Folder> Layout::folder_for(const ObjectName& name) {
  ENTREPOT_TRY(const Folder domain, durable_folder(blobs_, name.domain, name.domain));
  return durable_folder(domain, name.fan, name.domain + "/" + name.fan);
}

Result<Folder> Layout::durable_folder(const Folder& parent, const std::string& name, const std::string& path) {
  bool known = false;
  {
    const std::lock_guard lock(mutex_);
    known = durable_.contains(path);
  }
  if (!known) {
    // A folder that is there already may have been made by a thread that has not synced it yet, or just before a crash:
    // so the first use in a process always syncs.
    ENTREPOT_CHECK_OK(parent.make_folder(name));
    if (auto done = parent.sync(); !done) {
      parent.remove_if_empty(name);  // a failed sync is final: the next one must have something new to write
      return fail(std::move(done).error());
    }
    const std::lock_guard lock(mutex_);
    durable_.insert(path);
  }
  return parent.open_folder(name);
}

}  // namespace entrepot::blob::fs
