#pragma once
// The durable queue: jobs are rows, a claim is a lease, every job ends done, cancelled or dead with
// a reason. This is the side of those who have work done; hub/jobs/leases.h is the workers'.

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
  static constexpr std::size_t name_bytes_max = 200;  ///< of kind, key, partner and lane
  static constexpr std::size_t payload_bytes_max = 256UL * 1024;

  OrganisationId organisation;
  std::string kind;  ///< names the handler: "reward.issue", "webhook.deliver". Never empty
  /// Unique per organisation and kind while the row is kept (purge()): a second enqueue is skipped.
  /// Never empty. What must be unique for ever needs a unique key of its own room.
  std::string key;
  std::string payload;  ///< JSON object for the handler
  std::string partner;  ///< for per-partner limits; may be empty
  Timestamp run_at;     ///< not before; not negative
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
  std::int64_t lease = 0;      ///< fence: finishing under an older lease changes nothing
  int faults = 0;              ///< runs before this one that ended in an exception, in a row
  int interruptions = 0;       ///< runs before this one that ended without a word, in a row
  bool cancel_wanted = false;  ///< somebody cancelled it during a run before this one
  std::string lane = {};
  /// What this run may ask its worker; set by the worker, null elsewhere.
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

/// Enqueues in the caller's transaction, in the order given, and wakes the workers at its commit.
/// Keys that exist already are skipped. Errors (ErrorException): invalid, naming the job and its
/// field: nothing is stored.
void enqueue(store::Session& session, std::span<const NewJob> jobs, Timestamp now);

/// Puts a job that is at an end back under its key, its attempts counted anew, in the caller's
/// transaction. Returns false when there is no such job or it is not at an end.
bool revive(store::Session& session, const OrganisationId& organisation, const std::string& kind,
            const std::string& key, Timestamp run_at);

/// Jobs of these keys that wait for their time are due now, in the caller's transaction. One that
/// is at work just now is left alone. Returns how many it moved.
std::int64_t hasten(store::Session& session, const OrganisationId& organisation,
                    const std::string& kind, std::span<const std::string> keys, Timestamp now);

/// Whether there is such a job and it is done, dead, cancelled or discarded.
bool is_at_end(store::Session& session, const OrganisationId& organisation, const std::string& kind,
               const std::string& key);

enum class Cancelled {
  no,      ///< there is no such job, or it is at an end
  now,     ///< it will not run
  wanted,  ///< it is at work: it may still end done or dead, but will not run again
};
Cancelled cancel(store::Session& session, const OrganisationId& organisation,
                 const std::string& kind, const std::string& key);

struct Counts {
  std::int64_t ready = 0;  ///< including those that wait for their run_at or in their lane
  std::int64_t leased = 0;
  std::int64_t done = 0;
  std::int64_t dead = 0;
};
/// Reads an index of all jobs, finished ones too: for reports, not for every request.
Counts count(store::Session& session);

/// Jobs of these kinds that are ready or leased, whenever they are due; those that wait in a lane
/// wait for one of them. Reads open jobs only, so it costs the same after a million finished ones.
std::int64_t count_open(store::Session& session, const OrganisationId& organisation,
                        std::span<const std::string_view> kinds);

/// Removes up to `limit` of the jobs that were done, cancelled or discarded before `ended_before`,
/// the oldest first. Returns how many; call again, in another transaction, until it is none. Their
/// keys may be enqueued again. Dead letters stay.
std::int64_t purge(store::Session& session, Timestamp ended_before, std::size_t limit);

}  // namespace patchbay::jobs
