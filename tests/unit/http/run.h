#pragma once
// Runs a coroutine to its end on a loop from a test's thread.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "hub/http/async.h"

namespace patchbay {

template <class T>
T run_on(const Executor& executor, Async<T> work) {
  return boost::asio::co_spawn(executor, std::move(work), boost::asio::use_future).get();
}

}  // namespace patchbay
