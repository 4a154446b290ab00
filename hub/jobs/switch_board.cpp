#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <mutex>

#include "hub/base/log.h"
#include "hub/jobs/switches.h"

namespace patchbay::jobs {
namespace {

constexpr std::chrono::seconds look_again{1};

/// What the board knows and who wants to hear of it. Reads that are under way keep it alive.
class Board final : public std::enable_shared_from_this<Board> {
 public:
  using Thrown = std::shared_ptr<const std::vector<Switch>>;

  Board(store::Store& store, const Executor& loop) : store_(store), timer_(std::in_place, loop) {
    auto all = store.run_blocking(store::Access::read, list_switches);
    thrown_ = std::make_shared<const std::vector<Switch>>(std::move(all));
  }

  void start() {
    const std::lock_guard lock(mutex_);
    signals_ = store_.subscribe("switches", [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->read_again();
    });
    look_later();
  }
  void stop() {
    store::Store::Subscription ended;
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    timer_.reset();
    // Not ended under the mutex: a signal that is just being delivered waits for it.
    ended = std::move(signals_);
  }

  Thrown thrown() const {
    const std::lock_guard lock(mutex_);
    return thrown_;
  }
  std::shared_ptr<void> on_change(std::function<void()> fn) {
    const std::lock_guard calling(calling_);
    const auto id = ++last_id_;
    listeners_[id] = std::move(fn);
    return {this, [self = shared_from_this(), id](void*) {
              const std::lock_guard waiting(self->calling_);
              self->listeners_.erase(id);
            }};
  }

 private:
  void look_later() {
    if (!timer_) return;
    timer_->expires_after(look_again);
    timer_->async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      self->read_again();
      const std::lock_guard lock(self->mutex_);
      self->look_later();
    });
  }

  /// One read at a time: a signal that comes during one asks for another after it, since that read
  /// may have begun before the commit.
  void read_again() {
    {
      const std::lock_guard lock(mutex_);
      missed_ = reading_;
      if (stopped_ || reading_) return;
      reading_ = true;
    }
    auto found = std::make_shared<std::vector<Switch>>();
    store_.submit(
        store::Access::read, [found](store::Session& session) { *found = list_switches(session); },
        [self = shared_from_this(), found](const std::exception_ptr& error) {
          self->received(error ? nullptr : found);
        });
  }

  void received(Thrown found) {
    bool changed = false;
    bool again = false;
    {
      const std::lock_guard lock(mutex_);
      reading_ = false;
      again = std::exchange(missed_, false);
      if (blind_ != !found) log_line(LogLevel::warning, found ? "switches.read" : "switches.blind");
      blind_ = !found;
      changed = found && *found != *thrown_;
      if (changed) thrown_ = std::move(found);
    }
    if (changed) tell();
    if (again) read_again();
  }

  void tell() {
    const std::lock_guard calling(calling_);
    for (const auto& [id, fn] : listeners_) fn();
  }

  store::Store& store_;
  mutable std::mutex mutex_;  ///< guards all but the listeners
  std::optional<boost::asio::steady_timer> timer_;
  store::Store::Subscription signals_;
  Thrown thrown_;
  bool reading_ = false, missed_ = false, stopped_ = false;
  bool blind_ = false;  ///< the last read failed
  std::mutex calling_;  ///< held during calls; guards the listeners
  std::map<std::uint64_t, std::function<void()>> listeners_;
  std::uint64_t last_id_ = 0;
};

class LiveSwitches final : public SwitchBoard {
 public:
  LiveSwitches(store::Store& store, http::Loops& loops)
      : board_(std::make_shared<Board>(store, loops.at(0))) {
    board_->start();
  }
  ~LiveSwitches() override { board_->stop(); }
  void stop() override { board_->stop(); }

  bool stops_partner(const OrganisationId& organisation, const std::string& name) const override {
    return is_thrown(SwitchKind::partner, organisation, name) || is_disabled(organisation, name);
  }
  bool is_disabled(const OrganisationId& organisation, const std::string& name) const override {
    return is_thrown(SwitchKind::disabled, organisation, name);
  }
  bool stops_queue(const std::string& kind) const override {
    return is_thrown(SwitchKind::queue, "", kind);
  }
  bool drains(const std::string& hub) const override { return is_thrown(SwitchKind::hub, "", hub); }
  bool is_read_only() const override { return is_thrown(SwitchKind::read_only, "", ""); }
  std::vector<Switch> thrown() const override { return *board_->thrown(); }
  Subscription on_change(std::function<void()> fn) override {
    return board_->on_change(std::move(fn));
  }

 private:
  bool is_thrown(SwitchKind kind, const OrganisationId& organisation,
                 const std::string& name) const {
    const auto thrown = board_->thrown();
    return std::any_of(thrown->begin(), thrown->end(), [&](const Switch& one) {
      return one.kind == kind && one.organisation == organisation && one.name == name;
    });
  }

  std::shared_ptr<Board> board_;
};

}  // namespace

std::unique_ptr<SwitchBoard> make_switch_board(store::Store& store, http::Loops& loops) {
  return std::make_unique<LiveSwitches>(store, loops);
}

}  // namespace patchbay::jobs
