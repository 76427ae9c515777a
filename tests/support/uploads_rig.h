#pragma once
// The registry with one repository, team/app, and uploads to it in a word each.

#include <string>

#include "tests/support/registry_rig.h"

namespace entrepot::test {

class UploadsRig : public RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }

  Result<std::uint64_t> append(const std::string& id, const std::string& bytes, registry::Uploads::Part part = {}) {
    Body body(bytes, 3);
    return run(uploads().append(scope(), "team/app", id, part, body));
  }
  Result<registry::Uploads::Finished> finish(const std::string& id, const std::string& whole,
                                             registry::Uploads::Door door = registry::Uploads::Door::kOci) {
    return run(uploads().finish(scope(), "team/app", id, {digest_of(whole)}, door, nullptr, {}));
  }
  std::string start_upload() { return must(uploads().start(scope(), "team/app")); }
  std::string read(const std::string& repository, const std::string& whole) {
    auto opened = must(layers().open(scope(), repository, digest_of(whole), std::nullopt));
    std::string out;
    for (;;) {
      const auto slice = must(opened.source->next());
      if (slice.bytes.empty()) return out;
      out += as_text(slice.bytes);
    }
  }
};

}  // namespace entrepot::test
