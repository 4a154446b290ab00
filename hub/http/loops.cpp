#include "hub/http/loops.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <thread>

#include "hub/base/log.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;

/// One io_context and its thread.
class Loop {
 public:
  Loop() : context_(1), work_(context_.get_executor()), thread_([this] { run(); }) {}
  ~Loop() { stop(); }

  Executor executor() { return context_.get_executor(); }
  void stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  /// A defect in one completion handler must not end the loop of all others.
  void run() {
    while (!context_.stopped()) {
      try {
        context_.run();
      } catch (const std::exception& e) {
        log_line(LogLevel::error, "loop.failed", {{"error", e.what()}});
      }
    }
  }

  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

class ThreadLoops final : public Loops {
 public:
  explicit ThreadLoops(std::size_t count) {
    for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i) {
      loops_.push_back(std::make_unique<Loop>());
    }
  }
  // All threads end before the first io_context goes: work left on one may refer to another.
  ~ThreadLoops() override { ThreadLoops::stop(); }

  std::size_t size() const override { return loops_.size(); }
  Executor at(std::size_t index) override { return loops_.at(index)->executor(); }
  Executor next() override {
    return loops_[next_.fetch_add(1, std::memory_order_relaxed) % loops_.size()]->executor();
  }
  void stop() override {
    for (auto& loop : loops_) loop->stop();
  }

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace

std::unique_ptr<Loops> start_loops(std::size_t count) {
  return std::make_unique<ThreadLoops>(count);
}

}  // namespace patchbay::http
