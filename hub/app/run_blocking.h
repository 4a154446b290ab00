#pragma once
#include <exception>
#include <future>
#include <utility>

#include "hub/http/async.h"
#include "hub/http/loops.h"

namespace patchbay::app {

template <class T>
Async<void> deliver_into(std::promise<T> promise, Async<T> work) {
  try {
    promise.set_value(co_await std::move(work));
  } catch (...) {
    promise.set_exception(std::current_exception());
  }
}

/// Runs a coroutine on a loop and waits for it, on a thread that is no loop. Throws what it throws.
template <class T>
T run_blocking(http::Loops& loops, Async<T> work) {
  std::promise<T> promise;
  auto done = promise.get_future();
  spawn(loops.at(0), "main job", deliver_into<T>(std::move(promise), std::move(work)));
  return done.get();
}

}  // namespace patchbay::app
