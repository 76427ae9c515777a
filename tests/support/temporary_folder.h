#pragma once
// A folder for one test, removed at the end of its life.

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace entrepot::tests {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(make()) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  static std::filesystem::path make() {
    std::string name = (std::filesystem::temp_directory_path() / "entrepot-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }
  std::filesystem::path path_;
};

}  // namespace entrepot::tests
