#include "oidc/issuer_keys.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fstream>

#include "observe/log.h"

namespace entrepot::oidc {
namespace {

constexpr observe::Logger kLog{"oidc"};
constexpr std::size_t kMaxKeySetBytes = 64_KiB;
/// Providers are few, and only those that accounts registered come here.
constexpr std::size_t kMaxEntries = 1'024;
constexpr std::chrono::milliseconds kWaitStep{20};
/// Two documents, each within its own timeout, and a place in the queue.
constexpr std::chrono::seconds kWaitLimit{15};

std::unexpected<Error> no_key() {
  // The two spaces are AWS's.
  return fail(ErrorKind::kInvalidIdentityToken,
              "Couldn't retrieve verification key from your identity provider,  please reference "
              "AssumeRoleWithWebIdentity documentation for requirements");
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMaxKeySetBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto size = static_cast<std::size_t>(in.gcount());
  if (!in.is_open() || in.bad() || size > kMaxKeySetBytes) {
    return fail(Error(ErrorKind::kUnavailable, "the key set cannot be read").because(path.string()));
  }
  text.resize(size);
  return text;
}

std::string name_of(const std::string& issuer, const std::vector<std::string>& thumbprints) {
  std::string name = issuer;
  for (const std::string& each : thumbprints) name.append(1, '\n').append(each);
  return name;
}

}  // namespace

IssuerKeys::IssuerKeys(Options options, const Clock& clock, Get get)
    : options_(std::move(options)), clock_(clock), get_(std::move(get)) {}

IssuerKeys::IssuerKeys(Options options, const Clock& clock)
    : IssuerKeys(std::move(options), clock, [this](const std::string& url, const fetch::Trust& trust) {
        return fetch::https_get(url, trust, options_.networks, {.max_bytes = kMaxKeySetBytes});
      }) {}

IssuerKeys::Look IssuerKeys::look(const std::string& name, const Jwt& jwt) {
  const SysTime now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMaxEntries && !entries_.contains(name)) {
    // Any that nobody is fetching: it is fetched again when somebody needs it.
    const auto victim = std::ranges::find_if(entries_, [](const auto& entry) { return !entry.second.is_fetching; });
    if (victim == entries_.end()) return {Next::kGiveUp, nullptr};
    entries_.erase(victim);
  }
  Entry& entry = entries_[name];
  const bool is_usable = entry.keys && now - entry.fetched_at <= kStaleKeys && entry.keys->has_candidate(jwt);
  if (is_usable && now - entry.fetched_at <= kFreshKeys) return {Next::kUseKeys, entry.keys};
  const auto pause = entry.keys ? std::chrono::seconds(kRefetchPause) : kRetryPause;
  if (!entry.is_fetching && (!entry.was_tried || now - entry.tried_at >= pause)) {
    entry.is_fetching = true;
    entry.was_tried = true;
    entry.tried_at = now;
    return {Next::kFetch, nullptr};
  }
  if (is_usable) return {Next::kUseKeys, entry.keys};
  return {entry.is_fetching ? Next::kWait : Next::kGiveUp, nullptr};
}

void IssuerKeys::put(const std::string& name, Result<KeySet> fetched) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(name);
  if (at == entries_.end()) return;
  at->second.is_fetching = false;
  if (!fetched) return;
  at->second.keys = std::make_shared<const KeySet>(*std::move(fetched));
  at->second.fetched_at = clock_.now();
}

Result<KeySet> IssuerKeys::load(const std::string& issuer, const fetch::Trust& trust) const {
  if (const auto file = options_.files.find(issuer); file != options_.files.end()) {
    ENTREPOT_TRY(const std::string text, read_file(file->second));
    return KeySet::parse(text);
  }
  ENTREPOT_TRY(const std::string discovery, get_(discovery_url(issuer), trust));
  ENTREPOT_TRY(const std::string where, read_discovery(discovery, issuer));
  ENTREPOT_TRY(const std::string keys, get_(where, trust));
  return KeySet::parse(keys);
}

async::Task<void> IssuerKeys::verify(Jwt jwt, std::string issuer, std::vector<std::string> thumbprints) {
  const std::string name = name_of(issuer, thumbprints);
  const auto deadline = std::chrono::steady_clock::now() + kWaitLimit;
  while (std::chrono::steady_clock::now() < deadline) {
    const Look found = look(name, jwt);
    if (found.next == Next::kUseKeys) {
      if (found.keys->verifies(jwt)) co_return Result<void>{};
      co_return fail(ErrorKind::kInvalidIdentityToken, "The signature of the ID Token is invalid");
    }
    if (found.next == Next::kGiveUp) break;
    if (found.next == Next::kWait) {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, kWaitStep);
      boost::system::error_code ignored;
      co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
      continue;
    }
    const fetch::Trust trust{.ca_file = options_.ca_file, .thumbprints = thumbprints};
    auto fetched = co_await pool_.run([this, issuer, trust] { return load(issuer, trust); });
    if (!fetched) kLog.warn("issuer_keys_failed", fetched.error());
    put(name, std::move(fetched));
  }
  co_return no_key();
}

}  // namespace entrepot::oidc
