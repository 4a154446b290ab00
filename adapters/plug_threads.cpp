#include "adapters/plug_threads.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "hub/base/log.h"

namespace patchbay::adapters {
namespace {

std::atomic<std::size_t> left_behind = 0;

struct Task {
  std::function<void()> work;
  std::function<void()> report;
};

}  // namespace

struct PlugThreads::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Task> waiting;  // as long as there are calls: the worker's places limit it
  std::vector<std::thread> threads;
  std::size_t serving = 0;   // threads that did not end
  std::size_t replaced = 0;  // of those that were given up
  bool is_mute = false;
  bool is_closed = false;
  bool is_left = false;

  /// Starts one more, which owns this.
  static void start_thread(const std::shared_ptr<Shared>& shared);
  void serve();
  void run_next(std::unique_lock<std::mutex>& lock);
};

void PlugThreads::Shared::start_thread(const std::shared_ptr<Shared>& shared) {
  shared->threads.emplace_back([shared] { shared->serve(); });
  ++shared->serving;
}

void PlugThreads::Shared::serve() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return is_closed || !waiting.empty(); });
    if (waiting.empty()) break;
    run_next(lock);
  }
  --serving;
  if (is_left) --left_behind;
  changed.notify_all();
}

void PlugThreads::Shared::run_next(std::unique_lock<std::mutex>& lock) {
  {
    const Task task = std::move(waiting.front());
    waiting.pop_front();
    const bool is_wanted = !is_closed;
    lock.unlock();
    if (is_wanted) task.work();
    lock.lock();
    if (is_wanted && !is_mute && task.report) task.report();
    lock.unlock();  // what it owned may be a plug's, whose code runs then
  }
  lock.lock();
}

PlugThreads::PlugThreads(std::size_t count) : shared_(std::make_shared<Shared>()) {
  const std::lock_guard lock(shared_->mutex);
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i) Shared::start_thread(shared_);
}

PlugThreads::~PlugThreads() {
  std::unique_lock lock(shared_->mutex);
  shared_->is_mute = true;
  shared_->is_closed = true;
  shared_->changed.notify_all();
  shared_->changed.wait_for(lock, patience, [this] { return shared_->serving == 0; });
  const std::size_t left = shared_->serving;
  shared_->is_left = left > 0;
  left_behind += left;
  auto threads = std::move(shared_->threads);
  lock.unlock();
  if (left > 0) log_line(LogLevel::error, "plug.left_running", {{"threads", left}});
  for (auto& thread : threads) {
    if (left > 0)
      thread.detach();
    else
      thread.join();
  }
}

void PlugThreads::post(std::function<void()> work, std::function<void()> report) {
  const std::lock_guard lock(shared_->mutex);
  shared_->waiting.push_back({std::move(work), std::move(report)});
  shared_->changed.notify_one();
}

void PlugThreads::replace_one() {
  const std::lock_guard lock(shared_->mutex);
  if (shared_->is_closed || shared_->replaced == replacements_max) return;
  Shared::start_thread(shared_);
  ++shared_->replaced;
}

void PlugThreads::mute() {
  const std::lock_guard lock(shared_->mutex);
  shared_->is_mute = true;
}

std::size_t plug_threads_left() { return left_behind; }

}  // namespace patchbay::adapters
