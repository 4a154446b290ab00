#include "hub/loyalty/order_records.h"
#include "hub/loyalty/programme.h"

namespace patchbay::loyalty {

std::vector<Refusal> post_orders(store::Session& session, const OrganisationId& organisation,
                                 policy::PolicyBook& policies, std::span<const Order> orders,
                                 const Clock& clock, Random& random) {
  const std::string salt = lock_programme(session, organisation, clock, random);
  const Timestamp now = clock.now();
  const policy::Policy policy = policies.active(session, organisation, now);
  std::vector<const Order*> sound;
  sound.reserve(orders.size());
  for (const Order& order : orders)
    if (check_order(order, policy.programme().currency)) sound.push_back(&order);

  OrderBook book(policy, now);
  read_standings(session, organisation, sound, book);
  read_waiting(session, organisation, sound, book);
  std::vector<Refusal> refusals;
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const auto taken = book.take(orders[i]); !taken)
      refusals.push_back({i, taken.error().message});
  write_taken(session, organisation, book, salt, clock, random);
  write_waiting(session, organisation, book, now);
  return refusals;
}

}  // namespace patchbay::loyalty
