#include "hub/events/history.h"

#include <algorithm>

#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::events {
namespace {

constexpr Duration disorder_max = std::chrono::hours(1);

constexpr const char* columns =
    "e.sequence, e.fanned_out, e.organisation_id, e.id, e.type, e.subject, e.data, e.occurred_at";

auto add_to(std::vector<PastEvent>& found) {
  return [&found](std::int64_t sequence, bool fanned_out, std::string organisation, std::string id,
                  std::string type, std::string subject, std::string data, Timestamp at) {
    PastEvent past;
    past.sequence = sequence;
    past.is_fanned_out = fanned_out;
    past.event.organisation = std::move(organisation);
    past.event.id = std::move(id);
    past.event.type = std::move(type);
    past.event.subject = std::move(subject);
    past.event.data = std::move(data);
    past.event.occurred_at = at;
    found.push_back(std::move(past));
  };
}

struct Looked {
  std::vector<std::int64_t> removable;
  std::int64_t rows = 0, last = 0, old = 0;
};

Looked look(store::Session& session, Timestamp happened_before, std::size_t limit,
            std::int64_t after) {
  Looked looked;
  looked.rows =
      store::query(session,
                   "SELECT sequence, fanned_out, occurred_at FROM events WHERE sequence > :after "
                   "ORDER BY sequence LIMIT :most",
                   {{"after", after}, {"most", limit}},
                   [&](std::int64_t sequence, bool fanned_out, Timestamp at) {
                     looked.last = sequence;
                     if (at >= happened_before) return;
                     ++looked.old;
                     if (fanned_out) looked.removable.push_back(sequence);
                   });
  return looked;
}

}  // namespace

std::optional<PastEvent> find_event(store::Session& session, const OrganisationId& organisation,
                                    const std::string& id) {
  std::vector<PastEvent> found;
  store::query(session,
               std::string("SELECT ") + columns +
                   " FROM events e WHERE e.organisation_id = :organisation AND e.id = :id",
               {{"organisation", organisation}, {"id", id}}, add_to(found));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<PastEvent> find_events(store::Session& session, const OrganisationId& organisation,
                                   std::span<const std::int64_t> sequences) {
  std::vector<PastEvent> found;
  if (sequences.empty()) return found;
  store::Rows rows({{"wanted", store::ColumnType::integer}});
  for (const auto sequence : sequences) rows.add(sequence);
  store::query(session,
               std::string("SELECT ") + columns +
                   " FROM {rows} AS r CROSS JOIN events e WHERE e.sequence = r.wanted AND "
                   "e.organisation_id = :organisation ORDER BY e.sequence",
               rows, {{"organisation", organisation}}, add_to(found));
  return found;
}

std::int64_t first_sequence_since(store::Session& session, Timestamp since) {
  // The mark that a search by halves needs no index for.
  const Timestamp mark = since.micros < disorder_max.count() ? Timestamp{0} : since - disorder_max;
  std::int64_t low = 0;
  std::int64_t high = last_sequence(session) + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto at = store::query_value<Timestamp>(
        session,
        "SELECT occurred_at FROM events WHERE sequence >= :middle ORDER BY sequence LIMIT 1",
        {{"middle", middle}});
    if (!at || *at >= mark)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

std::int64_t last_sequence(store::Session& session) {
  return store::query_value<std::int64_t>(session, "SELECT MAX(sequence) FROM events").value_or(0);
}

std::int64_t purge(store::Session& session, Timestamp happened_before, std::size_t limit,
                   const NeededEvents& needed, PurgeCursor& cursor) {
  const auto looked = look(session, happened_before, limit, cursor.sequence);
  if (looked.rows > 0) cursor.sequence = looked.last;
  cursor.at_end = looked.old == 0 || looked.rows < static_cast<std::int64_t>(limit);
  if (looked.removable.empty()) return 0;
  const auto kept = needed(session, looked.removable);
  store::Rows rows({{"gone", store::ColumnType::integer}});
  for (const auto sequence : looked.removable)
    if (!std::binary_search(kept.begin(), kept.end(), sequence)) rows.add(sequence);
  return store::execute(
      session, "DELETE FROM events WHERE sequence IN (SELECT gone FROM {rows} AS r)", rows);
}

}  // namespace patchbay::events
