#pragma once
// The keys of issuers, kept for a while: fetched from where the issuer publishes them, or read from a file.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "async/blocking_pool.h"
#include "async/task.h"
#include "base/clock.h"
#include "fetch/https_get.h"
#include "oidc/jwks.h"

namespace entrepot::oidc {

inline constexpr std::chrono::hours kFreshKeys{1};
/// When the issuer cannot be asked, older keys count for this long.
inline constexpr std::chrono::hours kStaleKeys{24};
/// For a key id that is not known, the issuer is asked again at most this often.
inline constexpr std::chrono::minutes kRefetchPause{1};
/// An issuer that gave no keys yet.
inline constexpr std::chrono::seconds kRetryPause{10};

/// Thread-safe. Must be kept until no verify() runs any more.
class IssuerKeys {
 public:
  struct Options {
    std::map<std::string, std::filesystem::path, std::less<>>
        files;                 ///< by issuer: a JSON Web Key Set; nothing is fetched
    std::string ca_file;       ///< empty: the system's
    fetch::Networks networks;  ///< where issuers may be
  };
  using Get = std::function<Result<std::string>(const std::string& url, const fetch::Trust& trust)>;

  /// Blocking calls of `get` run on threads of its own, two at a time, so that a slow issuer keeps nothing else
  /// waiting.
  IssuerKeys(Options options, const Clock& clock, Get get);
  /// Over HTTPS.
  IssuerKeys(Options options, const Clock& clock);

  /// kInvalidIdentityToken unless a key of the issuer signed the token. At most one call at a time asks an issuer; the
  /// others wait for it, or use the keys that are there.
  async::Task<void> verify(Jwt jwt, std::string issuer, std::vector<std::string> thumbprints);

 private:
  struct Entry {
    std::shared_ptr<const KeySet> keys;  ///< null: never had any
    SysTime fetched_at{};
    SysTime tried_at{};
    bool was_tried = false;
    bool is_fetching = false;
  };
  enum class Next : std::uint8_t { kUseKeys, kFetch, kWait, kGiveUp };
  struct Look {
    Next next;
    std::shared_ptr<const KeySet> keys;
  };
  Look look(const std::string& name, const Jwt& jwt);
  void put(const std::string& name, Result<KeySet> fetched);
  Result<KeySet> load(const std::string& issuer, const fetch::Trust& trust) const;

  const Options options_;
  const Clock& clock_;
  const Get get_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  async::BlockingPool pool_{{.threads = 2, .max_queued = 64}};
};

}  // namespace entrepot::oidc
