#include <limits>

#include "hub/policy/simulation/recorded.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t worth_sharing = 1000;  ///< decisions; fewer are read by one thread

/// Both kinds of rows in one order. Each side is cut by itself, so that both databases read no more
/// of it than a page, along its index.
constexpr const char* page_sql =
    "SELECT * FROM (SELECT customer_id, decided_at, id, facts, effects, 0 AS looks, '' AS zone,"
    " 0 AS since, CAST(NULL AS BIGINT) AS paused_on, 0 AS paused_days"
    " FROM decisions WHERE organisation_id = :organisation"
    " AND decided_at >= :from AND decided_at < :until"
    " AND customer_id >= :customer AND (customer_id, decided_at, id) > (:customer, :at, :id)"
    " AND (:all = 1 OR customer_id <= :upto)"
    " ORDER BY customer_id, decided_at, id LIMIT :limit) AS kept"
    " UNION ALL "
    "SELECT * FROM (SELECT customer_id, CAST(:until AS BIGINT) AS decided_at, '' AS id,"
    " '' AS facts, '' AS effects, 1 AS looks, zone, since, paused_on, paused_days"
    " FROM customer_progress WHERE organisation_id = :organisation"
    " AND customer_id >= :customer AND (customer_id, CAST(:until AS BIGINT)) > (:customer, :at)"
    " AND (:all = 1 OR customer_id <= :upto)"
    " ORDER BY customer_id LIMIT :limit) AS looked"
    " ORDER BY 1, 2, 3 LIMIT :limit";

/// What was given before the period to customers whose days are looked at.
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
                                       const Period& period, const CustomerRange& range,
                                       const RecordedRow* last, std::size_t limit) {
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
       {"limit", limit}},
      [&](std::string customer, Timestamp at, std::string id, std::string facts,
          std::string effects, bool looks, std::string zone, std::int64_t since,
          std::optional<std::int64_t> paused_on, std::int64_t paused_days) {
        RecordedRow row{std::move(customer), at, std::move(id), std::move(facts),
                        std::move(effects),  {}};
        if (looks)
          row.progress = RecordedProgress{std::move(zone), since, paused_on, paused_days, {}};
        rows.push_back(std::move(row));
      });
  add_given(session, organisation, period.from, rows);
  return rows;
}

std::int64_t count_recorded(store::Session& session, const OrganisationId& organisation,
                            const Period& period) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT (SELECT COUNT(*) FROM decisions WHERE organisation_id = :organisation"
             " AND decided_at >= :from AND decided_at < :until)"
             " + (SELECT COUNT(*) FROM customer_progress WHERE organisation_id = :organisation)",
             {{"organisation", organisation}, {"from", period.from}, {"until", period.until}})
      .value_or(0);
}

std::vector<CustomerRange> share_customers(store::Session& session,
                                           const OrganisationId& organisation,
                                           const Period& period) {
  const auto total = count_recorded(session, organisation, period);
  if (total < worth_sharing) return {{}};
  const auto middle = store::query_value<std::string>(
      session,
      "SELECT customer_id FROM decisions WHERE organisation_id = :organisation"
      " AND decided_at >= :from AND decided_at < :until"
      " ORDER BY customer_id LIMIT 1 OFFSET :half",
      {{"organisation", organisation},
       {"from", period.from},
       {"until", period.until},
       {"half", total / 2}});
  if (!middle) return {{}};
  return {{{}, middle}, {*middle, {}}};
}

}  // namespace patchbay::policy
