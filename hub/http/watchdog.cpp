#include "hub/http/watchdog.h"

#include <boost/asio/steady_timer.hpp>

namespace patchbay::http {

struct Watchdog::State {
  State(const Executor& loop, std::function<void()> on_expiry)
      : timer(loop), expired(std::move(on_expiry)) {}

  boost::asio::steady_timer timer;
  std::function<void()> expired;
  Deadline deadline = Deadline::max();
  Deadline armed = Deadline::max();  ///< when the timer fires; never after `deadline`

  // The wait holds a weak pointer: its handler may already be queued when the watchdog goes.
  static void arm(const std::shared_ptr<State>& state) {
    state->armed = state->deadline;
    state->timer.expires_at(state->deadline);
    state->timer.async_wait(
        [weak = std::weak_ptr<State>(state)](const boost::system::error_code& error) {
          const auto self = weak.lock();
          if (!error && self) fire(self);
        });
  }

  static void fire(const std::shared_ptr<State>& state) {
    const auto now = std::chrono::steady_clock::now();
    // A timer that was moved while this call was queued fires again by itself.
    if (state->armed > now) return;
    state->armed = Deadline::max();
    if (state->deadline == Deadline::max()) return;
    if (state->deadline > now) return arm(state);
    state->deadline = Deadline::max();
    // A copy: the callback may destroy the watchdog.
    const auto call = state->expired;
    if (call) call();
  }
};

Watchdog::Watchdog(const Executor& loop, std::function<void()> expired)
    : state_(std::make_shared<State>(loop, std::move(expired))) {}

Watchdog::~Watchdog() { state_->expired = nullptr; }

void Watchdog::set(Deadline deadline) {
  state_->deadline = deadline;
  if (state_->armed > deadline) State::arm(state_);
}

void Watchdog::clear() { state_->deadline = Deadline::max(); }

}  // namespace patchbay::http
