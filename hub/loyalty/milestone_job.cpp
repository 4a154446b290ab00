#include "hub/loyalty/milestone_job.h"

#include "hub/base/log.h"
#include "hub/jobs/recorded.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/loyalty/checked_people.h"
#include "hub/loyalty/programme.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

/// Pages that may end early because rules fail slowly: nobody is passed over for a few whose rules
/// loop, and a rule that loops for everybody does not keep a processor busy for hours.
constexpr int cut_pages_max = 20;

/// What one page came to.
struct PageResult {
  std::string last;  ///< the last customer who was looked at; as before where there was none
  std::size_t people = 0, rewards = 0, problems = 0;
  std::string problem;  ///< the first
  bool is_cut = false;  ///< it ended early
  bool is_last = false;
};

PageResult check_page(const MilestoneJobParts& parts, store::Session& session, const jobs::Job& job,
                      const std::string& after, Rest rest) {
  if (jobs::is_cancelled(session, job)) throw jobs::RunCancelled();
  // First the lock: what is read before it may be old when it is had.
  lock_programme(session, job.organisation, parts.clock, parts.random);
  const policy::Policy policy = parts.policies.active(session, job.organisation, parts.clock.now());
  const auto people = list_checked(session, job.organisation, policy, after, parts.page);
  const CheckParts look{session, job.organisation, policy, parts.clock, parts.random};
  const auto outcomes = check_milestones(look, people, false, rest);
  PageResult result;
  result.last = outcomes.empty() ? after : outcomes.back().customer;
  result.people = outcomes.size();
  result.is_cut = outcomes.size() < people.size();
  result.is_last = !result.is_cut && people.size() < parts.page;
  for (const CheckOutcome& outcome : outcomes) {
    result.rewards += outcome.given.size();
    if (outcome.problem.empty()) continue;
    if (result.problems++ == 0) result.problem = outcome.problem;
  }
  return result;
}

void tell(const jobs::Job& job, const PageResult& all) {
  log_line(LogLevel::info, "milestones.checked",
           {{"organisation", job.organisation},
            {"people", static_cast<std::int64_t>(all.people)},
            {"rewards", static_cast<std::int64_t>(all.rewards)}});
  if (all.problems > 0) log_problem(job.organisation, all.problems, all.problem);
}

Async<jobs::End> check_all(MilestoneJobParts parts, jobs::Job job) {
  PageResult all;
  int cut_pages = 0;
  while (!all.is_last) {
    const Rest rest = cut_pages < cut_pages_max ? Rest::later : Rest::known;
    const auto page = co_await parts.store.write(
        [&](store::Session& session) { return check_page(parts, session, job, all.last, rest); });
    all.last = page.last;
    all.is_last = page.is_last;
    all.people += page.people;
    all.rewards += page.rewards;
    if (all.problem.empty()) all.problem = page.problem;
    all.problems += page.problems;
    if (page.is_cut) ++cut_pages;
    if (page.rewards > 0 && parts.after_commit) parts.after_commit();
  }
  tell(job, all);
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_milestone_checker(MilestoneJobParts parts) {
  return [parts = std::move(parts)](jobs::Job job) { return check_all(parts, std::move(job)); };
}

}  // namespace patchbay::loyalty
