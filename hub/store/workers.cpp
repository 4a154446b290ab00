#include "hub/store/workers.h"

#include <chrono>

#include "hub/base/log.h"

namespace patchbay::store {
namespace {

/// What commits together is bounded, since the first waits for the last.
constexpr std::size_t together_max = 16;
constexpr std::chrono::milliseconds together_for{2};

std::size_t index_of(Access access) { return access == Access::read ? 0 : 1; }

}  // namespace

Workers::Workers(StoreUrl url, Announcer announcer, std::unique_ptr<Connection> first,
                 std::size_t writers, std::size_t readers)
    : url_(std::move(url)), announcer_(std::move(announcer)), commits_together_(writers == 1) {
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
    call_all();
  }
  for (auto& thread : threads_) thread.join();
}

bool Workers::submit(Access access, Task& task) {
  auto i = index_of(access);
  std::lock_guard lock(mutex_);
  if (waiting_[i].size() >= Store::tasks_max) return false;
  waiting_[i].push_back(std::move(task));
  ++unfinished_;
  if (idle_[i].empty()) return true;
  auto* const last = idle_[i].back();
  idle_[i].pop_back();
  call(*last);
  return true;
}

bool Workers::take(Access access, Task& task) {
  auto i = index_of(access);
  std::unique_lock lock(mutex_);
  // A running task may submit another when it ends, so nobody leaves before all have ended.
  while (waiting_[i].empty() && !(closing_ && unfinished_ == 0)) {
    Idle idle;
    idle_[i].push_back(&idle);
    idle.wake.wait(lock, [&] { return idle.is_called; });
  }
  if (waiting_[i].empty()) return false;
  task = std::move(waiting_[i].front());
  waiting_[i].pop_front();
  return true;
}

/// Under the mutex: whoever was called may be gone as soon as it is free.
void Workers::call(Idle& idle) {
  idle.is_called = true;
  idle.wake.notify_one();
}

void Workers::call_all() {
  for (auto& waiting : idle_) {
    for (auto* idle : waiting) call(*idle);
    waiting.clear();
  }
}

void Workers::take_another(std::vector<Task>& writes) {
  auto& waiting = waiting_[index_of(Access::write)];
  std::lock_guard lock(mutex_);
  if (waiting.empty()) return;
  writes.push_back(std::move(waiting.front()));
  waiting.pop_front();
}

void Workers::finish(Task& task, const std::exception_ptr& error) {
  try {
    task.done(error);
  } catch (const std::exception& e) {
    log_line(LogLevel::error, "store.completion_threw", {{"error", e.what()}});
  }
  task = {};
  std::lock_guard lock(mutex_);
  if (--unfinished_ == 0 && closing_) call_all();
}

void Workers::run_together(std::unique_ptr<Connection>& connection, Task first) {
  std::vector<Task> tasks;
  tasks.push_back(std::move(first));
  const auto end = std::chrono::steady_clock::now() + together_for;
  const auto may_grow = [&] {
    return tasks.size() < together_max && std::chrono::steady_clock::now() < end;
  };
  // By index, since tasks that came meanwhile are added at the end.
  const auto work = [&](Session& session) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      tasks[i].work(session);
      if (i + 1 == tasks.size() && may_grow()) take_another(tasks);
    }
  };
  auto error = run_transaction(url_, Access::write, connection, announcer_, work);
  const bool is_alone = tasks.size() == 1;
  for (auto& task : tasks) {
    // One of them failed and took the others along: each shows by itself what it can do.
    if (error && !is_alone)
      finish(task, run_transaction(url_, Access::write, connection, announcer_, task.work));
    else
      finish(task, error);
  }
}

void Workers::serve(Access access, std::unique_ptr<Connection> connection) {
  for (Task task; take(access, task); task = {}) {
    if (access == Access::write && commits_together_) {
      run_together(connection, std::move(task));
      continue;
    }
    auto error = run_transaction(url_, access, connection, announcer_, task.work);
    finish(task, error);
  }
}

}  // namespace patchbay::store
