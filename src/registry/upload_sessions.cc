#include "registry/upload_sessions.h"

#include <algorithm>

#include "registry/messages.h"

namespace entrepot::registry {

std::shared_ptr<UploadSession> UploadSessions::find(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second;
}

Result<UploadSessions::Claim> UploadSessions::claim(std::shared_ptr<UploadSession> session) {
  const std::scoped_lock lock(mutex_);
  if (session->is_busy_) return fail(messages::upload_busy(session->durable));
  session->is_busy_ = true;
  if (session->sink) --idle_sinks_;
  return Claim(*this, std::move(session));
}

Result<UploadSessions::Claim> UploadSessions::adopt(std::shared_ptr<UploadSession> read) {
  std::shared_ptr<UploadSession> session;
  {
    const std::scoped_lock lock(mutex_);
    session = sessions_.try_emplace(read->id(), read).first->second;
  }
  auto claimed = claim(session);
  if (!claimed) return claimed;
  if (session != read && session->row.version < read->row.version) {
    // Another node went on with it: what this one holds is of the past.
    session->sink.reset();
    session->row = std::move(read->row);
    session->has_row = true;
    session->durable = session->row.durable_bytes;
  }
  return claimed;
}

bool UploadSessions::add_fresh(const std::shared_ptr<UploadSession>& session) {
  const std::scoped_lock lock(mutex_);
  if (sessions_.size() >= kMaxFresh) return false;
  session->used_at_ = clock_.now();
  sessions_.insert_or_assign(session->id(), session);
  return true;
}

bool UploadSessions::cancel(const std::string& id) {
  std::shared_ptr<UploadSession> idle;  // its sink closes a file: not under the lock
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return true;
  if (found->second->is_busy_) {
    found->second->is_cancelled = true;
    return false;
  }
  if (found->second->sink) --idle_sinks_;
  idle = std::move(found->second);
  sessions_.erase(found);
  return true;
}

void UploadSessions::release(UploadSession& session, bool is_ended) {
  std::unique_ptr<blob::UploadSink> dropped;
  std::shared_ptr<UploadSession> gone;
  const std::scoped_lock lock(mutex_);
  if (session.sink && (is_ended || session.sink->offset() != session.row.durable_bytes)) {
    dropped = std::move(session.sink);
  }
  session.is_busy_ = false;
  session.used_at_ = clock_.now();
  const auto found = sessions_.find(session.id());
  if (is_ended && found != sessions_.end() && found->second.get() == &session) {
    gone = std::move(found->second);
    sessions_.erase(found);
  }
  if (session.sink) ++idle_sinks_;
  if (idle_sinks_ > kMaxIdleSinks) drop_idle_sinks();
}

/// Closes the longest idle quarter, so that the search is seldom. Every idle sink stands at its row's checkpoint.
void UploadSessions::drop_idle_sinks() {
  std::vector<UploadSession*> idle;
  for (auto& [id, session] : sessions_) {
    if (!session->is_busy_ && session->sink) idle.push_back(session.get());
  }
  std::ranges::sort(idle, {}, &UploadSession::used_at_);
  for (std::size_t i = 0; i < idle.size() && idle_sinks_ > kMaxIdleSinks * 3 / 4; ++i) {
    idle[i]->sink.reset();
    --idle_sinks_;
  }
}

std::vector<std::string> UploadSessions::sweep(std::chrono::microseconds lifetime) {
  const SysTime now = clock_.now();
  std::vector<std::shared_ptr<UploadSession>> gone;
  std::vector<std::string> without_row;
  const std::scoped_lock lock(mutex_);
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    UploadSession& session = *at->second;
    const auto allowed = session.has_row ? std::min<std::chrono::microseconds>(lifetime, kMaxIdle) : lifetime;
    if (session.is_busy_ || session.used_at_ + allowed > now) {
      ++at;
      continue;
    }
    if (session.sink) --idle_sinks_;
    if (!session.has_row && session.has_begun) without_row.push_back(session.id());
    gone.push_back(std::move(at->second));
    at = sessions_.erase(at);
  }
  return without_row;
}

std::size_t UploadSessions::size() const {
  const std::scoped_lock lock(mutex_);
  return sessions_.size();
}

}  // namespace entrepot::registry
