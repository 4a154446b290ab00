#include "hub/crypto/sealed_context.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/order_book.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;

std::string link_context(const OrganisationId& organisation, const std::string& customer,
                         const std::string& partner) {
  return crypto::sealed_context("customer_links", {organisation, customer, partner},
                                "account_sealed");
}

}  // namespace

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

void link_accounts(store::Session& session, const OrganisationId& organisation,
                   std::span<const Link> links, const crypto::KeyRing& keys, Timestamp now) {
  std::map<std::pair<std::string_view, std::string_view>, const Link*> last;
  for (const Link& link : links) last[{link.customer, link.partner}] = &link;
  store::Rows rows({{"customer", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"sealed", ColumnType::text},
                    {"hash", ColumnType::text}});
  rows.reserve(last.size());
  for (const auto& [key, link] : last)
    rows.add(link->customer)
        .add(link->partner)
        .add(keys.seal(link->account, link_context(organisation, link->customer, link->partner)))
        .add(keys.blind_index(link->account));
  store::execute(session,
                 "INSERT INTO customer_links (organisation_id, customer_id, partner,"
                 " account_sealed, account_index, updated_at)"
                 " SELECT :organisation, customer, partner, sealed, hash, :now FROM {rows} AS r"
                 " WHERE true ON CONFLICT (organisation_id, customer_id, partner) DO UPDATE SET"
                 " account_sealed = excluded.account_sealed,"
                 " account_index = excluded.account_index, updated_at = excluded.updated_at",
                 rows, {{"organisation", organisation}, {"now", now}});
}

std::optional<std::string> linked_account(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& customer, const std::string& partner,
                                          const crypto::KeyRing& keys) {
  const auto sealed = store::query_value<std::string>(
      session,
      "SELECT account_sealed FROM customer_links WHERE organisation_id = :organisation"
      " AND customer_id = :customer AND partner = :partner",
      {{"organisation", organisation}, {"customer", customer}, {"partner", partner}});
  if (!sealed) return std::nullopt;
  const Secret account = keys.open(*sealed, link_context(organisation, customer, partner)).value();
  return std::string(account.reveal());
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
