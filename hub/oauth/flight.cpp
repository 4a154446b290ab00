#include "hub/oauth/flight.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace patchbay::oauth {

void Flight::land(const Got& outcome) {
  std::vector<std::function<void()>> waiters;
  {
    const std::lock_guard lock(mutex_);
    if (outcome_) return;
    outcome_ = outcome;
    waiters.swap(waiters_);
  }
  for (const auto& resume : waiters) resume();
}

void Flight::when_landed(std::function<void()> resume) {
  {
    const std::lock_guard lock(mutex_);
    if (!outcome_) {
      waiters_.push_back(std::move(resume));
      return;
    }
  }
  resume();
}

Async<Got> Flight::wait() {
  // Named first: GCC 12 destroys captures of a temporary coroutine lambda too early.
  auto initiate = [this](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    when_landed([shared, executor, guard = boost::asio::make_work_guard(executor)] {
      boost::asio::post(executor, [shared, guard] { std::move (*shared)(); });
    });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      std::move(initiate), boost::asio::use_awaitable);
  const std::lock_guard lock(mutex_);
  co_return *outcome_;
}

}  // namespace patchbay::oauth
