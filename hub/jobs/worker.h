#pragma once
// Claims jobs and runs their handlers on the loops.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "hub/base/random.h"
#include "hub/http/loops.h"
#include "hub/jobs/queue.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

/// Runs one job on a loop and says how it ended. Must be safe to run twice. An exception that
/// leaves it is a defect or an outage: the job runs again by the worker's retry policy.
using Handler = std::function<Async<End>(Job)>;

struct WorkerOptions {
  std::string name;            ///< unique among living workers; owner of the leases
  Duration lease{30'000'000};  ///< renewed by a heartbeat at a third of it while a handler runs
  std::map<std::string, std::size_t> concurrency{};  ///< by kind; default 32
  std::size_t claim_max = 128;
  Duration idle_poll{200'000};  ///< look again after this when nobody wakes the worker
};

struct WorkerStats {
  std::uint64_t claimed = 0, done = 0, again = 0, dead = 0;
};

/// One worker of a process. Finishes go through group commit.
class Worker {
 public:
  virtual ~Worker() = default;  ///< stops
  /// Thread safe, cheap: there may be new work.
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
