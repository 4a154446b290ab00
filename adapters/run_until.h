#pragma once
// Runs a piece of a plug's work off the loop, and waits for it no longer than it may take.

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

#include "adapters/plug_threads.h"
#include "adapters/steady_time.h"
#include "hub/http/async.h"

namespace patchbay::adapters {

/// Why work gave nothing.
enum class Late {
  never_began,    ///< all threads were taken until the deadline; it will not run any more
  still_running,  ///< it goes on, and what it returns is dropped
};

/// What a plug says a little late is still the truth.
inline constexpr std::chrono::milliseconds grace{500};

/// Runs `work`, which owns what it refers to and can be copied, on one of `threads`: it begins
/// before `deadline` or never, and is waited for until `grace` later. Resumes on the caller's
/// executor with what it returned or threw. A caller that is destroyed meanwhile is not missed; one
/// that is cancelled gets system_error. The thread of work that is given up is replaced.
template <class F>
auto run_until(PlugThreads& threads, SteadyTime deadline, F work)
    -> Async<std::variant<std::invoke_result_t<F&>, Late>> {
  struct Place {
    std::atomic<bool> is_decided = false;  // by who comes first: the thread, or the time
    std::optional<std::invoke_result_t<F&>> value = {};
    std::exception_ptr failed = {};
    boost::asio::steady_timer* waiting = nullptr;  // the caller's; touched on its loop alone
    bool is_over = false;                          // as waiting
  };
  struct Waiter {  // its frame may be destroyed while it waits
    const std::shared_ptr<Place> place;
    ~Waiter() { place->waiting = nullptr; }
  };
  const auto loop = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer over(loop, deadline + grace);
  const auto place = std::make_shared<Place>();
  place->waiting = &over;
  const Waiter waiter{place};
  auto run = [place, deadline, taken = std::move(work)]() mutable {
    if (std::chrono::steady_clock::now() >= deadline || place->is_decided.exchange(true)) return;
    try {
      place->value.emplace(taken());
    } catch (...) {
      place->failed = std::current_exception();
    }
  };
  auto report = [place, loop] {
    boost::asio::post(loop, [place] {
      place->is_over = true;
      if (place->waiting) place->waiting->cancel();
    });
  };
  threads.post(std::move(run), std::move(report));
  boost::system::error_code cancelled;
  co_await over.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  if (!place->is_over && std::chrono::steady_clock::now() < deadline + grace)
    throw boost::system::system_error(cancelled);
  std::variant<std::invoke_result_t<F&>, Late> end = Late::never_began;
  if (!place->is_over) {
    if (place->is_decided.exchange(true)) {
      end = Late::still_running;
      threads.replace_one();
    }
    co_return end;
  }
  if (place->failed) std::rethrow_exception(place->failed);
  if (place->value) end = *std::move(place->value);
  co_return end;
}

}  // namespace patchbay::adapters
