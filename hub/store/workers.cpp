#include "hub/store/workers.h"

#include "hub/base/log.h"

namespace patchbay::store {
namespace {

std::size_t index_of(Access access) { return access == Access::read ? 0 : 1; }

}  // namespace

Workers::Workers(StoreUrl url, Announcer announcer, std::unique_ptr<Connection> first,
                 std::size_t writers, std::size_t readers)
    : url_(std::move(url)), announcer_(std::move(announcer)) {
  threads_.reserve(writers + readers);
  for (std::size_t i = 0; i < writers; ++i)
    threads_.emplace_back([this, connection = std::move(first)]() mutable {
      serve(Access::write, std::move(connection));
    });
  for (std::size_t i = 0; i < readers; ++i)
    threads_.emplace_back([this] { serve(Access::read, nullptr); });
}

Workers::~Workers() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  for (auto& wake : wake_) wake.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Workers::submit(Access access, Task& task) {
  auto i = index_of(access);
  {
    std::lock_guard lock(mutex_);
    if (waiting_[i].size() >= Store::tasks_max) return false;
    waiting_[i].push_back(std::move(task));
    ++unfinished_;
  }
  wake_[i].notify_one();
  return true;
}

bool Workers::take(Access access, Task& task) {
  auto i = index_of(access);
  std::unique_lock lock(mutex_);
  // A running task may submit another when it ends, so nobody leaves before all have ended.
  wake_[i].wait(lock, [&] { return !waiting_[i].empty() || (closing_ && unfinished_ == 0); });
  if (waiting_[i].empty()) return false;
  task = std::move(waiting_[i].front());
  waiting_[i].pop_front();
  return true;
}

void Workers::finished() {
  std::lock_guard lock(mutex_);
  if (--unfinished_ == 0 && closing_)
    for (auto& wake : wake_) wake.notify_all();
}

void Workers::serve(Access access, std::unique_ptr<Connection> connection) {
  for (Task task; take(access, task); task = {}) {
    auto error = run_transaction(url_, access, connection, announcer_, task.work);
    try {
      task.done(error);
    } catch (const std::exception& e) {
      log_line(LogLevel::error, "store.completion_threw", {{"error", e.what()}});
    }
    task = {};
    finished();
  }
}

}  // namespace patchbay::store
