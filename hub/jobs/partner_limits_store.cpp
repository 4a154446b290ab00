#include "hub/jobs/partner_limits_store.h"

#include <map>

#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

using Key = std::pair<OrganisationId, std::string>;
using Table = std::map<Key, PartnerRow>;  // sorted: hubs take their locks in one order

constexpr const char* columns =
    "l.organisation_id, l.partner, l.state, l.failures, l.trips, l.trips_ever, l.open_until, "
    "l.changed_at, l.revision, l.next_us";

/// The database's clock stands for the machine's; a test's clock stands for itself.
Timestamp store_now(Session& session, const Clock& clock) {
  if (&clock != &system_clock() || !session.is_postgresql()) return clock.now();
  const auto now = store::query_value<std::int64_t>(
      session, std::string("SELECT ") + now_sql(session) + " AS now_us");
  return {now.value_or(clock.now().micros)};
}

PartnerRow row_of(const std::string& state, std::int64_t failures, std::int64_t trips,
                  std::int64_t trips_ever, Timestamp open_until, Timestamp changed_at,
                  std::int64_t revision, std::int64_t next_us) {
  // A state that a later version wrote is taken for open: nothing is sent by mistake.
  const auto known = parse_breaker_state(state).value_or(BreakerState::open);
  return {{known, failures, trips, open_until, changed_at}, revision, trips_ever, next_us};
}

Rows keys_of(const Table& table) {
  Rows rows({{"organisation_id", ColumnType::text}, {"partner", ColumnType::text}});
  rows.reserve(table.size());
  for (const auto& [key, row] : table) rows.add(key.first).add(key.second);
  return rows;
}

/// Reads the rows of the keys and locks them. Returns how many there are.
std::int64_t lock_rows(Session& session, Table& table) {
  const auto take = [&](std::string organisation, std::string partner, std::string state,
                        std::int64_t failures, std::int64_t trips, std::int64_t trips_ever,
                        Timestamp open_until, Timestamp changed_at, std::int64_t revision,
                        std::int64_t next_us) {
    table[{std::move(organisation), std::move(partner)}] =
        row_of(state, failures, trips, trips_ever, open_until, changed_at, revision, next_us);
  };
  const std::string sql =
      std::string("SELECT ") + columns +
      " FROM {rows} AS r CROSS JOIN partner_limits AS l WHERE l.organisation_id = "
      "r.organisation_id AND l.partner = r.partner ORDER BY l.organisation_id, l.partner" +
      (session.is_postgresql() ? " FOR UPDATE OF l" : "");
  return store::query(session, sql, keys_of(table), {}, take);
}

void write_rows(Session& session, const Table& table, const char* on_conflict) {
  Rows rows({{"organisation_id", ColumnType::text},
             {"partner", ColumnType::text},
             {"state", ColumnType::text},
             {"failures", ColumnType::integer},
             {"trips", ColumnType::integer},
             {"trips_ever", ColumnType::integer},
             {"open_until", ColumnType::integer},
             {"changed_at", ColumnType::integer},
             {"revision", ColumnType::integer},
             {"next_us", ColumnType::integer}});
  rows.reserve(table.size());
  for (const auto& [key, row] : table) {
    const Breaker& breaker = row.breaker;
    rows.add(key.first).add(key.second).add(name_of(breaker.state)).add(breaker.failures);
    rows.add(breaker.trips).add(row.trips_ever).add(breaker.open_until).add(breaker.changed_at);
    rows.add(row.revision).add(row.next_us);
  }
  store::execute(
      session,
      std::string("INSERT INTO partner_limits (organisation_id, partner, state, "
                  "failures, trips, trips_ever, open_until, changed_at, revision, next_us) "
                  "SELECT organisation_id, partner, state, failures, trips, trips_ever, "
                  "open_until, changed_at, revision, next_us FROM {rows} AS r WHERE true "
                  "ORDER BY organisation_id, partner ON CONFLICT (organisation_id, "
                  "partner) ") +
          on_conflict,
      rows);
}

constexpr const char* replace_it =
    "DO UPDATE SET state = excluded.state, failures = excluded.failures, trips = excluded.trips, "
    "trips_ever = excluded.trips_ever, open_until = excluded.open_until, changed_at = "
    "excluded.changed_at, revision = excluded.revision, next_us = excluded.next_us";

Table read_locked(Session& session, std::span<const PartnerAsk> asks) {
  Table table;
  for (const auto& ask : asks) table[{ask.organisation, ask.partner}];
  const auto wanted = static_cast<std::int64_t>(table.size());
  if (lock_rows(session, table) == wanted) return table;
  write_rows(session, table, "DO NOTHING");
  lock_rows(session, table);
  return table;
}

}  // namespace

std::vector<PartnerAnswer> answer_all(Session& session, std::span<const PartnerAsk> asks,
                                      const Clock& clock) {
  Table table = read_locked(session, asks);
  const Table before = table;
  // After the locks: time spent waiting for them has passed.
  const Timestamp now = store_now(session, clock);
  std::vector<PartnerAnswer> answers;
  answers.reserve(asks.size());
  for (const auto& ask : asks)
    answers.push_back(answer(table.at({ask.organisation, ask.partner}), ask, now));
  Table changed;
  bool is_breaker_changed = false;
  for (const auto& [key, row] : table) {
    const PartnerRow& old = before.at(key);
    if (row == old) continue;
    changed.emplace(key, row);
    is_breaker_changed = is_breaker_changed || row.breaker != old.breaker;
  }
  if (!changed.empty()) write_rows(session, changed, replace_it);
  if (is_breaker_changed) session.signal(partner_limits_channel);
  return answers;
}

std::vector<PartnerHealth> list_partner_health(Session& session) {
  std::vector<PartnerHealth> all;
  const auto take = [&](std::string organisation, std::string partner, std::string state,
                        std::int64_t failures, std::int64_t trips, std::int64_t trips_ever,
                        Timestamp open_until, Timestamp changed_at, std::int64_t revision,
                        std::int64_t next_us) {
    const auto row =
        row_of(state, failures, trips, trips_ever, open_until, changed_at, revision, next_us);
    all.push_back(
        {std::move(organisation), std::move(partner), row.breaker, row.revision, row.trips_ever});
  };
  store::query(session,
               std::string("SELECT ") + columns +
                   " FROM partner_limits AS l WHERE l.partner NOT LIKE '%/%' "
                   "ORDER BY l.organisation_id, l.partner",
               take);
  return all;
}

bool reset_breaker(Session& session, const OrganisationId& organisation, const std::string& partner,
                   Timestamp now) {
  const auto changed = store::execute(
      session,
      "UPDATE partner_limits SET state = 'closed', failures = 0, trips = 0, open_until = 0, "
      "changed_at = :now, revision = revision + 1 WHERE organisation_id = :org AND partner = "
      ":partner AND state <> 'closed'",
      {{"now", now}, {"org", organisation}, {"partner", partner}});
  if (changed > 0) session.signal(partner_limits_channel);
  return changed > 0;
}

}  // namespace patchbay::jobs
