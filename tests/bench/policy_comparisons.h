#pragma once
// Parts of the benchmark of policies that take a store or another engine.

#include <vector>

#include "tests/bench/report.h"

namespace patchbay::bench {

/// simulate_million_s: one million recorded decisions on SQLite, two versions, two threads; and
/// how far the process's memory grew meanwhile.
std::vector<Measurement> measure_simulation();

/// Our decisions a second beside those of rule engines of npm, on the same facts and rules, checked
/// to come to the same sums. Skipped with a sentence where they are not installed.
std::vector<Measurement> measure_engines();

}  // namespace patchbay::bench
