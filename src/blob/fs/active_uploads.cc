#include "blob/fs/active_uploads.h"

namespace entrepot::blob::fs {

std::shared_ptr<UploadWork> ActiveUploads::replace(const std::string& id, const std::shared_ptr<UploadWork>& work) {
  const std::lock_guard lock(mutex_);
  const auto at = writers_.find(id);
  std::shared_ptr<UploadWork> before = at == writers_.end() ? nullptr : at->second.lock();
  if (work) {
    writers_[id] = work;
  } else if (at != writers_.end()) {
    writers_.erase(at);
  }
  return before;
}

void ActiveUploads::forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto at = writers_.find(id);
  if (at != writers_.end() && at->second.expired()) writers_.erase(at);  // not if another took over
}

}  // namespace entrepot::blob::fs
