#include "audit/log.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audit/log_file.h"
#include "audit/record_json.h"
#include "crypto/secret.h"
#include "observe/log.h"

namespace entrepot::audit {
namespace {

constexpr observe::Logger kLog{"audit"};

/// A disk that refused is asked again after this.
constexpr std::chrono::milliseconds kRetry{500};
/// How long the last records may take at the end.
constexpr std::chrono::seconds kFinalPatience{5};
/// A dropped record is logged at most this often; all are counted.
constexpr std::chrono::seconds kDropLogInterval{10};
/// Formatted at once, so that a long queue does not become a long text.
constexpr std::size_t kChunk = 1_MiB;

/// Unique ids in UUID form: a random beginning for each start, and a counter.
class EventIds {
 public:
  std::string_view next() {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::uint64_t number = ++count_;
    for (std::size_t at = text_.size(); at-- > text_.size() - 12; number >>= 4U) text_[at] = kHex[number & 15U];
    return text_;
  }

 private:
  std::string text_ = crypto::random_uuid();
  std::uint64_t count_ = 0;
};

}  // namespace

struct Log::Impl {
  Impl(Options given, const Clock& given_clock, observe::Metrics& metrics, std::unique_ptr<LogFile> opened)
      : options(std::move(given)),
        clock(given_clock),
        file(std::move(opened)),
        written(metrics.counter("entrepot_audit_records_total", "Records written to the audit log.")),
        dropped(metrics.counter("entrepot_audit_dropped_total", "Calls without a record, because the queue was full.")),
        refused(metrics.counter("entrepot_audit_refused_total", "Calls refused because no record could be kept.")),
        errors(metrics.counter("entrepot_audit_errors_total", "Attempts to write the audit log that failed.")),
        queue_gauge(metrics.gauge("entrepot_audit_queue", "Records that wait to be written.")) {}

  void run();
  void write_queued();
  bool write_text();
  void sync_if_due();
  bool is_full() const { return queue.size() >= options.max_queued || queued_bytes >= options.max_queued_bytes; }
  void failed(const Error& error);
  void succeeded();
  void log_drop();

  const Options options;
  const Clock& clock;
  std::unique_ptr<LogFile> file;  // only the thread, from here
  EventIds ids;
  std::string text;  ///< formatted, and not yet taken by the file
  std::size_t text_records = 0;
  bool is_dirty = false;  ///< written and not yet durable
  std::chrono::steady_clock::time_point synced_at = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point retry_at;

  std::mutex mutex;
  std::condition_variable wake;     ///< the thread
  std::condition_variable settled;  ///< who waits in flush()
  std::vector<Record> queue;
  std::uint64_t queued_bytes = 0;
  std::uint64_t added = 0;
  std::uint64_t durable = 0;  ///< of those added
  std::uint64_t flush_wanted = 0;
  bool is_urgent = false;
  bool is_ending = false;
  std::atomic<bool> is_failing{false};
  std::atomic<bool> is_queue_full{false};
  std::atomic<std::int64_t> drop_logged_at{0};

  observe::Counter& written;
  observe::Counter& dropped;
  observe::Counter& refused;
  observe::Counter& errors;
  observe::Gauge& queue_gauge;
  std::thread thread;
};

Result<std::unique_ptr<Log>> Log::open(Options options, const Clock& clock, observe::Metrics& metrics) {
  ENTREPOT_TRY(auto file,
               LogFile::open({.folder = options.folder, .max_bytes = options.max_file_bytes, .kept = options.files}));
  auto impl = std::make_unique<Impl>(std::move(options), clock, metrics, std::move(file));
  impl->thread = std::thread([self = impl.get()] { self->run(); });
  return std::unique_ptr<Log>(new Log(std::move(impl)));
}

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Log::~Log() {
  static_cast<void>(flush(kFinalPatience));
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_ending = true;
  }
  impl_->wake.notify_one();
  impl_->thread.join();
}

bool Log::accepts() noexcept {
  if (impl_->options.when_full == WhenFull::kDrop) return true;
  if (!impl_->is_failing.load(std::memory_order_relaxed) && !impl_->is_queue_full.load(std::memory_order_relaxed))
    return true;
  impl_->refused.add();
  return false;
}

void Log::add(Record record) {
  Impl& self = *impl_;
  bool is_urgent = false;
  {
    const std::lock_guard lock(self.mutex);
    if (self.options.when_full == WhenFull::kDrop && self.is_full()) {
      self.dropped.add();
      self.log_drop();
      return;
    }
    self.queued_bytes += record.weight();
    self.queue.push_back(std::move(record));
    ++self.added;
    self.is_queue_full.store(self.is_full(), std::memory_order_relaxed);
    // The thread looks by itself every pause: only a queue that fills up faster wakes it.
    is_urgent = !self.is_urgent && (self.queue.size() >= self.options.max_queued / 2 ||
                                    self.queued_bytes >= self.options.max_queued_bytes / 2);
    if (is_urgent) self.is_urgent = true;
  }
  if (is_urgent) self.wake.notify_one();
}

bool Log::flush(std::chrono::milliseconds patience) {
  Impl& self = *impl_;
  std::unique_lock lock(self.mutex);
  const std::uint64_t wanted = self.added;
  if (self.durable >= wanted) return true;
  self.flush_wanted = std::max(self.flush_wanted, wanted);
  self.wake.notify_one();
  const auto is_settled = [&] { return self.durable >= wanted; };
  return self.settled.wait_for(lock, patience, is_settled);
}

void Log::Impl::log_drop() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto interval = std::chrono::steady_clock::duration(kDropLogInterval).count();
  const std::int64_t before = drop_logged_at.load();
  if (before != 0 && now - before < interval) return;
  drop_logged_at = now;
  kLog.error("records_dropped", {{"so_far", dropped.value()}, {"queued", queue.size()}});
}

void Log::Impl::failed(const Error& error) {
  errors.add();
  retry_at = std::chrono::steady_clock::now() + kRetry;
  if (!is_failing.exchange(true)) kLog.error("write_failed", error);
}

void Log::Impl::succeeded() {
  if (is_failing.exchange(false)) kLog.info("writes_again");
}

void Log::Impl::run() {
  std::unique_lock lock(mutex);
  while (!is_ending) {
    wake.wait_for(lock, options.pause, [&] { return is_ending || is_urgent || flush_wanted > durable; });
    lock.unlock();
    if (std::chrono::steady_clock::now() >= retry_at) {
      write_queued();
      sync_if_due();
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // a flush that waits must not make this spin
    }
    lock.lock();
  }
}

void Log::Impl::write_queued() {
  std::vector<Record> batch;
  // What was formatted before the disk refused goes first, and nothing is taken from the queue before that is done.
  if (!write_text()) return;
  {
    const std::lock_guard lock(mutex);
    batch.swap(queue);
    queued_bytes = 0;
    is_urgent = false;
    is_queue_full.store(false, std::memory_order_relaxed);
  }
  queue_gauge.set(static_cast<std::int64_t>(batch.size()));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    append_json(text, batch[i], ids.next());
    text += '\n';
    ++text_records;
    if (text.size() < kChunk || write_text()) continue;
    // The rest goes back to the front: it counts against the limit of the queue again.
    const std::lock_guard lock(mutex);
    queue.insert(queue.begin(), std::make_move_iterator(batch.begin() + static_cast<std::ptrdiff_t>(i) + 1),
                 std::make_move_iterator(batch.end()));
    for (std::size_t left = 0; left < batch.size() - i - 1; ++left) queued_bytes += queue[left].weight();
    is_queue_full.store(is_full(), std::memory_order_relaxed);
    return;
  }
  static_cast<void>(write_text());
}

bool Log::Impl::write_text() {
  if (text.empty()) return true;
  std::string_view left = text;
  const auto wrote = file->append(left, clock.now());
  is_dirty = is_dirty || left.size() < text.size();
  text.erase(0, text.size() - left.size());
  if (!wrote) {
    failed(wrote.error());
    return false;
  }
  written.add(std::exchange(text_records, 0));
  succeeded();
  return true;
}

void Log::Impl::sync_if_due() {
  const auto now = std::chrono::steady_clock::now();
  std::uint64_t reached = 0;
  bool is_wanted = false;
  {
    const std::lock_guard lock(mutex);
    reached = added - queue.size();
    is_wanted = flush_wanted > durable;
  }
  if (!text.empty()) return;  // not all of them
  const bool is_due = options.sync_every.count() != 0 && now - synced_at >= options.sync_every;
  if (!is_wanted && !is_due && !is_failing) return;
  if (is_dirty || is_failing) {
    synced_at = now;
    const auto synced = file->sync();
    if (!synced) return failed(synced.error());
    succeeded();
    is_dirty = false;
  }
  const std::lock_guard lock(mutex);
  durable = std::max(durable, reached);
  settled.notify_all();
}

}  // namespace entrepot::audit
