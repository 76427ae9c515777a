#pragma once
// Upload sessions that this process works on: one request at a time each, with the blob store's sink kept open between
// requests. Private to the room.

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "blob/blob_store.h"
#include "meta/uploads.h"
#include "registry/types.h"

namespace entrepot::registry {

/// Only the request that has claimed it may touch what is not atomic.
struct UploadSession {
  UploadSession(model::RegistryId registry_given, std::string repository_given, meta::DomainKey domain_given,
                meta::UploadRow row_given)
      : registry(std::move(registry_given)),
        repository(std::move(repository_given)),
        domain(domain_given),
        row(std::move(row_given)),
        has_row(row.version > 0),
        durable(row.durable_bytes) {}

  bool belongs_to(const Scope& scope, const std::string& in_repository) const {
    return repository == in_repository && row.principal == scope.principal_id && registry == scope.registry;
  }
  const std::string& id() const { return row.id; }

  const model::RegistryId registry;
  const std::string repository;
  const meta::DomainKey domain;
  meta::UploadRow row;  ///< as stored; if has_row is false, as it will be stored first
  std::atomic<bool> has_row;
  /// The blob store may hold bytes of it although no checkpoint of it is stored.
  bool has_begun = false;
  std::unique_ptr<blob::UploadSink> sink;

  std::atomic<std::uint64_t> durable;     ///< row.durable_bytes, for other requests to read
  std::atomic<bool> is_cancelled{false};  ///< set by another request; the one that works on it ends it

 private:
  friend class UploadSessions;
  bool is_busy_ = false;
  SysTime used_at_;
};

/// Thread-safe.
class UploadSessions {
 public:
  explicit UploadSessions(const Clock& clock) : clock_(clock) {}

  /// The right to work on a session, until destroyed. If its sink stands elsewhere than the row then, because the
  /// request failed or was dropped, the sink is thrown away: the next request goes on from the checkpoint in the row.
  class Claim {
   public:
    Claim(UploadSessions& all, std::shared_ptr<UploadSession> session) : all_(&all), session_(std::move(session)) {}
    Claim(Claim&&) noexcept = default;
    Claim& operator=(Claim&&) = delete;
    ~Claim() {
      if (session_) all_->release(*session_, is_ended_);
    }
    UploadSession* operator->() const { return session_.get(); }
    UploadSession& operator*() const { return *session_; }
    /// Nobody shall find it in memory any more.
    void end() { is_ended_ = true; }

   private:
    UploadSessions* all_;
    std::shared_ptr<UploadSession> session_;
    bool is_ended_ = false;
  };

  /// Null if it is not in memory.
  std::shared_ptr<UploadSession> find(const std::string& id);
  /// kLayerPartOutOfOrder while another request works on it.
  Result<Claim> claim(std::shared_ptr<UploadSession> session);
  /// Takes one that was read from the database, or the one in memory if that is as new.
  Result<Claim> adopt(std::shared_ptr<UploadSession> read);
  /// A session without a row. False if too many of them are in memory: then it must get its row at once.
  bool add_fresh(const std::shared_ptr<UploadSession>& session);
  /// Takes it out of memory, or tells the request that works on it to end it. True: it was idle and is the caller's.
  bool cancel(const std::string& id);

  /// Forgets sessions without a row that nobody used for `lifetime`, and those with one, which can be read again, much
  /// sooner. Ids of those of which the blob store may hold bytes that no row tells of.
  std::vector<std::string> sweep(std::chrono::microseconds lifetime);
  std::size_t size() const;

 private:
  using Map = std::unordered_map<std::string, std::shared_ptr<UploadSession>>;
  /// A session without a row is some 500 bytes.
  static constexpr std::size_t kMaxFresh = 50'000;
  /// So long a session with a row stays in memory unused.
  static constexpr std::chrono::minutes kMaxIdle{10};
  /// An idle sink holds an open file and a buffer.
  static constexpr std::size_t kMaxIdleSinks = 256;

  void release(UploadSession& session, bool is_ended);
  void drop_idle_sinks();

  const Clock& clock_;
  mutable std::mutex mutex_;
  Map sessions_;
  std::size_t idle_sinks_ = 0;
};

}  // namespace entrepot::registry
