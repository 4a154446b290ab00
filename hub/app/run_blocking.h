#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "hub/http/async.h"
#include "hub/http/loops.h"

namespace patchbay::app {

/// Runs a coroutine on a loop and waits for it, on a thread that is no loop. Throws what it throws.
template <class T>
T run_blocking(http::Loops& loops, Async<T> work) {
  return boost::asio::co_spawn(loops.at(0), std::move(work), boost::asio::use_future).get();
}

}  // namespace patchbay::app
