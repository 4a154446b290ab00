#pragma once
// What a schedule that is due does: one pure decision.

#include <vector>

#include "hub/jobs/schedule.h"

namespace patchbay::jobs {

/// An occurrence this much overdue was missed: what becomes of it is the catch-up policy's to say.
constexpr Duration on_time_within{60'000'000};
/// Missed occurrences older than this are not made up for.
constexpr Duration catch_up_horizon = std::chrono::hours(31 * 24);
/// Runs of one schedule that may wait for their turn.
constexpr std::size_t open_runs_max = 1000;

struct SkippedRun {
  Timestamp occurrence;  ///< of many that were missed: the newest
  std::string reason;
};

struct Firing {
  std::vector<Timestamp> fire;  ///< in order of time; they run one after the other
  std::vector<SkippedRun> skip;
  bool cancel_open = false;       ///< the runs that are open are called off
  std::optional<Timestamp> next;  ///< the first occurrence that is not due yet
};

/// `schedule.next_at` and all occurrences after it that are due by `now` are decided on;
/// `open_runs` are those of before that have not ended. Missed runs that "all" makes up for wait
/// for their turn whatever the overlap policy says.
Firing decide_firing(const Schedule& schedule, Timestamp now, std::size_t open_runs);

}  // namespace patchbay::jobs
