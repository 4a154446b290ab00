#include "adapters/gate.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace patchbay::adapters {
namespace {

Timestamp as_timestamp(std::chrono::steady_clock::time_point at) {
  return {std::chrono::duration_cast<Duration>(at.time_since_epoch()).count()};
}

}  // namespace

Async<Gate::Pass> Gate::enter(std::chrono::steady_clock::time_point deadline) {
  const bool has_place = co_await take_place(deadline);
  if (!has_place) co_return Pass();
  // The place comes before the token: nobody then sits on tokens and sends them all at once.
  Pass pass(shared_from_this());
  std::optional<Duration> wait;
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    wait = bucket_.reserve(as_timestamp(now), as_timestamp(deadline) - as_timestamp(now));
  }
  if (!wait) co_return Pass();
  if (wait->count() > 0) co_await sleep_for(*wait);
  co_return pass;
}

Async<bool> Gate::take_place(std::chrono::steady_clock::time_point deadline) {
  const auto loop = co_await boost::asio::this_coro::executor;
  std::shared_ptr<Waiter> waiter;
  {
    const std::lock_guard lock(mutex_);
    if (places_taken_ < limits_.concurrency) {
      ++places_taken_;
      co_return true;
    }
    waiter = std::make_shared<Waiter>(loop);
    waiters_.push_back(waiter);
  }
  waiter->timer.expires_at(deadline);
  co_await waiter->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  const std::lock_guard lock(mutex_);
  if (waiter->has_place) co_return true;
  std::erase(waiters_, waiter);
  co_return false;
}

void Gate::leave() {
  const std::lock_guard lock(mutex_);
  if (waiters_.empty()) {
    --places_taken_;
    return;
  }
  const auto next = waiters_.front();
  waiters_.pop_front();
  next->has_place = true;
  // On the waiter's own loop, where it has surely begun to wait by then.
  boost::asio::post(next->timer.get_executor(), [next] { next->timer.cancel(); });
}

}  // namespace patchbay::adapters
