#include "adapters/plug_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace patchbay::adapters {
namespace {

struct Watched {
  std::promise<void> begun, released;
  std::shared_future<void> may_go_on = released.get_future().share();
  std::atomic<bool> has_reported = false;
};

TEST(PlugThreads, report_after_the_work) {
  std::promise<int> told;
  int made = 0;
  PlugThreads threads(1);
  threads.post([&] { made = 7; }, [&] { told.set_value(made); });
  EXPECT_EQ(told.get_future().get(), 7);
}

TEST(PlugThreads, leave_behind_what_does_not_come_back_and_never_begin_what_waits) {
  const auto watched = std::make_shared<Watched>();
  const auto has_begun = std::make_shared<std::atomic<bool>>(false);
  {
    PlugThreads threads(1);
    threads.post(
        [watched] {
          watched->begun.set_value();
          watched->may_go_on.wait();
        },
        [watched] { watched->has_reported = true; });
    watched->begun.get_future().wait();
    threads.post([has_begun] { *has_begun = true; });
  }
  EXPECT_EQ(plug_threads_left(), 1u);
  watched->released.set_value();
  while (plug_threads_left() > 0) std::this_thread::yield();
  EXPECT_FALSE(watched->has_reported) << "nobody is there to hear it";
  EXPECT_FALSE(*has_begun);
}

TEST(PlugThreads, replace_one_that_does_not_come_back) {
  Watched watched;
  PlugThreads threads(1);
  threads.post([&] { watched.may_go_on.wait(); });
  threads.replace_one();
  std::promise<void> next;
  threads.post([&] { next.set_value(); });
  next.get_future().wait();
  watched.released.set_value();
}

TEST(PlugThreads, report_nothing_once_they_are_mute) {
  Watched watched;
  PlugThreads threads(1);
  threads.post(
      [&] {
        watched.begun.set_value();
        watched.may_go_on.wait();
      },
      [&] { watched.has_reported = true; });
  watched.begun.get_future().wait();
  threads.mute();
  watched.released.set_value();
  std::promise<void> next;
  threads.post([&] { next.set_value(); });
  next.get_future().wait();
  EXPECT_FALSE(watched.has_reported);
}

}  // namespace
}  // namespace patchbay::adapters
