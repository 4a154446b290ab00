#include "hub/loyalty/earned.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/base/id.h"
#include "hub/events/demand.h"
#include "hub/events/outbox.h"

namespace patchbay::loyalty {
namespace {

constexpr const char* event_type = "points.earned";

std::vector<std::string> accounts_of(const std::vector<Earning>& earnings) {
  std::set<std::string> accounts;
  for (const auto& earning : earnings) accounts.insert(points_account(earning.order->customer));
  return {accounts.begin(), accounts.end()};
}

/// What each customer had after each earning: from what they have now, backwards.
std::vector<std::int64_t> balances_after(const std::vector<Earning>& earnings,
                                         std::map<std::string, std::int64_t> now) {
  std::vector<std::int64_t> after(earnings.size());
  for (std::size_t i = earnings.size(); i-- > 0;) {
    std::int64_t& held = now[points_account(earnings[i].order->customer)];
    after[i] = held;
    held -= earnings[i].points;
  }
  return after;
}

}  // namespace

void tell_earned(store::Session& session, const OrganisationId& organisation, const OrderBook& book,
                 const Clock& clock, Random& random) {
  const auto& earnings = book.earnings();
  if (earnings.empty() || !events::is_asked_for(session, organisation, event_type)) return;
  const auto after =
      balances_after(earnings, balances(session, organisation, accounts_of(earnings), points_unit));
  std::vector<events::NewEvent> earned;
  earned.reserve(earnings.size());
  for (std::size_t i = 0; i < earnings.size(); ++i) {
    const Order& order = *earnings[i].order;
    const std::string reference = "order/" + order.source + "/" + order.id;
    const boost::json::object data{{"customer", order.customer},
                                   {"points", earnings[i].points},
                                   {"balance", after[i]},
                                   {"reference", reference}};
    earned.push_back({new_id("evt", clock, random), event_type, order.customer,
                      boost::json::serialize(data), std::string(event_type) + "/" + reference});
  }
  events::append(session, organisation, earned, clock.now());
}

}  // namespace patchbay::loyalty
