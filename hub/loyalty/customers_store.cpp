#include "hub/loyalty/customers.h"
#include "hub/loyalty/order_book.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
std::optional<Customer> find_customer(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id) {
  std::optional<Customer> found;
  store::query(
      session,
      "SELECT tier, orders, spent_minor, currency FROM customers"
      " WHERE organisation_id = :organisation AND id = :id",
      {{"organisation", organisation}, {"id", id}},
      [&](std::string tier, std::int64_t orders, std::int64_t spent, std::string currency) {
        found = Customer{id, tier, 0, orders, spent, currency};
      });
  // The ledger's word, not the policy's: what was posted is what the customer has.
  if (found) found->points = balance(session, organisation, points_account(id), points_unit);
  return found;
}

Totals totals(store::Session& session, const OrganisationId& organisation) {
  Totals totals;
  store::query(session,
               "SELECT COUNT(*), CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM orders"
               " WHERE organisation_id = :organisation",
               {{"organisation", organisation}}, [&](std::int64_t orders, std::int64_t amount) {
                 totals.orders = orders;
                 totals.amount_minor = amount;
               });
  store::query(session,
               "SELECT tier, COUNT(*) FROM customers WHERE organisation_id = :organisation"
               " GROUP BY tier",
               {{"organisation", organisation}}, [&](std::string tier, std::int64_t customers) {
                 totals.customers_by_tier[tier] = customers;
                 totals.customers += customers;
               });
  totals.points =
      store::query_value<std::int64_t>(session,
                                       "SELECT CAST(COALESCE(SUM(credits - debits), 0) AS BIGINT)"
                                       " FROM ledger_accounts WHERE organisation_id = :organisation"
                                       " AND unit = :unit AND code LIKE 'customer/%'",
                                       {{"organisation", organisation}, {"unit", points_unit}})
          .value_or(0);
  return totals;
}

}  // namespace patchbay::loyalty
