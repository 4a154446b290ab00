#pragma once
// The part of bench_policy that measures decisions by themselves.

#include "tests/bench/report.h"

namespace patchbay::bench {

/// Decisions a second on one core by the shipped policies: milestones by days, and purchases with
/// discounts, tiers and points; those once more with their facts and effects as the text that is
/// kept.
std::vector<Measurement> measure_decisions();

}  // namespace patchbay::bench
