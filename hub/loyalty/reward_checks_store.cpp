#include <algorithm>

#include "hub/loyalty/reward_checks.h"
#include "hub/policy/limits.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
void record_checks(store::Session& session, const OrganisationId& organisation,
                   const policy::Policy& policy, std::span<const std::string> customers,
                   Timestamp now) {
  const auto since = policy::counted_since(policy, policy::LimitOn::check, now);
  if (!since) return;
  store::Rows rows({{"id", store::ColumnType::text}});
  for (const auto& customer : customers) rows.add(customer);
  store::execute(session,
                 "INSERT INTO reward_checks (organisation_id, customer_id, checked_at)"
                 " SELECT :organisation, id, CAST(:now AS BIGINT) FROM {rows} AS r",
                 rows, {{"organisation", organisation}, {"now", now}});
  store::execute(session,
                 "DELETE FROM reward_checks WHERE organisation_id = :organisation"
                 " AND checked_at <= :since AND customer_id IN (SELECT id FROM {rows} AS r)",
                 rows, {{"organisation", organisation}, {"since", *since}});
}

Duration check_free_in(store::Session& session, const OrganisationId& organisation,
                       const std::string& customer, const policy::LimitRule& limit, Timestamp now) {
  constexpr Duration least = std::chrono::seconds(1);
  if (limit.per.empty()) return least;
  const Timestamp start = policy::period_start(limit.per, now).value();
  const auto oldest = store::query_value<Timestamp>(
      session,
      "SELECT MIN(checked_at) FROM reward_checks WHERE organisation_id = :organisation"
      " AND customer_id = :customer AND checked_at > :start",
      {{"organisation", organisation}, {"customer", customer}, {"start", start}});
  return oldest ? std::max(least, *oldest - start) : least;
}

}  // namespace patchbay::loyalty
