#include <algorithm>
#include <array>

#include "hub/loyalty/limit_counts.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

/// Where a thing is stored. SQL, over the rows {id} of customers: who, when, how much.
struct Source {
  const char* thing;  ///< as numbers name it
  const char* sum;    ///< as sums name it, without "_minor"
  const char* select;
};

constexpr std::array<Source, 5> sources{{
    {"orders", "order",
     "SELECT o.customer_id, o.ordered_at, o.amount_minor FROM {rows} AS r CROSS JOIN orders AS o"
     " WHERE o.organisation_id = :organisation AND o.customer_id = r.id AND o.ordered_at > :since"
     " AND o.ordered_at <= :until"},
    {"awards", "award",
     "SELECT w.customer_id, w.created_at, w.amount_minor FROM {rows} AS r CROSS JOIN rewards AS w"
     " WHERE w.organisation_id = :organisation AND w.customer_id = r.id AND w.created_at > :since"
     " AND w.created_at <= :until AND w.state <> 'cancelled'"},
    {"claims", "claim",
     "SELECT w.customer_id, m.moved_at, w.amount_minor FROM {rows} AS r CROSS JOIN rewards AS w"
     " CROSS JOIN reward_moves AS m WHERE w.organisation_id = :organisation"
     " AND w.customer_id = r.id AND m.organisation_id = :organisation AND m.reward_id = w.id"
     " AND m.from_state = 'awaiting_choice' AND m.to_state <> 'cancelled' AND m.moved_at > :since"
     " AND m.moved_at <= :until"},
    {"links", "link",
     "SELECT l.customer_id, l.linked_at, 0 FROM {rows} AS r CROSS JOIN counted_links AS l"
     " WHERE l.organisation_id = :organisation AND l.customer_id = r.id AND l.linked_at > :since"
     " AND l.linked_at <= :until"},
    {"checks", "check",
     "SELECT c.customer_id, c.checked_at, 0 FROM {rows} AS r CROSS JOIN reward_checks AS c"
     " WHERE c.organisation_id = :organisation AND c.customer_id = r.id AND c.checked_at > :since"
     " AND c.checked_at <= :until"},
}};

constexpr std::string_view sum_ending = "_minor";

}  // namespace

std::size_t Happenings::first_after(Timestamp at) const {
  const auto found =
      std::upper_bound(sorted_.begin(), sorted_.end(), at,
                       [](Timestamp when, const Happened& one) { return when < one.at; });
  return static_cast<std::size_t>(found - sorted_.begin());
}

Happenings::Wide Happenings::before(std::size_t index) const {
  if (index == 0) return 0;
  return sorted_[index - 1].before + sorted_[index - 1].minor;
}

void Happenings::add(Timestamp at, std::int64_t minor) {
  const std::size_t place = first_after(at);
  sorted_.insert(sorted_.begin() + static_cast<std::ptrdiff_t>(place), {at, minor, before(place)});
  for (std::size_t i = place + 1; i < sorted_.size(); ++i) sorted_[i].before += minor;
}

std::int64_t Happenings::number(Timestamp start, Timestamp end) const {
  const std::size_t first = first_after(start), last = first_after(end);
  return last > first ? static_cast<std::int64_t>(last - first) : 0;
}

std::int64_t Happenings::sum(Timestamp start, Timestamp end) const {
  const std::size_t first = first_after(start), last = first_after(end);
  if (last <= first) return 0;
  const Wide sum = before(last) - before(first);
  return sum > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(sum);
}

LimitCounts::LimitCounts(const policy::Policy& policy, std::initializer_list<policy::LimitOn> on,
                         Timestamp now)
    : now_(now) {
  for (const policy::LimitOn each : on) {
    for (const std::string& name : policy::counts_needed(policy, each)) {
      const std::size_t slash = name.find('/');
      std::string thing = name.substr(0, slash);
      const bool sums = thing.ends_with(sum_ending);
      if (sums) thing.resize(thing.size() - sum_ending.size());
      const auto* source = std::find_if(sources.begin(), sources.end(), [&](const Source& one) {
        return thing == (sums ? one.sum : one.thing);
      });
      if (slash == std::string::npos || source == sources.end())
        throw ErrorException(internal("no table tells the number \"" + name + "\" of a limit"));
      names_[name] = {source->thing, name.substr(slash + 1), sums};
    }
  }
}

Timestamp LimitCounts::start_of(const Asked& asked, Timestamp at) const {
  return policy::period_start(asked.per, asked.thing == "orders" ? at : now_).value();
}

Timestamp LimitCounts::end_of(const std::string& thing, Timestamp at) {
  return thing == "orders" ? at : Timestamp{INT64_MAX};
}

void LimitCounts::read(store::Session& session, const OrganisationId& organisation,
                       std::span<const std::string_view> customers, Timestamp first,
                       Timestamp last) {
  std::map<std::string, Timestamp> since;
  for (const auto& [name, asked] : names_) {
    const Timestamp start = start_of(asked, first);
    const auto [known, is_new] = since.emplace(asked.thing, start);
    if (!is_new) known->second = std::min(known->second, start);
  }
  store::Rows rows({{"id", store::ColumnType::text}});
  rows.reserve(customers.size());
  for (const std::string_view customer : customers) rows.add(customer);
  for (const Source& source : sources) {
    const auto from = since.find(source.thing);
    if (from == since.end()) continue;
    auto& happened = happened_[source.thing];
    // In order of time, so that each is added at the end.
    store::query(session, source.select + std::string(" ORDER BY 2"), rows,
                 {{"organisation", organisation},
                  {"since", from->second},
                  {"until", end_of(source.thing, last)}},
                 [&](std::string customer, Timestamp at, std::int64_t minor) {
                   happened[std::move(customer)].add(at, minor);
                 });
  }
}

void LimitCounts::add(const std::string& thing, const std::string& customer, Timestamp at,
                      std::int64_t minor) {
  if (!empty()) happened_[thing][customer].add(at, minor);
}

std::map<std::string, std::int64_t> LimitCounts::of(const std::string& customer,
                                                    Timestamp at) const {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, asked] : names_) {
    const auto things = happened_.find(asked.thing);
    if (things == happened_.end()) continue;
    const auto mine = things->second.find(customer);
    if (mine == things->second.end()) continue;
    const Timestamp end = end_of(asked.thing, at);
    const Timestamp start = start_of(asked, at);
    const Happenings& all = mine->second;
    counts[name] = asked.sums ? all.sum(start, end) : all.number(start, end);
  }
  return counts;
}

}  // namespace patchbay::loyalty
