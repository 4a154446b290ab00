#pragma once
// The promise, as a check: accepted implies done, pending, unconfirmed or dead with a reason; never
// lost, never doubled (DESIGN.md, "Durability"). Pure.

#include <string>
#include <vector>

#include "tests/support/evidence.h"

namespace patchbay::test {

/// What is broken, a sentence each; none: all is well.
using Violations = std::vector<std::string>;

/// What must hold at every moment, also between a kill and the next start: no reference has two
/// values, over all partners; every value belongs to a reward that knows a call was begun, at that
/// partner and with that amount; what is issued here stands in the books; every open reward has a
/// job, everything that waits or is dead a reason; the ledger sums to zero in every unit.
Violations broken_always(const Evidence& evidence);

/// What must hold besides once everything ran to its end: nothing is open, every reward is issued,
/// every event reached the receiver, all `orders` are in.
Violations broken_at_the_end(const Evidence& evidence, std::int64_t orders);

}  // namespace patchbay::test
