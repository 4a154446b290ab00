#pragma once
// The durable queue: jobs are rows, a claim is a lease, every job ends done or dead with a reason.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/jobs/lease_clock.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

/// Which of the jobs of one kind and partner that are due go first. Low work is not starved for
/// ever only if there is room: give it its own kind when it must not wait.
enum class Priority : char { high = 0, normal = 1, low = 2 };

struct NewJob {
  OrganisationId organisation;
  std::string kind;  ///< names the handler: "reward.issue", "webhook.deliver"
  std::string
      key;  ///< unique per organisation and kind for ever: a second enqueue is skipped. Never empty
  std::string payload;  ///< JSON object for the handler
  std::string partner;  ///< for per-partner limits; may be empty
  Timestamp run_at;     ///< not before
  Priority priority = Priority::normal;
  /// Jobs of one organisation with the same lane run one at a time, in the order they were
  /// enqueued: a retry keeps its place and holds up those behind it, an end lets the next one go.
  /// Empty: no lane.
  std::string lane = {};
};

struct Job {
  std::int64_t id = 0;
  OrganisationId organisation;
  std::string kind;
  std::string key;
  std::string payload;
  std::string partner;
  int attempt = 0;  ///< 1 on the first run
  /// The run before this one ended without a word (the worker died or lost its lease): what it
  /// did to the outside is unknown.
  bool interrupted = false;
  std::int64_t lease = 0;  ///< fence: finishing under an older lease changes nothing
  int faults = 0;          ///< runs before this one that ended in an exception, in a row
  /// Until when this run surely holds its lease; set by the worker, null elsewhere.
  std::shared_ptr<const LeaseClock> lease_clock{};
};

/// How a run ended.
struct Done {};
struct Again {  ///< run again, not before `at`
  Timestamp at;
  std::string reason;
  std::string partner = {};  ///< when not empty: the job is this partner's from now on
};
struct Later {  ///< run again, not before `at`; this run was held back and counts as no attempt
  Timestamp at;
  std::string reason;
};
struct Dead {  ///< cannot succeed; kept as a dead letter until somebody redrives or discards it
  std::string reason;
};
using End = std::variant<Done, Again, Later, Dead>;

struct Finished {
  std::int64_t id = 0;
  std::int64_t lease = 0;
  End end;
  int faults = 0;  ///< exceptions in a row, this run's included; 0: the run ended by itself
};

/// How many jobs of a kind to claim.
struct Want {
  std::string kind;
  std::size_t limit = 0;
};

/// A lease that is held.
struct Lease {
  std::int64_t id = 0;
  std::int64_t lease = 0;
};

/// Enqueues in the caller's transaction. Keys that exist already are skipped.
void enqueue(store::Session& session, std::span<const NewJob> jobs, Timestamp now);

/// Puts a done or dead job back to ready under its key, its attempts counted anew, in the caller's
/// transaction. Returns false when there is no such job or it is not at an end.
bool revive(store::Session& session, const OrganisationId& organisation, const std::string& kind,
            const std::string& key, Timestamp run_at);

/// Whether there is such a job and it is done or dead.
bool is_at_end(store::Session& session, const OrganisationId& organisation, const std::string& kind,
               const std::string& key);

/// Leases ready or expired jobs to `worker` for `lease`, of each wanted kind those longest due, in
/// order of id. An expired lease comes back with `interrupted` set. Leases use the database's
/// clock (SQLite: the machine's). Costs an index range a kind, however many jobs are finished.
std::vector<Job> claim(store::Session& session, std::span<const Want> wants,
                       const std::string& worker, Duration lease);

/// Prolongs leases to `lease` from now. Returns for each whether it was still held.
std::vector<bool> renew(store::Session& session, std::span<const Lease> held, Duration lease);

/// Ends runs. One whose lease was lost in between is left alone.
/// Returns for each whether it counted.
std::vector<bool> finish(store::Session& session, std::span<const Finished> finished);

/// Gives back all leases of `worker`, marked interrupted. Only for a worker that is known to be
/// dead (the new process holds its data folder's lock). Returns how many.
std::int64_t release_leases(store::Session& session, const std::string& worker);

struct Counts {
  std::int64_t ready = 0;  ///< including those that wait for their run_at
  std::int64_t leased = 0;
  std::int64_t done = 0;
  std::int64_t dead = 0;
};
/// Reads an index of all jobs, finished ones too: for reports, not for every request.
Counts count(store::Session& session);

/// How long until the next job of these kinds may be claimed, by the database's clock; zero when
/// one may be now, nothing when none is open.
std::optional<Duration> next_due_in(store::Session& session, std::span<const std::string> kinds);

}  // namespace patchbay::jobs
