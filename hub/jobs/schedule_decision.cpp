#include "hub/jobs/schedule_decision.h"

#include <deque>

namespace patchbay::jobs {
namespace {

/// The occurrences that are due, sorted into those on time and the newest of the missed ones.
struct Due {
  std::deque<Timestamp> missed;  ///< as many as may be made up for
  std::vector<Timestamp> on_time;
  std::size_t dropped = 0;  ///< missed ones that are not in `missed`
  Timestamp first_dropped, last_dropped;

  void drop(Timestamp occurrence) {
    if (dropped++ == 0) first_dropped = occurrence;
    last_dropped = occurrence;
  }
  void miss(Timestamp occurrence, std::size_t kept_max) {
    missed.push_back(occurrence);
    if (missed.size() <= kept_max) return;
    drop(missed.front());
    missed.pop_front();
  }
};

std::size_t kept_max(const Definition& definition) {
  if (definition.catch_up == CatchUp::none) return 0;
  return definition.catch_up == CatchUp::one ? 1 : definition.catch_up_max;
}

std::string text_of(const Due& due, const Definition& definition) {
  if (due.dropped == 1)
    return "this run was missed; catch_up is " + std::string(name_of(definition.catch_up));
  return std::to_string(due.dropped) + " runs from " + to_rfc3339(due.first_dropped) + " to " +
         to_rfc3339(due.last_dropped) + " were missed; catch_up is " + name_of(definition.catch_up);
}

/// Gathers what is due; leaves the first occurrence that is not in `next`.
Due gather(const Schedule& schedule, Timestamp now, std::optional<Timestamp>& next) {
  const auto& definition = schedule.definition;
  Due due;
  if (next && *next < now - catch_up_horizon) {
    due.drop(*next);
    next = next_after(definition.pattern, now - catch_up_horizon);
  }
  for (; next; next = next_after(definition.pattern, *next)) {
    const Timestamp at = due_of(schedule.organisation, schedule.id, definition, *next);
    if (at > now) break;
    if (now - at > on_time_within)
      due.miss(*next, kept_max(definition));
    else
      due.on_time.push_back(*next);
  }
  // One run makes up for all that was missed; one that is on time does so as well.
  if (definition.catch_up == CatchUp::one && !due.on_time.empty() && !due.missed.empty()) {
    due.drop(due.missed.front());
    due.missed.clear();
  }
  return due;
}

const char* overlapping = "the run before had not ended; overlap is skip";
const char* replaced = "a newer run took its place; overlap is cancel";
const char* crowded = "too many runs wait for their turn";

}  // namespace

Firing decide_firing(const Schedule& schedule, Timestamp now, std::size_t open_runs) {
  const auto& definition = schedule.definition;
  Firing firing;
  firing.next = schedule.next_at;
  const Due due = gather(schedule, now, firing.next);
  if (due.dropped > 0) firing.skip.push_back({due.last_dropped, text_of(due, definition)});

  std::vector<Timestamp> wanted(due.missed.begin(), due.missed.end());
  wanted.insert(wanted.end(), due.on_time.begin(), due.on_time.end());
  const std::size_t made_up = definition.catch_up == CatchUp::all ? due.missed.size() : 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::size_t open = open_runs + firing.fire.size();
    const char* reason = nullptr;
    if (open >= open_runs_max)
      reason = crowded;
    else if (definition.overlap == Overlap::skip && open > 0 && i >= made_up)
      reason = overlapping;
    else if (definition.overlap == Overlap::cancel && i + 1 < wanted.size())
      reason = replaced;
    if (reason)
      firing.skip.push_back({wanted[i], reason});
    else
      firing.fire.push_back(wanted[i]);
  }
  firing.cancel_open =
      definition.overlap == Overlap::cancel && open_runs > 0 && !firing.fire.empty();
  return firing;
}

}  // namespace patchbay::jobs
