#include "hub/jobs/lanes.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

using store::ColumnType;
using store::Session;

namespace {

/// PostgreSQL: lanes share this many advisory locks, since a transaction may touch any number of
/// lanes and the server's table of locks is small.
constexpr int lane_locks = 256;
constexpr int lane_lock_class = 0x6c616e65;  // "lane"

store::Rows rows_of(const Lanes& lanes) {
  store::Rows rows({{"organisation_id", ColumnType::text}, {"lane", ColumnType::text}});
  rows.reserve(lanes.size());
  for (const auto& [organisation, lane] : lanes) rows.add(organisation).add(lane);
  return rows;
}

}  // namespace

void wake_workers(Session& session) { session.signal(wake_channel); }

void lock_lanes(Session& session, const Lanes& lanes) {
  // SQLite has one writer. On PostgreSQL two transactions that cannot see each other's jobs would
  // both open one, or neither. In order, so that they do not wait for each other in a circle.
  if (lanes.empty() || !session.is_postgresql()) return;
  store::query(session,
               "SELECT COUNT(pg_advisory_xact_lock(" + std::to_string(lane_lock_class) +
                   ", bucket)) FROM (SELECT DISTINCT abs(hashtext(organisation_id || ' ' || "
                   "lane) % " +
                   std::to_string(lane_locks) + ") AS bucket FROM {rows} AS r ORDER BY 1) AS b",
               rows_of(lanes), {}, [](std::int64_t) {});
}

void open_lanes(Session& session, const Lanes& lanes) {
  if (lanes.empty()) return;
  const auto opened = store::execute(
      session,
      "UPDATE jobs SET state = 'open' WHERE id IN (SELECT (SELECT MIN(w.id) FROM jobs w WHERE "
      "w.organisation_id = r.organisation_id AND w.lane = r.lane AND w.lane <> '' AND w.state IN "
      "('open', 'waiting') AND w.state = 'waiting') FROM {rows} AS r WHERE NOT EXISTS (SELECT 1 "
      "FROM jobs o WHERE o.organisation_id = r.organisation_id AND o.lane = r.lane AND o.lane <> "
      "'' AND o.state IN ('open', 'waiting') AND o.state = 'open'))",
      rows_of(lanes));
  if (opened > 0) wake_workers(session);
}

void advance_lanes(Session& session, const Lanes& lanes) {
  lock_lanes(session, lanes);
  open_lanes(session, lanes);
}

}  // namespace patchbay::jobs
