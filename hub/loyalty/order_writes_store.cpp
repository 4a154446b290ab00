#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/id.h"
#include "hub/events/outbox.h"
#include "hub/loyalty/earned.h"
#include "hub/loyalty/order_records.h"
#include "hub/loyalty/told_decisions.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

void write_orders(store::Session& session, const OrganisationId& organisation,
                  const OrderBook& book) {
  Rows rows({{"source", ColumnType::text},
             {"id", ColumnType::text},
             {"customer", ColumnType::text},
             {"amount", ColumnType::integer},
             {"currency", ColumnType::text},
             {"ordered_at", ColumnType::integer}});
  rows.reserve(book.orders().size());
  for (const Order* order : book.orders())
    rows.add(order->source)
        .add(order->id)
        .add(order->customer)
        .add(order->amount.minor)
        .add(order->amount.currency.text())
        .add(order->ordered_at);
  store::execute(session,
                 "INSERT INTO orders (organisation_id, source, id, customer_id, amount_minor,"
                 " currency, ordered_at) SELECT :organisation, source, id, customer, amount,"
                 " currency, ordered_at FROM {rows} AS r",
                 rows, {{"organisation", organisation}});
}

void write_customers(store::Session& session, const OrganisationId& organisation,
                     const OrderBook& book, Timestamp now) {
  Rows rows({{"id", ColumnType::text},
             {"tier", ColumnType::text},
             {"orders", ColumnType::integer},
             {"spent", ColumnType::integer},
             {"points", ColumnType::integer},
             {"currency", ColumnType::text}});
  rows.reserve(book.changed().size());
  for (const auto& [id, standing] : book.changed())
    rows.add(id)
        .add(standing.tier)
        .add(standing.orders)
        .add(standing.spent_minor)
        .add(standing.points)
        .add(standing.currency);
  store::execute(session,
                 "INSERT INTO customers (organisation_id, id, tier, orders, spent_minor,"
                 " earned_points, currency, created_at, updated_at) SELECT :organisation, id, tier,"
                 " orders, spent, points, currency, :now, :now FROM {rows} AS r WHERE true"
                 " ON CONFLICT (organisation_id, id) DO UPDATE SET tier = excluded.tier,"
                 " orders = excluded.orders, spent_minor = excluded.spent_minor,"
                 " earned_points = excluded.earned_points,"
                 " updated_at = excluded.updated_at",
                 rows, {{"organisation", organisation}, {"now", now}});
}

void write_events(store::Session& session, const OrganisationId& organisation,
                  const OrderBook& book, const Clock& clock, Random& random) {
  std::vector<events::NewEvent> changes;
  for (const TierChange& change : book.tier_changes()) {
    const Order& order = *change.order;
    changes.push_back(
        {new_id("evt", clock, random), "tier.updated", order.customer,
         boost::json::serialize(boost::json::object{{"customer", order.customer},
                                                    {"tier", change.tier},
                                                    {"previous_tier", change.previous_tier},
                                                    {"points", change.points}}),
         "tier.updated/" + order.customer + "/" + order.source + "/" + order.id});
  }
  events::append(session, organisation, changes, clock.now());
}

void write_decisions(store::Session& session, const OrganisationId& organisation,
                     const OrderBook& book, const Clock& clock, Random& random) {
  const Timestamp now = clock.now();
  // Whoever reads them later, as a simulation does, finds them in the order in which they were
  // made: all have one moment, and ids of one millisecond are unordered.
  std::vector<std::string> ids;
  ids.reserve(book.decisions().size());
  for (std::size_t i = 0; i < book.decisions().size(); ++i)
    ids.push_back(new_id("dec", clock, random));
  std::sort(ids.begin(), ids.end());
  std::vector<policy::KeptDecision> kept;
  kept.reserve(book.decisions().size());
  for (const OrderDecision& decision : book.decisions())
    kept.push_back({std::move(ids[kept.size()]), decision.order->customer,
                    reference_of(*decision.order), book.policy().hash(), now, decision.facts,
                    decision.effects});
  keep_and_tell(session, organisation, kept, clock, random);
}

}  // namespace

void write_taken(store::Session& session, const OrganisationId& organisation, const OrderBook& book,
                 const std::string& salt, const Clock& clock, Random& random) {
  if (book.orders().empty()) return;
  const Timestamp now = clock.now();
  write_orders(session, organisation, book);
  write_customers(session, organisation, book, now);
  post(session, organisation, book.transfers(), now);
  tell_earned(session, organisation, book, clock, random);
  write_events(session, organisation, book, clock, random);
  award(session, organisation, book.awards(), book.policy().hash(), salt, now);
  write_decisions(session, organisation, book, clock, random);
}

}  // namespace patchbay::loyalty
