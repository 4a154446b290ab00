#pragma once
// The parts of `./dev bench access`, a file each.

#include <vector>

#include "tests/bench/report.h"

namespace patchbay::bench {

/// seal_per_s and rotate_rows_per_s (access_vault.cpp), on SQLite in a temporary folder.
std::vector<Measurement> measure_vault();

}  // namespace patchbay::bench
