#pragma once
// The events points.earned of a chunk of orders. Private to hub/loyalty.

#include "hub/loyalty/order_book.h"

namespace patchbay::loyalty {

/// Writes one a transfer, in order, where somebody asks for them (events/demand.h). After the
/// transfers were posted, in their transaction, while nobody else posts.
void tell_earned(store::Session& session, const OrganisationId& organisation, const OrderBook& book,
                 const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
