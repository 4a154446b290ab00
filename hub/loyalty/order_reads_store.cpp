#include <algorithm>
#include <set>

#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/order_records.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

// SQLite keeps the order of a CROSS JOIN: rows outside, one index look-up each. With JOIN it may
// walk the JSON of all rows once for each row of the table.

using CustomerIds = std::vector<std::string_view>;

CustomerIds customers_of(std::span<const Order* const> orders) {
  std::set<std::string_view> ids;
  for (const Order* order : orders) ids.insert(order->customer);
  return {ids.begin(), ids.end()};
}

Rows rows_of(const CustomerIds& customers) {
  Rows rows({{"id", ColumnType::text}});
  rows.reserve(customers.size());
  for (const auto id : customers) rows.add(id);
  return rows;
}

using ById = std::map<std::string, Standing>;

void read_customers(store::Session& session, const OrganisationId& organisation, const Rows& rows,
                    ById& standings) {
  store::query(session,
               "SELECT c.id, c.tier, c.orders, c.spent_minor, c.earned_points, c.currency"
               " FROM {rows} AS r CROSS JOIN customers AS c"
               " WHERE c.organisation_id = :organisation AND c.id = r.id",
               rows, {{"organisation", organisation}},
               [&](std::string id, std::string tier, std::int64_t count, std::int64_t spent,
                   std::int64_t points, std::string currency) {
                 standings[std::move(id)] = {tier, count, spent, points, currency};
               });
}

/// Milestones that give nothing again.
void read_given(store::Session& session, const OrganisationId& organisation, const Rows& rows,
                const policy::Policy& policy, ById& standings) {
  store::query(session,
               "SELECT w.customer_id, w.milestone_id, w.streak FROM {rows} AS r"
               " CROSS JOIN rewards AS w WHERE w.organisation_id = :organisation"
               " AND w.customer_id = r.id ORDER BY w.customer_id, w.milestone_id, w.streak",
               rows, {{"organisation", organisation}},
               [&](std::string id, std::string milestone, std::int64_t streak) {
                 const auto* rule = policy.find_milestone(milestone);
                 if (streak > 0 && rule && rule->each_streak) return;
                 auto& given = standings[std::move(id)].given;
                 if (given.empty() || given.back() != milestone)
                   given.push_back(std::move(milestone));
               });
}

void read_links_and_traits(store::Session& session, const OrganisationId& organisation,
                           const CustomerIds& customers, ById& standings) {
  const std::vector<std::string> ids(customers.begin(), customers.end());
  for (auto& [id, known] : load_customers(session, organisation, ids)) {
    standings[id].linked = std::move(known.facts.linked);
    standings[id].traits = std::move(known.facts.traits);
  }
}

void read_orders(store::Session& session, const OrganisationId& organisation,
                 std::span<const Order* const> orders, OrderBook& book) {
  Rows rows({{"source", ColumnType::text}, {"id", ColumnType::text}});
  rows.reserve(orders.size());
  for (const Order* order : orders) rows.add(order->source).add(order->id);
  store::query(
      session,
      "SELECT o.source, o.id, o.customer_id, o.amount_minor, o.currency, o.ordered_at"
      " FROM {rows} AS r CROSS JOIN orders AS o WHERE o.organisation_id = :organisation"
      " AND o.source = r.source AND o.id = r.id",
      rows, {{"organisation", organisation}},
      [&](std::string source, std::string id, std::string customer, std::int64_t minor,
          std::string currency, Timestamp at) {
        book.know_order({source, id, customer, {minor, find_currency(currency).value()}, at});
      });
}

bool is_before(const Order* one, const Order* other) { return one->ordered_at < other->ordered_at; }

/// What counts between the earliest and the latest of the orders.
void read_counts(store::Session& session, const OrganisationId& organisation,
                 std::span<const Order* const> orders, const CustomerIds& customers,
                 LimitCounts& counts) {
  if (counts.empty()) return;
  const auto [first, last] = std::minmax_element(orders.begin(), orders.end(), is_before);
  counts.read(session, organisation, customers, (*first)->ordered_at, (*last)->ordered_at);
}

}  // namespace

void read_standings(store::Session& session, const OrganisationId& organisation,
                    std::span<const Order* const> orders, OrderBook& book) {
  if (orders.empty()) return;
  const CustomerIds customers = customers_of(orders);
  const Rows rows = rows_of(customers);
  ById standings;
  read_customers(session, organisation, rows, standings);
  read_given(session, organisation, rows, book.policy(), standings);
  if (asks_for_links(book.policy()))
    read_links_and_traits(session, organisation, customers, standings);
  for (auto& [id, standing] : standings) book.know_customer(id, std::move(standing));
  read_counts(session, organisation, orders, customers, book.counts());
  read_orders(session, organisation, orders, book);
}

}  // namespace patchbay::loyalty
