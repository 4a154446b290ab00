#pragma once
// Takes a piece of blocking work off the loop.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>

#include "hub/http/async.h"

namespace patchbay::adapters {

/// Runs `work` on a thread of `threads` and resumes on the caller's executor with what it returned
/// or threw. What `work` refers to lives in the suspended caller.
template <class F>
auto run_on(boost::asio::thread_pool& threads, F work) -> Async<std::invoke_result_t<F&>> {
  using T = std::invoke_result_t<F&>;
  // Named first: GCC 12 destroys captures of temporaries in a co_await expression too early.
  auto initiate = [&threads](auto handler, F taken) {
    auto loop = boost::asio::get_associated_executor(handler);
    auto run = [handler = std::move(handler), loop, guard = boost::asio::make_work_guard(loop),
                taken = std::move(taken)]() mutable {
      std::exception_ptr failed;
      std::optional<T> value;
      try {
        value.emplace(taken());
      } catch (...) {
        failed = std::current_exception();
      }
      boost::asio::post(loop,
                        [handler = std::move(handler), failed, value = std::move(value)]() mutable {
                          std::move(handler)(failed, std::move(value));
                        });
    };
    boost::asio::post(threads, std::move(run));
  };
  auto value = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                    void(std::exception_ptr, std::optional<T>)>(
      std::move(initiate), boost::asio::use_awaitable, std::move(work));
  co_return std::move(*value);
}

}  // namespace patchbay::adapters
