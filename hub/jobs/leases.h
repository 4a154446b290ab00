#pragma once
// The workers' side of the queue: what waits, claim, renew, finish. Leases use the database's clock
// (SQLite: the machine's).

#include "hub/jobs/queue.h"

namespace patchbay::jobs {

/// What the places of a kind are shared between.
struct Source {
  std::string kind;
  OrganisationId organisation;
  std::string partner;

  auto operator<=>(const Source&) const = default;
};

/// Open jobs of one source and priority.
struct Waiting {
  Source source;
  Priority priority = Priority::normal;
  /// Until the first of them may be claimed; zero: now. Nothing: all are leased.
  std::optional<Duration> due_in;
};

/// Where list_waiting() goes on in a kind.
struct Cursor {
  Source after;
  std::int64_t priority = -1;  ///< -1: the whole source is still to come

  bool operator==(const Cursor&) const = default;
};

/// What waits in the kinds of `cursors`, in order of source and priority, up to `limit` of each
/// kind. Costs a few index look-ups each, however many jobs wait or are finished.
std::vector<Waiting> list_waiting(store::Session& session, std::span<const Cursor> cursors,
                                  std::size_t limit);

/// How many jobs of a source and priority to claim.
struct Want {
  Source source;
  Priority priority = Priority::normal;
  std::size_t limit = 0;
};

/// Leases jobs that are due and ready, or whose lease ran out, to `worker` for `lease`: for each
/// want those longest due. In order of id. An expired lease comes back with `interrupted` set.
/// Workers that claim at once get different jobs.
std::vector<Job> claim(store::Session& session, std::span<const Want> wants,
                       const std::string& worker, Duration lease);
/// Up to `limit` due jobs of a kind, from whatever sources. For tests and tools: a worker plans.
std::vector<Job> claim_kind(store::Session& session, const std::string& kind, std::size_t limit,
                            const std::string& worker, Duration lease);

/// A lease that is held.
struct Lease {
  std::int64_t id = 0;
  std::int64_t lease = 0;
};
struct Renewal {
  bool held = false;
  bool cancel_wanted = false;
};
/// Prolongs leases to `lease` from now; one answer for each.
std::vector<Renewal> renew(store::Session& session, std::span<const Lease> held, Duration lease);

struct Finished {
  std::int64_t id = 0;
  std::int64_t lease = 0;
  End end;
  int faults = 0;  ///< exceptions in a row, this run's included; 0: the run ended by itself
  /// The handler was not called: what is known of the runs before this one stays.
  bool never_ran = false;
  /// The job's, for an end that waits for no other transaction in a circle; not given: the lane is
  /// looked up late.
  OrganisationId organisation = {};
  std::string lane = {};
  /// Enqueued with the end, if that counts. May be null.
  std::shared_ptr<const NewJob> follow_up = nullptr;
};
/// Ends runs. One whose lease was lost in between is left alone. Again and Dead are kept as failed
/// runs (hub/jobs/dead_letters.h). Returns for each whether it counted.
std::vector<bool> finish(store::Session& session, std::span<const Finished> finished);

/// Gives back all leases of `worker`, marked interrupted. Only for a worker that is known to be
/// dead (the new process holds its data folder's lock). Returns how many.
std::int64_t release_leases(store::Session& session, const std::string& worker);

}  // namespace patchbay::jobs
