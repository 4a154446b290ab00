#include "hub/loyalty/fallback.h"

#include <algorithm>

namespace patchbay::loyalty {
namespace {

bool can_issue(const Candidate& one) { return one.obstacle.empty() && !one.is_given_up; }
bool is_down(const Candidate& one, Timestamp now) {
  return one.down_until && *one.down_until > now;
}

Placement wait_for_link(std::span<const Candidate> candidates, const std::string& current) {
  std::optional<WaitLinked> wait;
  for (const Candidate& one : candidates) {
    if (!one.lacks_link || one.is_given_up) continue;
    if (!wait || one.partner == current) wait = WaitLinked{one.partner};
  }
  if (wait) return *wait;
  return NobodyLeft{};
}

Placement wait_for_all(std::span<const Candidate> candidates, const std::string& current,
                       Timestamp now) {
  std::optional<WaitDelayed> wait;
  for (const Candidate& one : candidates) {
    if (!can_issue(one) || one.is_stopped || !is_down(one, now)) continue;
    if (!wait) wait = WaitDelayed{one.partner, *one.down_until};
    wait->at = std::min(wait->at, *one.down_until);
  }
  if (wait) return *wait;
  for (const Candidate& one : candidates)
    if (can_issue(one) && one.is_stopped) return StayStopped{one.partner};
  return wait_for_link(candidates, current);
}

}  // namespace

Placement place(std::span<const Candidate> candidates, const std::string& current, Timestamp now) {
  const auto here = std::find_if(candidates.begin(), candidates.end(),
                                 [&](const Candidate& one) { return one.partner == current; });
  const bool is_candidate = here != candidates.end();
  if (is_candidate && can_issue(*here) && here->is_stopped) return StayStopped{current};
  if (is_candidate && can_issue(*here) && !is_down(*here, now)) return IssueHere{};
  const auto first = is_candidate ? static_cast<std::size_t>(here - candidates.begin()) + 1 : 0;
  for (std::size_t step = 0; step < candidates.size(); ++step) {
    const Candidate& next = candidates[(first + step) % candidates.size()];
    if (can_issue(next) && !next.is_stopped && !is_down(next, now)) return HandOver{next.partner};
  }
  return wait_for_all(candidates, current, now);
}

}  // namespace patchbay::loyalty
