#pragma once
// Calls that run while their plug changes.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "adapters/registry.h"

namespace patchbay::app {

/// Threads that call get_account of the partner "acme", whose versions make one step and then
/// reject with the version of their manifest: a call that met two of them would show.
class CallsUnderWay {
 public:
  static constexpr int callers = 2;

  /// `reply`: what the step is answered with.
  CallsUnderWay(const adapters::Registry& registry, adapters::Reply reply)
      : registry_(registry), reply_(std::move(reply)) {
    for (int i = 0; i < callers; ++i)
      threads_.emplace_back([this] {
        while (!is_over_) {
          if (!call()) ++failed_;
          ++made_;
        }
      });
  }
  ~CallsUnderWay() { stop(); }

  /// Returns when another call has ended.
  void wait_for_more() const {
    const int before = made_;
    while (made_ == before) std::this_thread::yield();
  }
  void stop() {
    is_over_ = true;
    threads_.clear();
  }
  int failed() const { return failed_; }

 private:
  /// One whole call. False: it did not end as its version says.
  bool call() const {
    const auto partner = registry_.find("acme");
    adapters::CallContext context;
    context.capability = "get_account";
    auto conversation = partner->plug->begin(context, boost::json::object{{"account", "a"}});
    const auto step = conversation->resume(adapters::Begin{});
    if (std::holds_alternative<adapters::Outcome>(step)) return false;
    const auto end = conversation->resume(reply_);
    const auto* outcome = std::get_if<adapters::Outcome>(&end);
    return outcome && outcome->message == partner->plug->manifest().version;
  }

  const adapters::Registry& registry_;
  const adapters::Reply reply_;
  std::atomic<bool> is_over_ = false;
  std::atomic<int> made_ = 0, failed_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace patchbay::app
