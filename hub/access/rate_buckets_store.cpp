#include <map>
#include <tuple>

#include "hub/access/rate_buckets.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

using RowKey = std::tuple<OrganisationId, std::string, std::string>;
using Table = std::map<RowKey, TheoreticalArrival>;  // sorted: hubs take their locks in one order

Timestamp store_now(Session& session, const Clock& clock) {
  return &clock == &system_clock() ? jobs::store_now(session) : clock.now();
}

RowKey row_key(std::span<const RateLimit> limits, const BucketKey& key) {
  return {key.organisation, limits[key.limit].name, key.subject};
}

Rows rows_of(const Table& table) {
  Rows rows({{"organisation_id", ColumnType::text},
             {"limit_name", ColumnType::text},
             {"subject", ColumnType::text},
             {"full_at", ColumnType::integer}});
  rows.reserve(table.size());
  for (const auto& [key, full_at] : table)
    rows.add(std::get<0>(key)).add(std::get<1>(key)).add(std::get<2>(key)).add(full_at);
  return rows;
}

/// Reads and locks the rows of the keys. Returns how many there are.
std::int64_t lock_rows(Session& session, Table& table) {
  const std::string sql =
      std::string(
          "SELECT b.organisation_id, b.limit_name, b.subject, b.full_at FROM {rows} AS r "
          "CROSS JOIN rate_limits AS b WHERE b.organisation_id = r.organisation_id AND "
          "b.limit_name = r.limit_name AND b.subject = r.subject ORDER BY "
          "b.organisation_id, b.limit_name, b.subject") +
      (session.is_postgresql() ? " FOR UPDATE OF b" : "");
  return store::query(
      session, sql, rows_of(table), {},
      [&](std::string organisation, std::string limit, std::string subject, std::int64_t full_at) {
        table[{std::move(organisation), std::move(limit), std::move(subject)}] = full_at;
      });
}

void write_rows(Session& session, const Table& table, const char* on_conflict) {
  store::execute(session,
                 std::string("INSERT INTO rate_limits (organisation_id, limit_name, subject, "
                             "full_at) SELECT organisation_id, limit_name, subject, full_at FROM "
                             "{rows} AS r WHERE true ORDER BY organisation_id, limit_name, subject "
                             "ON CONFLICT (organisation_id, limit_name, subject) ") +
                     on_conflict,
                 rows_of(table));
}

Table read_locked(Session& session, std::span<const RateLimit> limits,
                  std::span<const BucketAsk> asks) {
  Table table;
  for (const auto& ask : asks) table.emplace(row_key(limits, ask.key), 0);
  const auto wanted = static_cast<std::int64_t>(table.size());
  if (lock_rows(session, table) == wanted || !session.is_postgresql()) return table;
  write_rows(session, table, "DO NOTHING");
  lock_rows(session, table);
  return table;
}

}  // namespace

std::vector<SliceAnswer> answer_asks(Session& session, std::span<const RateLimit> limits,
                                     std::span<const BucketAsk> asks, const Clock& clock) {
  Table table = read_locked(session, limits, asks);
  // After the locks: time spent waiting for them has passed.
  const Timestamp now = store_now(session, clock);
  std::vector<SliceAnswer> answers;
  answers.reserve(asks.size());
  for (const auto& ask : asks)
    answers.push_back(
        answer_ask(table.at(row_key(limits, ask.key)), limits[ask.key.limit].rate, ask.ask, now));
  write_rows(session, table, "DO UPDATE SET full_at = excluded.full_at");
  return answers;
}

std::vector<KnownBucket> read_buckets(Session& session, std::span<const RateLimit> limits,
                                      std::size_t most, const Clock& clock) {
  const Timestamp now = store_now(session, clock);
  std::vector<KnownBucket> known;
  store::query(
      session,
      "SELECT organisation_id, limit_name, subject, full_at FROM rate_limits WHERE "
      "full_at > :now LIMIT :most",
      {{"now", now}, {"most", most}},
      [&](std::string organisation, std::string name, std::string subject, Timestamp full_at) {
        for (std::size_t i = 0; i < limits.size(); ++i)
          if (limits[i].name == name)
            known.push_back({{i, std::move(organisation), std::move(subject)}, full_at - now});
      });
  return known;
}

std::int64_t remove_full_buckets(Session& session, std::size_t most, const Clock& clock) {
  const Timestamp now = store_now(session, clock);
  // Not a row that a hub is charging just now: it would be missed, and two such waits a deadlock.
  const std::string sql =
      std::string(
          "DELETE FROM rate_limits WHERE (organisation_id, limit_name, subject) IN (SELECT "
          "organisation_id, limit_name, subject FROM rate_limits WHERE full_at < :now "
          "LIMIT :most") +
      (session.is_postgresql() ? " FOR UPDATE SKIP LOCKED)" : ")");
  return store::execute(session, sql, {{"now", now}, {"most", most}});
}

}  // namespace patchbay::access
