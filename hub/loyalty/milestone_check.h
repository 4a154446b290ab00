#pragma once
// A look at customers: which milestones are due by clean days and by points, and what they bring
// (R-142, C-17).

#include <span>
#include <string>
#include <vector>

#include "hub/base/random.h"
#include "hub/loyalty/awards.h"
#include "hub/loyalty/failure_fuse.h"
#include "hub/loyalty/progress_store.h"
#include "hub/policy/policy_book.h"

namespace patchbay::loyalty {

/// Where and by which rules. All outlive the call. The programme is locked (programme.h) before the
/// policy is read: rules that were read before the lock may be old when it is had.
struct CheckParts {
  store::Session& session;
  const OrganisationId& organisation;
  const policy::Policy& policy;
  const Clock& clock;
  Random& random;
};

/// Who is looked at.
struct CheckedPerson {
  std::string customer;
  std::optional<PersonProgress> progress;  ///< nothing: by points alone
};

struct CheckOutcome {
  std::string customer;
  std::vector<GivenReward> given;  ///< new ones, in order of the policy's milestones
  /// A rule failed, with file and line: nothing was given, and nothing is lost, since the next look
  /// finds the same milestones due. Noted with the person's progress.
  std::string problem;
  /// The limit on checks that said no; null: none. Lives as long as the policy.
  const policy::LimitRule* refused_by = nullptr;
};

/// For staff: rules failed for so many people, the first time like this.
void log_problem(const OrganisationId& organisation, std::size_t people,
                 const std::string& problem);

/// In the caller's transaction, set-based; locks the programme. Rewards, their jobs and the kept
/// decisions come to be together. All that is due is given, once: looking again gives nothing more.
/// Held ones are given as held, denied ones are looked at anew the next time. With `on_demand` the
/// looks count, and limits on checks are asked. One outcome a person, in the order given; after
/// rules failed slowly for a few (failure_fuse.h) what `rest` says: none, or that problem.
std::vector<CheckOutcome> check_milestones(const CheckParts& parts,
                                           std::span<const CheckedPerson> people, bool on_demand,
                                           Rest rest = Rest::known);

/// The next milestone by days; nothing: there is none that is still to come.
struct NextMilestone {
  std::string milestone;
  std::int64_t days_left = 0;
};
struct ProgressView {
  std::int64_t days = 0;
  std::optional<NextMilestone> next;
};
/// Reads only. Errors: corrupt: the person's zone.
Result<ProgressView> view_progress(store::Session& session, const OrganisationId& organisation,
                                   const policy::Policy& policy, const PersonProgress& person,
                                   Timestamp now);

}  // namespace patchbay::loyalty
