#include "hub/jobs/hubs.h"

#include <boost/asio/steady_timer.hpp>
#include <mutex>

#include "hub/base/log.h"
#include "hub/jobs/engine.h"

namespace patchbay::jobs {
namespace {

/// Writes that are under way keep it alive.
class Beat : public std::enable_shared_from_this<Beat> {
 public:
  Beat(store::Store& store, const Executor& loop, std::string id, Duration beat)
      : store_(store), id_(std::move(id)), beat_(beat), timer_(std::in_place, loop) {}

  void set_state(HubState state) {
    std::unique_lock lock(mutex_);
    if (std::exchange(state_, state) != state) write(std::move(lock));
  }
  void beat_later() {
    const std::lock_guard lock(mutex_);
    if (!timer_) return;
    timer_->expires_after(beat_);
    timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      self->beat();
      self->beat_later();
    });
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    timer_.reset();
  }

 private:
  void beat() { write(std::unique_lock(mutex_)); }
  /// Takes the lock: a store that refuses says so before submit() returns.
  void write(std::unique_lock<std::mutex> lock) {
    if (!timer_ || std::exchange(writing_, true)) return;
    const auto state = state_;
    lock.unlock();
    store_.submit(
        store::Access::write,
        [id = id_, state](store::Session& session) { record_beat(session, id, state); },
        [self = shared_from_this(), state](const std::exception_ptr& error) {
          self->written(state, error);
        });
  }
  void written(HubState state, const std::exception_ptr& error) {
    if (error)
      outage_.failed(text_of_exception(error));
    else
      outage_.worked();
    std::unique_lock lock(mutex_);
    writing_ = false;
    if (!error && state_ != state) write(std::move(lock));
  }

  store::Store& store_;
  const std::string id_;
  const Duration beat_;
  std::mutex mutex_;
  std::optional<boost::asio::steady_timer> timer_;  ///< gone: stopped
  HubState state_ = HubState::running;
  bool writing_ = false;
  OutageLog outage_{"hub.beat"};
};

class LoopBeat final : public HubBeat {
 public:
  LoopBeat(store::Store& store, http::Loops& loops, HubRow hub, Duration beat)
      : store_(store), id_(hub.id) {
    store.run_blocking(store::Access::write,
                       [&hub, beat](store::Session& session) { announce_hub(session, hub, beat); });
    beat_ = std::make_shared<Beat>(store, loops.at(0), id_, beat);
    beat_->beat_later();
  }
  ~LoopBeat() override {
    beat_->stop();
    try {
      store_.run_blocking(store::Access::write,
                          [this](store::Session& session) { record_stop(session, id_); });
    } catch (const std::exception& e) {
      log_line(LogLevel::warning, "hub.stop_not_recorded", {{"error", e.what()}});
    }
  }

  void set_state(HubState state) override { beat_->set_state(state); }

 private:
  store::Store& store_;
  const std::string id_;
  std::shared_ptr<Beat> beat_;
};

}  // namespace

const char* name_of(HubState state) {
  constexpr const char* names[] = {"running", "draining", "stopped", "lost"};
  return names[static_cast<std::size_t>(state)];
}

std::unique_ptr<HubBeat> start_hub_beat(store::Store& store, http::Loops& loops, HubRow hub,
                                        Duration beat) {
  return std::make_unique<LoopBeat>(store, loops, std::move(hub), beat);
}

}  // namespace patchbay::jobs
