#include "hub/loyalty/waiting_orders.h"

#include "hub/jobs/queue.h"
#include "hub/loyalty/order_records.h"
#include "hub/loyalty/programme.h"
#include "hub/policy/versions.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

const std::string select_waiting =
    "SELECT w.arrival, w.source, w.id, w.customer_id, w.amount_minor, w.currency, w.ordered_at,"
    " w.reason, w.since FROM ";

auto reader_into(std::vector<WaitingOrder>& found) {
  return [&found](std::int64_t arrival, std::string source, std::string id, std::string customer,
                  std::int64_t minor, std::string currency, Timestamp at, std::string reason,
                  Timestamp since) {
    found.push_back({arrival,
                     {std::move(source),
                      std::move(id),
                      std::move(customer),
                      {minor, find_currency(currency).value()},
                      at},
                     std::move(reason),
                     since});
  };
}

Rows keys_of(std::span<const Order* const> orders) {
  Rows rows({{"source", ColumnType::text}, {"id", ColumnType::text}});
  rows.reserve(orders.size());
  for (const Order* order : orders) rows.add(order->source).add(order->id);
  return rows;
}

/// Customers of orders that wait and arrived by then.
void block_customers(store::Session& session, const OrganisationId& organisation,
                     std::span<const Order* const> orders, std::int64_t until, OrderBook& book) {
  std::set<std::string_view> ids;
  for (const Order* order : orders) ids.insert(order->customer);
  Rows rows({{"id", ColumnType::text}});
  for (const auto id : ids) rows.add(id);
  store::query(session,
               "SELECT DISTINCT w.customer_id FROM {rows} AS r CROSS JOIN waiting_orders AS w"
               " WHERE w.organisation_id = :organisation AND w.customer_id = r.id"
               " AND w.arrival <= :until",
               rows, {{"organisation", organisation}, {"until", until}},
               [&](std::string customer) { book.know_waiting(customer); });
}

void remove_taken(store::Session& session, const OrganisationId& organisation,
                  const OrderBook& book) {
  store::execute(session,
                 "DELETE FROM waiting_orders WHERE organisation_id = :organisation"
                 " AND (source, id) IN (SELECT r.source, r.id FROM {rows} AS r)",
                 keys_of(book.orders()), {{"organisation", organisation}});
}

/// One job for all that was slow within as many minutes.
void look_again(store::Session& session, const OrganisationId& organisation, Timestamp now) {
  constexpr std::int64_t span_us = Duration(std::chrono::minutes(5)).count();
  const std::int64_t slot = now.micros / span_us + 2;
  const jobs::NewJob job{
      organisation, policy::waiting_orders_kind, "slow/" + std::to_string(slot), "{}",
      "",           Timestamp{slot * span_us}};
  jobs::enqueue(session, std::span(&job, 1), now);
}

}  // namespace

void read_waiting(store::Session& session, const OrganisationId& organisation,
                  std::span<const Order* const> orders, OrderBook& book) {
  // Almost always none waits: one look-up instead of one an order.
  if (!store::query_value<std::int64_t>(
          session, "SELECT 1 FROM waiting_orders WHERE organisation_id = :organisation LIMIT 1",
          {{"organisation", organisation}}))
    return;
  std::vector<WaitingOrder> these;
  store::query(session,
               select_waiting +
                   "{rows} AS r CROSS JOIN waiting_orders AS w"
                   " WHERE w.organisation_id = :organisation AND w.source = r.source"
                   " AND w.id = r.id",
               keys_of(orders), {{"organisation", organisation}}, reader_into(these));
  for (const WaitingOrder& waiting : these) book.know_order(waiting.order);
  block_customers(session, organisation, orders, INT64_MAX, book);
}

void write_waiting(store::Session& session, const OrganisationId& organisation,
                   const OrderBook& book, Timestamp now) {
  Rows rows({{"number", ColumnType::integer},
             {"source", ColumnType::text},
             {"id", ColumnType::text},
             {"customer", ColumnType::text},
             {"amount", ColumnType::integer},
             {"currency", ColumnType::text},
             {"ordered_at", ColumnType::integer},
             {"reason", ColumnType::text}});
  rows.reserve(book.waiting().size());
  std::int64_t number = 0;
  for (const auto& [order, reason] : book.waiting())
    rows.add(++number)
        .add(order->source)
        .add(order->id)
        .add(order->customer)
        .add(order->amount.minor)
        .add(order->amount.currency.text())
        .add(order->ordered_at)
        .add(reason);
  store::execute(session,
                 "INSERT INTO waiting_orders (organisation_id, source, id, customer_id,"
                 " amount_minor, currency, ordered_at, reason, since) SELECT :organisation, source,"
                 " id, customer, amount, currency, ordered_at, reason, :now FROM {rows} AS r"
                 " WHERE true ORDER BY number ON CONFLICT (organisation_id, source, id)"
                 " DO UPDATE SET reason = excluded.reason",
                 rows, {{"organisation", organisation}, {"now", now}});
  if (book.was_slow()) look_again(session, organisation, now);
}

std::vector<WaitingOrder> list_waiting_orders(store::Session& session,
                                              const OrganisationId& organisation,
                                              std::int64_t after, std::size_t limit) {
  std::vector<WaitingOrder> found;
  store::query(session,
               select_waiting +
                   "waiting_orders AS w WHERE w.organisation_id = :organisation"
                   " AND w.arrival > :after ORDER BY w.arrival LIMIT :limit",
               {{"organisation", organisation},
                {"after", after},
                {"limit", static_cast<std::int64_t>(limit)}},
               reader_into(found));
  return found;
}

WaitingCount count_waiting_orders(store::Session& session, const OrganisationId& organisation) {
  WaitingCount count;
  count.orders =
      store::query_value<std::int64_t>(
          session, "SELECT COUNT(*) FROM waiting_orders WHERE organisation_id = :organisation",
          {{"organisation", organisation}})
          .value_or(0);
  for (const WaitingOrder& oldest : list_waiting_orders(session, organisation, 0, 1)) {
    count.oldest_reason = oldest.reason;
    count.oldest_since = oldest.since;
  }
  return count;
}

RetriedOrders retry_waiting_orders(store::Session& session, const OrganisationId& organisation,
                                   policy::PolicyBook& policies, const Clock& clock, Random& random,
                                   std::int64_t after, std::size_t limit, Rest rest) {
  const std::string salt = lock_programme(session, organisation, clock, random);
  const auto waiting = list_waiting_orders(session, organisation, after, limit);
  if (waiting.empty()) return {0, 0, after, false};
  const Timestamp now = clock.now();
  const policy::Policy policy = policies.active(session, organisation, now);
  std::vector<const Order*> orders;
  for (const WaitingOrder& one : waiting) orders.push_back(&one.order);

  OrderBook book(policy, now);
  read_standings(session, organisation, orders, book);
  block_customers(session, organisation, orders, after, book);
  std::size_t looked_at = 0;
  for (const Order* order : orders) {
    if (rest == Rest::later && book.is_blown()) break;
    if (const auto taken = book.take(*order); !taken) book.make_wait(*order, taken.error().message);
    ++looked_at;
  }
  write_taken(session, organisation, book, salt, clock, random);
  remove_taken(session, organisation, book);
  write_waiting(session, organisation, book, now);
  return {static_cast<std::int64_t>(looked_at), static_cast<std::int64_t>(book.orders().size()),
          waiting[looked_at - 1].arrival, looked_at < waiting.size()};
}

}  // namespace patchbay::loyalty
