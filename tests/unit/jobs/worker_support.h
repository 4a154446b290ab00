#pragma once
// What the tests of the worker share.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "hub/base/log.h"
#include "hub/jobs/worker.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {

using std::chrono::milliseconds;
using std::chrono::seconds;
using store::Session;

/// What handlers saw; waits for it without sleeping.
class Seen {
 public:
  void add(const Job& job) {
    const std::lock_guard lock(mutex_);
    runs_.push_back(job);
    changed_.notify_all();
  }
  /// The runs, once there are `count`, or what there is after 10 s.
  std::vector<Job> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, seconds(10), [&] { return runs_.size() >= count; });
    return runs_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> runs_;
};

/// Holds handlers back until it is opened, without blocking their loop.
class Gate {
 public:
  explicit Gate(Executor loop) : timer_(loop, boost::asio::steady_timer::time_point::max()) {}
  Async<void> pass() {
    if (open_) co_return;
    boost::system::error_code ignored;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  void open() {
    boost::asio::post(timer_.get_executor(), [this] {
      open_ = true;
      timer_.cancel();
    });
  }

 private:
  bool open_ = false;
  boost::asio::steady_timer timer_;
};

/// What is logged while it lives.
class CapturedLog {
 public:
  CapturedLog() {
    set_log_sink([this](LogLevel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      text_.append(line).append("\n");
    });
  }
  ~CapturedLog() { set_log_sink(nullptr); }
  CapturedLog(const CapturedLog&) = delete;
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

class WorkerTest : public StoreTest {
 protected:
  void put(const std::vector<std::string>& keys, Timestamp run_at = {0}) {
    std::vector<NewJob> jobs;
    for (const auto& key : keys) jobs.push_back({"org", "k", key, "{}", "", run_at});
    write([&](Session& s) { enqueue(s, jobs, system_clock().now()); });
  }
  std::unique_ptr<Worker> start(Handler handler, WorkerOptions options = {}) {
    if (options.name.empty()) options.name = "w";
    return start_worker(store(), *loops_, std::move(options), {{"k", std::move(handler)}},
                        system_clock(), random_);
  }
  /// Ends everything well.
  Handler done() {
    return [this](Job job) -> Async<End> {
      seen_.add(job);
      co_return Done{};
    };
  }
  /// Ends well too, once the gate is open.
  Handler done_behind(Gate& gate) {
    return [this, &gate](Job job) -> Async<End> {
      seen_.add(job);
      co_await gate.pass();
      co_return Done{};
    };
  }
  /// Ends in an exception, every time.
  Handler faulty() {
    return [this](Job job) -> Async<End> {
      seen_.add(job);
      throw std::runtime_error("the disk is full");
      co_return Done{};
    };
  }
  /// How many of `jobs` jobs were at work at once at most.
  int most_at_once(int jobs, WorkerOptions options) {
    std::vector<std::string> keys;
    for (int i = 0; i < jobs; ++i) keys.push_back("j" + std::to_string(i));
    put(keys);
    std::atomic<int> running = 0, most = 0;
    auto worker = start(
        [&](Job job) -> Async<End> {
          most = std::max<int>(most, ++running);
          co_await sleep_for(milliseconds(1));
          --running;
          seen_.add(job);
          co_return Done{};
        },
        std::move(options));
    EXPECT_EQ(seen_.wait_for(keys.size()).size(), keys.size());
    worker->stop(seconds(10));
    EXPECT_EQ(counts().done, jobs);
    return most;
  }
  Counts counts() {
    return read([](Session& s) { return count(s); });
  }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }

  SeededRandom random_{1};
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  Seen seen_;
};

}  // namespace patchbay::jobs
