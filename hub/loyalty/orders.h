#pragma once
// Orders become points, tiers and rewards.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/money.h"
#include "hub/base/organisation.h"
#include "hub/base/random.h"
#include "hub/policy/policy_book.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct Order {
  std::string source;    ///< the feed ("orders"), part of the key
  std::string id;        ///< unique in its source
  std::string customer;  ///< the programme's own number of the customer
  Money amount;          ///< >= 0
  Timestamp ordered_at;
};

/// Why an order was not taken; `index` points into the span.
struct Refusal {
  std::size_t index = 0;
  std::string reason;
};

/// In the caller's transaction, set-based: stores new orders and does what the rules decide that
/// are active now (policy::decide, occasion order): posts points (account "customer/<id>/points"
/// credited, "programme/points" debited, transfer id "order/<source>/<id>"; event points.earned
/// where it is asked for), moves tiers (event tier.updated), awards milestones (awards.h). Each
/// decision is kept (reference "order/<source>/<id>"). An order that a limit denies or holds is
/// stored and earns nothing, now or later. An order seen before with the same content changes
/// nothing; with other content, another currency or a negative amount it is refused. When a
/// function of a rule fails nothing is decided: the order waits (waiting_orders.h) and is not
/// refused; where the machine was too slow for it, what waits is decided about again within some
/// minutes. Throws ErrorException as policies.active() does.
std::vector<Refusal> post_orders(store::Session& session, const OrganisationId& organisation,
                                 policy::PolicyBook& policies, std::span<const Order> orders,
                                 const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
