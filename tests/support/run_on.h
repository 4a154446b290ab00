#pragma once
// A coroutine run from a test's own thread.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <optional>

#include "hub/http/async.h"

namespace patchbay {

template <class T>
Async<void> keep_result(Async<T> work, std::optional<T>& result) {
  result.emplace(co_await std::move(work));
}

/// Runs it on the loop and waits for its end; throws what it throws.
template <class T>
T run_on(const Executor& loop, Async<T> work) {
  std::optional<T> result;
  boost::asio::co_spawn(loop, keep_result(std::move(work), result), boost::asio::use_future).get();
  return std::move(*result);
}
inline void run_on(const Executor& loop, Async<void> work) {
  boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future).get();
}

}  // namespace patchbay
