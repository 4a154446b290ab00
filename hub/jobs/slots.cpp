#include "hub/jobs/slots.h"

#include <algorithm>
#include <set>
#include <utility>

namespace patchbay::jobs {
namespace {

void take_sooner(std::optional<Duration>& soonest, std::optional<Duration> other) {
  if (other && (!soonest || *other < *soonest)) soonest = other;
}

/// Deals `free` places to wants up to the `room` of each: equal shares, then what is left.
void deal(std::size_t free, std::vector<Want>& wants, const std::vector<std::size_t>& room) {
  while (free > 0) {
    std::size_t open = 0;
    for (std::size_t i = 0; i < wants.size(); ++i)
      if (wants[i].limit < room[i]) ++open;
    if (open == 0) return;
    const std::size_t share = std::max<std::size_t>(free / open, 1);
    for (std::size_t i = 0; i < wants.size() && free > 0; ++i) {
      const auto more = std::min({share, room[i] - wants[i].limit, free});
      wants[i].limit += more;
      free -= more;
    }
  }
}

}  // namespace

void Slots::add_kind(const std::string& kind, std::size_t places, std::size_t source_places) {
  auto& added = kinds_[kind];
  added.places = places;
  added.source_places = source_places;
  added.cursor.after.kind = kind;
}

std::vector<Cursor> Slots::hungry() const {
  std::vector<Cursor> cursors;
  for (const auto& [name, kind] : kinds_)
    if (kind.may_have_more && kind.taken < kind.places) cursors.push_back(kind.cursor);
  return cursors;
}

std::size_t Slots::free_places(const Kind& kind, const Candidate& candidate) const {
  const auto all =
      candidate.places == 0 ? kind.source_places : std::min(candidate.places, kind.places);
  const auto taken = taken_.find(candidate.waiting.source);
  return taken == taken_.end() ? all : all - std::min(all, taken->second);
}

Plan Slots::plan(const std::string& name, std::span<const Candidate> candidates,
                 std::size_t limit) const {
  const auto& kind = kinds_.at(name);
  Plan plan{.kind = name, .wants = {}};
  std::set<Source> with_more;
  std::map<Source, std::size_t> free;
  for (const auto& candidate : candidates) {
    const auto& [waiting, hold, places] = candidate;
    if (!waiting.due_in) continue;
    const bool is_due = *waiting.due_in == Duration::zero();
    if (!is_due || hold > Duration::zero())
      take_sooner(plan.next, std::max(*waiting.due_in, hold));
    else if (!plan.wants.empty() && plan.wants.back().source == waiting.source)
      with_more.insert(waiting.source);
    else {
      plan.wants.push_back({waiting.source, waiting.priority, 0});
      free[waiting.source] = free_places(kind, candidate);
    }
  }
  const auto first = std::find_if(plan.wants.begin(), plan.wants.end(),
                                  [&](const Want& want) { return kind.last_served < want.source; });
  if (first != plan.wants.end()) std::rotate(plan.wants.begin(), first, plan.wants.end());
  std::vector<std::size_t> room;
  for (const auto& want : plan.wants) room.push_back(free.at(want.source));
  deal(std::min(kind.places - std::min(kind.places, kind.taken), claim_max_), plan.wants, room);
  const auto without = std::erase_if(plan.wants, [](const Want& want) { return want.limit == 0; });
  plan.is_short = without > 0;
  plan.is_partial = std::any_of(plan.wants.begin(), plan.wants.end(),
                                [&](const Want& want) { return with_more.contains(want.source); });
  if (candidates.size() >= limit && !candidates.empty()) {
    const auto& last = candidates.back().waiting;
    plan.rest = Cursor{last.source, static_cast<std::int64_t>(last.priority)};
  }
  return plan;
}

void Slots::wake_all() {
  for (auto& [name, kind] : kinds_) kind.may_have_more = true;
}

std::optional<Duration> Slots::claimed(const Plan& plan, std::span<const Job> jobs) {
  auto& kind = kinds_.at(plan.kind);
  kind.found_more = kind.found_more || plan.is_partial;
  kind.found_short = kind.found_short || plan.is_short;
  take_sooner(kind.next, plan.next);
  for (const auto& want : plan.wants) {
    const auto got =
        static_cast<std::size_t>(std::count_if(jobs.begin(), jobs.end(), [&](const Job& job) {
          return job.partner == want.source.partner && job.kind == want.source.kind &&
                 job.organisation == want.source.organisation;
        }));
    if (got == 0) continue;
    taken_[want.source] += got;
    kind.taken += got;
    kind.last_served = want.source;
    kind.found_more = kind.found_more || got >= want.limit;
  }
  if (plan.rest) {
    kind.cursor = *plan.rest;
    return std::nullopt;
  }
  kind.cursor = {{plan.kind, "", ""}, -1};
  kind.waits_for_place = std::exchange(kind.found_short, false);
  // A place that became free after the plan was made is one that the plan waits for.
  const bool has_place = std::exchange(kind.has_ended, false) && kind.waits_for_place;
  kind.may_have_more = std::exchange(kind.found_more, false) || has_place;
  return std::exchange(kind.next, std::nullopt);
}

void Slots::ended(const Source& source) {
  auto& kind = kinds_.at(source.kind);
  --kind.taken;
  kind.has_ended = true;
  if (kind.waits_for_place) kind.may_have_more = true;
  const auto taken = taken_.find(source);
  if (taken != taken_.end() && --taken->second == 0) taken_.erase(taken);
}

}  // namespace patchbay::jobs
