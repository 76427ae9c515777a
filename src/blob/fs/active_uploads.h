#pragma once
// Which writer has which upload: one at a time.

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace entrepot::blob::fs {

class UploadWork;

/// Thread-safe.
class ActiveUploads {
 public:
  /// Makes `work` the writer of upload `id` (nobody, if null) and returns the one before it, which may still have work
  /// on the pool: stop it before touching the file.
  std::shared_ptr<UploadWork> replace(const std::string& id, const std::shared_ptr<UploadWork>& work);
  /// Called by a writer that ends.
  void forget(const std::string& id);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<UploadWork>> writers_;
};

}  // namespace entrepot::blob::fs
