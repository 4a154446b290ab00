#pragma once
// The parts of bench_plugs.

#include "tests/bench/report.h"

namespace patchbay::bench {

/// One call with one HTTP step against a null HTTP layer, both schemas included: Lua and native.
std::vector<Measurement> measure_calls();
/// A call's work in nginx's Lua module, without the HTTP that ours has not either, beside ours of
/// `lua_call_us`; where that is not installed it says so and gives nothing. LuaJIT compiles there,
/// and there is no fence: neither memory nor instructions are counted, no secret is hidden.
std::vector<Measurement> measure_nginx(double lua_call_us);
/// `patchbay serve` with a thousand Lua partners: its memory, and the time until it is ready.
std::vector<Measurement> measure_thousand_partners();
/// CSV and XML of a partner's reply, as the Lua helpers read them.
std::vector<Measurement> measure_texts();
/// From saving partner.lua to its serving.
std::vector<Measurement> measure_reload();

}  // namespace patchbay::bench
