#pragma once
// Dead letters: what could not succeed, kept until a person redrives or discards it.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/jobs/queue.h"

namespace patchbay::jobs {

/// Empty fields match everything.
struct DeadFilter {
  OrganisationId organisation = {};
  std::string kind = {}, partner = {}, key = {};
  std::string reason = {};                          ///< a part of the reason, case ignored
  std::optional<Timestamp> since = {}, until = {};  ///< when it died, [since, until)
};

struct DeadLetter {
  std::int64_t id = 0;
  OrganisationId organisation;
  std::string kind, key, partner, lane, payload, reason;
  int attempt = 0;
  Timestamp created_at, died_at;
};

/// One run that did not succeed. Kept for open and dead jobs.
struct FailedRun {
  int attempt = 0;
  Timestamp ended_at;
  std::string worker, reason;
};

/// Newest first, ids below `before` (0: from the newest).
std::vector<DeadLetter> list_dead(store::Session& session, const DeadFilter& filter,
                                  std::int64_t before, std::size_t limit);
std::optional<DeadLetter> find_dead(store::Session& session, const OrganisationId& organisation,
                                    std::int64_t id);
std::int64_t count_dead(store::Session& session, const DeadFilter& filter);
/// The last `limit` of them, in order.
std::vector<FailedRun> failed_runs(store::Session& session, std::int64_t job,
                                   std::size_t limit = 100);

/// Puts dead jobs back, attempts counted anew, not before `run_at`. Those with an id in `ids` that
/// are not dead any more are left alone. Returns those that went back. The room whose job it was
/// may have to follow (a failed reward becomes pending): its redrive hook is called by hub/app's
/// wiring, in the same transaction.
std::vector<std::int64_t> redrive(store::Session& session, std::span<const std::int64_t> ids,
                                  Timestamp run_at);

/// Ends dead jobs for good; the reason is kept with them until retention removes the rows.
std::int64_t discard(store::Session& session, std::span<const std::int64_t> ids,
                     const std::string& reason);

}  // namespace patchbay::jobs
