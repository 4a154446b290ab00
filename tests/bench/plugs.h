#pragma once
// The parts of bench_plugs.

#include "tests/bench/report.h"

namespace patchbay::bench {

/// One call with one HTTP step against a null HTTP layer, both schemas included: Lua and native.
std::vector<Measurement> measure_calls();
/// `patchbay serve` with a thousand Lua partners: its memory, and the time until it is ready.
std::vector<Measurement> measure_thousand_partners();
/// CSV and XML of a partner's reply, as the Lua helpers read them.
std::vector<Measurement> measure_texts();
/// From saving partner.lua to its serving.
std::vector<Measurement> measure_reload();

}  // namespace patchbay::bench
