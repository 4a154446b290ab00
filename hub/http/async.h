#pragma once
// Coroutines of the hub: one alias, one way to start them.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "hub/base/clock.h"

namespace patchbay {

template <class T>
using Async = boost::asio::awaitable<T>;
using Executor = boost::asio::any_io_executor;

/// Starts a coroutine on its own. An exception that leaves it is logged with `name`, never lost.
void spawn(const Executor& executor, std::string_view name, Async<void> work);

/// Suspends the calling coroutine for `d`.
Async<void> sleep_for(Duration d);

}  // namespace patchbay
