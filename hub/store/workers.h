#pragma once
// The store's threads: a queue of tasks for writers, one for readers. Private to hub/store.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "hub/store/connection.h"
#include "hub/store/transaction.h"

namespace patchbay::store {

struct Task {
  std::function<void(Session&)> work;
  std::function<void(std::exception_ptr)> done;
};

/// Threads with a connection each. A single writer (SQLite) commits what waits together, since its
/// commits are what it does longest; several (PostgreSQL) leave that to the server. The destructor
/// finishes what was submitted, and what its completions submit, before it joins.
class Workers {
 public:
  /// `first` serves the first writer; the others connect when their first task comes.
  Workers(StoreUrl url, Announcer announcer, std::unique_ptr<Connection> first, std::size_t writers,
          std::size_t readers);
  ~Workers();
  /// False, and the task untouched, when too many wait.
  bool submit(Access access, Task& task);

 private:
  struct Idle {
    std::condition_variable wake;
    bool is_called = false;
  };

  void serve(Access access, std::unique_ptr<Connection> connection);
  bool take(Access access, Task& task);
  void take_another(std::vector<Task>& writes);
  void run_together(std::unique_ptr<Connection>& connection, Task first);
  void finish(Task& task, const std::exception_ptr& error);
  void call(Idle& idle);
  void call_all();

  const StoreUrl url_;
  const Announcer announcer_;
  const bool commits_together_;
  std::mutex mutex_;
  std::vector<Idle*> idle_[2];  ///< the last to come is called first: its connection is warm
  std::deque<Task> waiting_[2];
  std::size_t unfinished_ = 0;  ///< waiting or running, of both kinds
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace patchbay::store
