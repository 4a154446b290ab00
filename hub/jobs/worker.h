#pragma once
// Claims jobs and runs their handlers on the loops.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "hub/base/random.h"
#include "hub/http/loops.h"
#include "hub/jobs/leases.h"
#include "hub/jobs/switches.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

/// Runs one job on a loop and says how it ended. Must be safe to run twice. An exception that
/// leaves it is a defect or an outage: the job runs again by the worker's retry policy.
using Handler = std::function<Async<End>(Job)>;

struct WorkerOptions {
  std::string name;            ///< unique among living workers; owner of the leases
  Duration lease{30'000'000};  ///< renewed by a heartbeat at a third of it while a handler runs
  std::map<std::string, std::size_t> concurrency{};  ///< by kind; default 32
  /// Places of a kind that one organisation's partner may fill; 0: all of them, as long as no
  /// other has work that is due.
  std::size_t partner_concurrency = 0;
  std::size_t claim_max = 128;  ///< jobs of a kind at once
  /// Wake-ups come with the commits that make work; this is a look for those that went lost, for
  /// leases of dead workers, and for work that another process put into an SQLite store.
  Duration idle_poll{1'000'000};
  /// A job that ended its worker so often in a row is a dead letter.
  int interruptions_max = 3;
  /// By kind: a dead letter that its handler could not see coming (it ended its workers, or threw
  /// too often) enqueues a job of this other kind, payload {"key", "lease", "reason"} (buried.h),
  /// in the same transaction.
  std::map<std::string, std::string> on_burial{};
  /// Asked on a store thread before jobs of a source are claimed, must not block or call the
  /// worker: not before so long. Empty: all are free.
  std::function<Duration(const Source&)> hold{};
  /// Asked like `hold`: the places of its kind that a source may fill at once; 0: as
  /// `partner_concurrency` says. Empty: 0 for all.
  std::function<std::size_t(const Source&)> places{};
  /// What is stopped stays pending. Null: nothing ever is. Outlives the worker.
  SwitchBoard* switches = nullptr;
};

struct WorkerStats {
  std::uint64_t claimed = 0, done = 0, again = 0, later = 0, dead = 0;
};

/// One worker of a process. Finishes go through group commit.
class Worker {
 public:
  virtual ~Worker() = default;  ///< stops
  /// Thread safe, cheap: there may be new work. Commits of enqueue() call it by themselves.
  virtual void wake() = 0;
  /// Claims nothing more and waits up to `limit` for running handlers; the leases of the rest
  /// stay and run out. Blocks; not from a loop.
  virtual void stop(Duration limit) = 0;
  virtual WorkerStats stats() const = 0;
};

std::unique_ptr<Worker> start_worker(store::Store& store, http::Loops& loops, WorkerOptions options,
                                     std::map<std::string, Handler> handlers, const Clock& clock,
                                     Random& random);

}  // namespace patchbay::jobs
