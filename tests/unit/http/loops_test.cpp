#include "hub/http/loops.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <stdexcept>
#include <thread>

#include "hub/base/log.h"
#include "tests/support/run_on.h"

namespace patchbay::http {
namespace {

Async<std::thread::id> thread_of_loop() { co_return std::this_thread::get_id(); }

Async<void> fail() {
  throw std::runtime_error("on purpose");
  co_return;
}

Async<void> finish(std::promise<void>& done) {
  co_await sleep_for(std::chrono::microseconds(1));
  done.set_value();
}

TEST(Loops, AreOneThreadEachAndComeInTurn) {
  const auto loops = start_loops(3);
  ASSERT_EQ(loops->size(), 3u);
  std::set<std::thread::id> threads;
  for (std::size_t i = 0; i < 3; ++i) threads.insert(run_on(loops->next(), thread_of_loop()));
  EXPECT_EQ(threads.size(), 3u);
  EXPECT_EQ(threads.count(std::this_thread::get_id()), 0u);
}

TEST(Spawn, LogsAnEscapedExceptionAndTheLoopGoesOn) {
  std::promise<std::string> logged;
  set_log_sink([&](LogLevel, std::string_view line) { logged.set_value(std::string(line)); });
  const auto loops = start_loops(1);
  spawn(loops->at(0), "breaks", fail());
  EXPECT_EQ(logged.get_future().get(), "coroutine.failed name=breaks error=\"on purpose\"");
  std::promise<void> done;
  spawn(loops->at(0), "finishes", finish(done));
  done.get_future().get();
  loops->stop();
  set_log_sink({});
}

TEST(Loops, StopDropsWhatIsLeft) {
  auto loops = start_loops(1);
  spawn(loops->at(0), "sleeps", sleep_for(std::chrono::hours(1)));
  loops->stop();
  loops->stop();
  loops.reset();
}

}  // namespace
}  // namespace patchbay::http
