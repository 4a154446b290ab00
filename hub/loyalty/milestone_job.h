#pragma once
// The daily look at everybody's milestones, as a job.

#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"

namespace patchbay::loyalty {

inline constexpr const char* milestones_kind = "milestones.check";

/// All outlive the handler.
struct MilestoneJobParts {
  store::Store& store;
  policy::PolicyBook& policies;
  const Clock& clock;
  Random& random;
  std::function<void()> after_commit = {};  ///< there may be new jobs; may be empty
  std::size_t page = 500;                   ///< people a transaction
};
/// The handler of "milestones.check" jobs: looks at every person of the job's organisation with
/// clean days, and with points where the rules have milestones by points, in order of customer, by
/// the rules that are active then. A rule that fails for some
/// is noted with each of them and logged; the others get what is due, but for those who stand
/// behind many slow failures (failure_fuse.h): they wait until the rule is mended. Safe to run
/// twice and to begin anew: what was given is not given again. A run that is called off stops
/// before its next page.
jobs::Handler make_milestone_checker(MilestoneJobParts parts);

}  // namespace patchbay::loyalty
