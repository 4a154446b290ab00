#pragma once
// Callers of a batch on their way back to their loops. Private to hub/store.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <utility>
#include <vector>

namespace patchbay::store {

/// Collects what is to run on which loop, and wakes each loop once for all of it: a wake-up costs
/// more than what it brings. Used by one thread.
class Resumptions {
 public:
  using Executor = boost::asio::any_io_executor;

  /// `resume` does not throw.
  void add(const Executor& executor, std::function<void()> resume) {
    for (auto& [known, some] : by_loop_)
      if (known == executor) return some.push_back(std::move(resume));
    by_loop_.push_back({executor, {}});
    by_loop_.back().second.push_back(std::move(resume));
  }

  void post() {
    for (auto& [executor, some] : std::exchange(by_loop_, {})) {
      // The loop stays until post() has returned on this thread.
      const auto guard = boost::asio::make_work_guard(executor);
      boost::asio::post(executor, [some = std::move(some)] {
        for (const auto& resume : some) resume();
      });
    }
  }

 private:
  std::vector<std::pair<Executor, std::vector<std::function<void()>>>> by_loop_;
};

}  // namespace patchbay::store
