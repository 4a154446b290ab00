#include <limits>

#include "hub/policy/simulation/recorded.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t worth_sharing = 1000;  ///< rows; fewer are read by one thread

/// Decisions, looks at those with days, and looks at those with points alone, in one order. Each is
/// cut by itself, so that both databases read no more of it than a page, along its index.
constexpr const char* page_sql =
    "SELECT * FROM (SELECT customer_id, decided_at, id, facts, effects, 0 AS looks, '' AS zone,"
    " CAST(NULL AS BIGINT) AS since, CAST(NULL AS BIGINT) AS paused_on, 0 AS paused_days,"
    " CAST(0 AS BIGINT) AS points"
    " FROM decisions WHERE organisation_id = :organisation"
    " AND decided_at >= :from AND decided_at < :until"
    " AND customer_id >= :customer AND (customer_id, decided_at, id) > (:customer, :at, :id)"
    " AND (:all = 1 OR customer_id <= :upto)"
    " ORDER BY customer_id, decided_at, id LIMIT :limit) AS kept"
    " UNION ALL "
    "SELECT * FROM (SELECT p.customer_id, CAST(:until AS BIGINT) AS decided_at, '' AS id,"
    " '' AS facts, '' AS effects, 1 AS looks, p.zone, p.since, p.paused_on, p.paused_days,"
    " COALESCE(c.earned_points, 0) AS points"
    " FROM customer_progress AS p"
    " LEFT JOIN customers AS c ON c.organisation_id = p.organisation_id AND c.id = p.customer_id"
    " WHERE p.organisation_id = :organisation"
    " AND p.customer_id >= :customer"
    " AND (p.customer_id, CAST(:until AS BIGINT)) > (:customer, :at)"
    " AND (:all = 1 OR p.customer_id <= :upto)"
    " ORDER BY p.customer_id LIMIT :limit) AS with_days"
    " UNION ALL "
    "SELECT * FROM (SELECT c.id AS customer_id, CAST(:until AS BIGINT) AS decided_at, '' AS id,"
    " '' AS facts, '' AS effects, 1 AS looks, '' AS zone, CAST(NULL AS BIGINT) AS since,"
    " CAST(NULL AS BIGINT) AS paused_on, 0 AS paused_days, c.earned_points AS points"
    " FROM customers AS c WHERE :points = 1 AND c.organisation_id = :organisation"
    " AND c.id >= :customer AND (c.id, CAST(:until AS BIGINT)) > (:customer, :at)"
    " AND (:all = 1 OR c.id <= :upto) AND c.earned_points > 0"
    " AND NOT EXISTS (SELECT 1 FROM customer_progress AS p"
    " WHERE p.organisation_id = c.organisation_id AND p.customer_id = c.id)"
    " ORDER BY c.id LIMIT :limit) AS with_points"
    " ORDER BY 1, 2, 3 LIMIT :limit";

/// The customer of every row of all pages.
constexpr const char* rows_sql =
    "SELECT customer_id FROM decisions WHERE organisation_id = :organisation"
    " AND decided_at >= :from AND decided_at < :until"
    " UNION ALL SELECT customer_id FROM customer_progress WHERE organisation_id = :organisation"
    " UNION ALL SELECT c.id FROM customers AS c"
    " WHERE :points = 1 AND c.organisation_id = :organisation AND c.earned_points > 0"
    " AND NOT EXISTS (SELECT 1 FROM customer_progress AS p"
    " WHERE p.organisation_id = c.organisation_id AND p.customer_id = c.id)";

/// What was given before the period to customers who are looked at.
void add_given(store::Session& session, const OrganisationId& organisation, Timestamp from,
               std::vector<RecordedRow>& rows) {
  std::map<std::string, RecordedProgress*> looks;
  store::Rows customers({{"customer_id", store::ColumnType::text}});
  for (RecordedRow& row : rows) {
    if (!row.progress) continue;
    looks[row.customer] = &*row.progress;
    customers.add(row.customer);
  }
  if (looks.empty()) return;
  store::query(session,
               "SELECT r.customer_id, r.milestone_id, r.created_at FROM {rows} AS c"
               " JOIN rewards AS r ON r.customer_id = c.customer_id"
               " WHERE r.organisation_id = :organisation AND r.created_at < :from"
               " ORDER BY r.customer_id, r.milestone_id, r.created_at",
               customers, {{"organisation", organisation}, {"from", from}},
               [&](std::string customer, std::string milestone, Timestamp at) {
                 auto& given = looks[customer]->given;
                 if (!given.empty() && given.back().milestone == milestone)
                   given.back().at = at;  // the newest counts
                 else
                   given.push_back({std::move(milestone), at});
               });
}

}  // namespace

std::vector<RecordedRow> read_recorded(store::Session& session, const OrganisationId& organisation,
                                       const Period& period, Looks looks,
                                       const CustomerRange& range, const RecordedRow* last,
                                       std::size_t limit) {
  // A range begins behind all that its first customer can have.
  const Timestamp behind{range.after.empty() ? std::numeric_limits<std::int64_t>::min()
                                             : std::numeric_limits<std::int64_t>::max()};
  std::vector<RecordedRow> rows;
  rows.reserve(limit);
  store::query(
      session, page_sql,
      {{"organisation", organisation},
       {"from", period.from},
       {"until", period.until},
       {"customer", last ? last->customer : range.after},
       {"at", last ? last->at : behind},
       {"id", last ? last->decision : std::string()},
       {"all", range.upto ? 0 : 1},
       {"upto", range.upto.value_or("")},
       {"points", looks == Looks::days_and_points ? 1 : 0},
       {"limit", limit}},
      [&](std::string customer, Timestamp at, std::string id, std::string facts,
          std::string effects, bool is_look, std::string zone, std::optional<std::int64_t> since,
          std::optional<std::int64_t> paused_on, std::int64_t paused_days, std::int64_t points) {
        RecordedRow row{std::move(customer), at, std::move(id), std::move(facts),
                        std::move(effects),  {}};
        if (is_look)
          row.progress =
              RecordedProgress{std::move(zone), since, paused_on, paused_days, points, {}};
        rows.push_back(std::move(row));
      });
  add_given(session, organisation, period.from, rows);
  return rows;
}

std::int64_t count_recorded(store::Session& session, const OrganisationId& organisation,
                            const Period& period, Looks looks) {
  return store::query_value<std::int64_t>(
             session, "SELECT COUNT(*) FROM (" + std::string(rows_sql) + ") AS counted",
             {{"organisation", organisation},
              {"from", period.from},
              {"until", period.until},
              {"points", looks == Looks::days_and_points ? 1 : 0}})
      .value_or(0);
}

std::vector<CustomerRange> share_customers(store::Session& session,
                                           const OrganisationId& organisation, const Period& period,
                                           Looks looks) {
  const auto total = count_recorded(session, organisation, period, looks);
  if (total < worth_sharing) return {{}};
  const auto middle = store::query_value<std::string>(
      session, std::string(rows_sql) + " ORDER BY 1 LIMIT 1 OFFSET :half",
      {{"organisation", organisation},
       {"from", period.from},
       {"until", period.until},
       {"points", looks == Looks::days_and_points ? 1 : 0},
       {"half", total / 2}});
  if (!middle) return {{}};
  return {{{}, middle}, {*middle, {}}};
}

}  // namespace patchbay::policy
