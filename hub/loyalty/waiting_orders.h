#pragma once
// Orders that no rules could decide about yet: nothing of a customer's is lost because a rule
// failed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/jobs/worker.h"
#include "hub/loyalty/failure_fuse.h"
#include "hub/loyalty/orders.h"

namespace patchbay::loyalty {

struct WaitingOrder {
  std::int64_t arrival = 0;  ///< rises
  Order order;
  std::string reason;  ///< with file and line of the rule that failed
  Timestamp since;
};
/// In order of arrival, those after `after`.
std::vector<WaitingOrder> list_waiting_orders(store::Session& session,
                                              const OrganisationId& organisation,
                                              std::int64_t after, std::size_t limit);

struct WaitingCount {
  std::int64_t orders = 0;
  std::string oldest_reason;  ///< empty: none waits
  std::optional<Timestamp> oldest_since;
};
WaitingCount count_waiting_orders(store::Session& session, const OrganisationId& organisation);

struct RetriedOrders {
  std::int64_t looked_at = 0, taken = 0;
  std::int64_t last = 0;  ///< arrival of the last one that was looked at
  bool is_cut = false;    ///< it ended early, since rules failed slowly
};
/// In the caller's transaction: decides up to `limit` of those after `after`, in order of arrival,
/// by the rules that are active now. What still cannot be decided, or is refused, goes on waiting
/// with its new reason, and the customer's later orders with it. `rest`: after rules failed slowly
/// for a few. Throws as post_orders().
RetriedOrders retry_waiting_orders(store::Session& session, const OrganisationId& organisation,
                                   policy::PolicyBook& policies, const Clock& clock, Random& random,
                                   std::int64_t after, std::size_t limit, Rest rest = Rest::later);

/// The handler of policy::waiting_orders_kind: decides about all that wait in the job's
/// organisation. `after_commit`: new events and jobs were committed.
struct WaitingOrdersParts {
  store::Store& store;
  policy::PolicyBook& policies;
  const Clock& clock;
  Random& random;
  std::function<void()> after_commit;
};
jobs::Handler make_waiting_orders(WaitingOrdersParts parts);

}  // namespace patchbay::loyalty
