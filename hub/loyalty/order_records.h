#pragma once
// A chunk of orders and the store. Private to hub/loyalty; while the programme is locked.

#include <span>

#include "hub/loyalty/order_book.h"

namespace patchbay::loyalty {

/// What the store holds of the customers of these orders, and of the orders themselves.
void read_standings(store::Session& session, const OrganisationId& organisation,
                    std::span<const Order* const> orders, OrderBook& book);

/// Everything that the orders which were taken bring about.
void write_taken(store::Session& session, const OrganisationId& organisation, const OrderBook& book,
                 const std::string& salt, const Clock& clock, Random& random);

/// Stores those that wait, and why; of those that wait already the reason. Where rules took too
/// long a job decides about all that wait within ten minutes: a machine that was busy heals by
/// itself.
void write_waiting(store::Session& session, const OrganisationId& organisation,
                   const OrderBook& book, Timestamp now);
/// Tells the book of the orders that wait: those of the customers of these orders, and these.
void read_waiting(store::Session& session, const OrganisationId& organisation,
                  std::span<const Order* const> orders, OrderBook& book);

}  // namespace patchbay::loyalty
