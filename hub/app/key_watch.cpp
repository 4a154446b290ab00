#include "hub/app/key_watch.h"

#include <sys/stat.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "hub/access/vault.h"
#include "hub/base/log.h"

namespace patchbay::app {
namespace {

constexpr std::chrono::seconds look_every{1};

/// What changes when a file is written or replaced.
struct FileMark {
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};

  bool operator==(const FileMark& other) const {
    return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

FileMark mark_of(const std::string& file) {
  struct stat now {};
  if (file.empty() || ::stat(file.c_str(), &now) != 0) return {};
  return {now.st_ino, now.st_size, now.st_mtim};
}

/// For KeyRing::set_source(): values under a key that does not exist must not make it read for
/// ever.
std::function<std::optional<crypto::KeyRing>()> read_rarely(KeySource source) {
  struct State {
    std::mutex mutex;
    std::chrono::steady_clock::time_point next{};
  };
  return [source = std::move(source),
          state = std::make_shared<State>()]() -> std::optional<crypto::KeyRing> {
    const std::lock_guard lock(state->mutex);
    const auto now = std::chrono::steady_clock::now();
    if (now < state->next) return std::nullopt;
    auto ring = read_ring(source);
    state->next = std::chrono::steady_clock::now() + look_every;
    if (ring) return std::move(*ring);
    log_line(LogLevel::warning, "keys.unreadable", {{"error", ring.error().message}});
    return std::nullopt;
  };
}

class Watch final : public KeyWatch {
 public:
  Watch(store::Store& store, crypto::KeyRing ring, KeySource source, std::string hub)
      : store_(store), ring_(std::move(ring)), source_(std::move(source)), hub_(std::move(hub)) {
    mark_ = mark_of(source_.file);
    if (source_.kind != KeySource::Kind::none) ring_.set_source(read_rarely(source_));
    adopt(ring_);
    note_active();
    signals_ = store_.subscribe(access::keys_channel, [this] { look(); });
    thread_ = std::thread([this] { run(); });
  }
  ~Watch() override {
    signals_.reset();
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void look() override {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    changed_.notify_all();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      changed_.wait_for(lock, look_every, [this] { return stopping_ || asked_; });
      if (stopping_) return;
      const FileMark mark = mark_of(source_.file);
      if (!std::exchange(asked_, false) && !failed_ && mark == mark_) continue;
      mark_ = mark;
      lock.unlock();
      const bool followed = try_to_follow();
      lock.lock();
      failed_ = !followed;
    }
  }

  bool try_to_follow() {
    if (source_.kind == KeySource::Kind::none || source_.kind == KeySource::Kind::environment)
      return true;
    try {
      const auto newer = read_ring(source_).value();
      if (newer.ids() == ring_.ids() && newer.active() == ring_.active() && newer.covers(ring_))
        return true;
      adopt(newer);
      ring_.replace(newer);
      note_active();
      log_line(LogLevel::info, "keys.changed", {{"active", ring_.active()}});
      complaint_.clear();
      return true;
    } catch (const std::exception& error) {
      if (complaint_ != error.what())
        log_line(LogLevel::error, "keys.not_taken", {{"error", error.what()}});
      complaint_ = error.what();
      return false;
    }
  }

  void adopt(const crypto::KeyRing& ring) {
    store_.run_blocking(store::Access::write, [&](store::Session& session) {
      access::adopt_keys(session, ring, system_clock().now()).value();
    });
  }
  void note_active() {
    store_.run_blocking(store::Access::write, [this](store::Session& session) {
      access::note_active_key(session, hub_, ring_.active());
    });
  }

  store::Store& store_;
  crypto::KeyRing ring_;
  const KeySource source_;
  const std::string hub_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asked_ = false, stopping_ = false;
  bool failed_ = false;  ///< the last time: it is tried again every second
  FileMark mark_;
  std::string complaint_;  ///< the last one, so that it stands in the log once
  store::Store::Subscription signals_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<KeyWatch>> start_key_watch(store::Store& store, crypto::KeyRing ring,
                                                  KeySource source, std::string hub) {
  try {
    return std::unique_ptr<KeyWatch>(
        std::make_unique<Watch>(store, std::move(ring), std::move(source), std::move(hub)));
  } catch (const ErrorException& error) {
    return error.error();
  }
}

}  // namespace patchbay::app
