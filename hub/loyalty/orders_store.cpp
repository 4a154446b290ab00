#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/events/outbox.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/earned.h"
#include "hub/loyalty/order_book.h"
#include "hub/loyalty/reward_id.h"
#include "hub/loyalty/rewards.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

// SQLite keeps the order of a CROSS JOIN: rows outside, one index look-up each. With JOIN it may
// walk the JSON of all rows once for each row of the table.

/// One chunk of an organisation at a time: standings are read, then written, and a concurrent
/// transaction must not come in between; the programme's row is the lock.
/// Gives the salt of its rewards' ids, drawn with its first orders.
std::string lock_programme(store::Session& session, const OrganisationId& organisation,
                           const Clock& clock, Random& random) {
  return store::query_value<std::string>(
             session,
             "INSERT INTO programmes (organisation_id, reward_salt) VALUES (:organisation, :salt)"
             " ON CONFLICT (organisation_id) DO UPDATE SET reward_salt = programmes.reward_salt"
             " RETURNING reward_salt",
             {{"organisation", organisation}, {"salt", new_id("salt", clock, random)}})
      .value();
}

void read_customers(store::Session& session, const OrganisationId& organisation,
                    std::span<const Order* const> orders, OrderBook& book) {
  std::set<std::string_view> ids;
  for (const Order* order : orders) ids.insert(order->customer);
  Rows rows({{"id", ColumnType::text}});
  for (const auto id : ids) rows.add(id);
  store::query(session,
               "SELECT c.id, c.tier, c.orders, c.spent_minor, c.currency FROM {rows} AS r"
               " CROSS JOIN customers AS c WHERE c.organisation_id = :organisation AND c.id = r.id",
               rows, {{"organisation", organisation}},
               [&](std::string id, std::string tier, std::int64_t count, std::int64_t spent,
                   std::string currency) {
                 book.know_customer(std::move(id), {tier, count, spent, currency});
               });
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
             {"currency", ColumnType::text}});
  rows.reserve(book.changed().size());
  for (const auto& [id, standing] : book.changed())
    rows.add(id)
        .add(standing.tier)
        .add(standing.orders)
        .add(standing.spent_minor)
        .add(standing.currency);
  store::execute(session,
                 "INSERT INTO customers (organisation_id, id, tier, orders, spent_minor, currency,"
                 " created_at, updated_at) SELECT :organisation, id, tier, orders, spent, currency,"
                 " :now, :now FROM {rows} AS r WHERE true"
                 " ON CONFLICT (organisation_id, id) DO UPDATE SET tier = excluded.tier,"
                 " orders = excluded.orders, spent_minor = excluded.spent_minor,"
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

/// A milestone that the customer has a reward for already gives no second one.
void write_rewards(store::Session& session, const OrganisationId& organisation,
                   const OrderBook& book, const std::string& policy_hash, const std::string& salt,
                   Timestamp now) {
  Rows rows({{"id", ColumnType::text},
             {"customer", ColumnType::text},
             {"milestone", ColumnType::text},
             {"kind", ColumnType::text},
             {"capability", ColumnType::text},
             {"partner", ColumnType::text},
             {"eligible", ColumnType::text},
             {"state", ColumnType::text},
             {"amount", ColumnType::integer},
             {"currency", ColumnType::text}});
  for (const Award& award : book.awards())
    rows.add(reward_id(salt, organisation, award.order->customer, award.milestone->id))
        .add(award.order->customer)
        .add(award.milestone->id)
        .add(award.milestone->reward.kind)
        .add(award.milestone->reward.capability)
        .add(award.milestone->choice ? "" : award.milestone->partners.front())
        .add(join(award.milestone->partners, ","))
        .add(name_of(award.milestone->choice ? RewardState::awaiting_choice : RewardState::pending))
        .add(award.milestone->amount.minor)
        .add(award.milestone->amount.currency.text());
  if (rows.empty()) return;
  std::vector<jobs::NewJob> issues;
  store::query(
      session,
      "INSERT INTO rewards (organisation_id, id, customer_id, milestone_id, kind,"
      " capability, partner, eligible_partners, amount_minor, currency, state, reason,"
      " partner_reference, settle_way, tries, lease, policy_hash, created_at)"
      " SELECT :organisation, id, customer, milestone, kind, capability, partner, eligible, amount,"
      " currency, state, '', '', 0, 0, 0, :policy_hash, :now FROM {rows} AS r"
      " WHERE true ON CONFLICT DO NOTHING RETURNING id, partner",
      rows, {{"organisation", organisation}, {"policy_hash", policy_hash}, {"now", now}},
      [&](std::string id, std::string partner) {
        if (partner.empty()) return;  // the customer chooses first
        const std::string payload = boost::json::serialize(boost::json::object{{"reward", id}});
        issues.push_back({organisation, "reward.issue", id, payload, partner, now});
      });
  jobs::enqueue(session, issues, now);
}

}  // namespace

std::vector<Refusal> post_orders(store::Session& session, const OrganisationId& organisation,
                                 const policy::Policy& policy, std::span<const Order> orders,
                                 const Clock& clock, Random& random) {
  std::vector<Refusal> refusals;
  std::vector<const Order*> sound;
  sound.reserve(orders.size());
  for (const Order& order : orders)
    if (check_order(order, policy.earn().currency)) sound.push_back(&order);

  OrderBook book(policy);
  const std::string salt = lock_programme(session, organisation, clock, random);
  read_customers(session, organisation, sound, book);
  read_orders(session, organisation, sound, book);
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const auto taken = book.take(orders[i]); !taken)
      refusals.push_back({i, taken.error().message});
  if (book.orders().empty()) return refusals;

  const Timestamp now = clock.now();
  write_orders(session, organisation, book);
  write_customers(session, organisation, book, now);
  post(session, organisation, book.transfers(), now);
  tell_earned(session, organisation, book, clock, random);
  write_events(session, organisation, book, clock, random);
  write_rewards(session, organisation, book, policy.hash(), salt, now);
  return refusals;
}

}  // namespace patchbay::loyalty
