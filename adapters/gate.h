#pragma once
// A partner's gate in this process: at most so many exchanges at once, at most so many a second.

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <mutex>

#include "adapters/manifest.h"
#include "adapters/token_bucket.h"
#include "hub/http/async.h"

namespace patchbay::adapters {

/// Lets callers of all loops through in the order they came. Thread safe.
class Gate : public std::enable_shared_from_this<Gate> {
 public:
  /// A place inside; leaves when it goes. Empty: it got none.
  class Pass {
   public:
    Pass() = default;
    explicit Pass(std::shared_ptr<Gate> gate) : gate_(std::move(gate)) {}
    Pass(Pass&& other) noexcept = default;
    Pass& operator=(Pass&& other) noexcept {
      std::swap(gate_, other.gate_);
      return *this;
    }
    ~Pass() {
      if (gate_) gate_->leave();
    }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    std::shared_ptr<Gate> gate_;
  };

  /// `keeps_rate`: false where the rate is kept for all hubs together.
  explicit Gate(const Limits& limits, bool keeps_rate = true)
      : limits_(limits), bucket_(keeps_rate ? limits.calls_per_second : 0) {}

  const Limits& limits() const { return limits_; }

  /// Suspends until there is a place and a token; empty when that would be later than `deadline`.
  Async<Pass> enter(std::chrono::steady_clock::time_point deadline);

 private:
  struct Waiter {
    explicit Waiter(const Executor& loop) : timer(loop) {}
    boost::asio::steady_timer timer;
    bool has_place = false;  // guarded by the gate's mutex
  };

  Async<bool> take_place(std::chrono::steady_clock::time_point deadline);
  void leave();

  const Limits limits_;
  std::mutex mutex_;
  std::int64_t places_taken_ = 0;
  std::deque<std::shared_ptr<Waiter>> waiters_;  // as many as there are calls in flight
  TokenBucket bucket_;
};

}  // namespace patchbay::adapters
