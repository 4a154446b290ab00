// A plugin of another contract version: nothing of it must ever run.
#include <cstdlib>

#include "adapters/sdk/border.h"

namespace {
[[gnu::constructor]] void run_at_load() { std::abort(); }
}  // namespace

const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), 99, 7, "gcc-3 pdp11"};

const patchbay_plugin_v1* patchbay_plugin_entry_v1() { std::abort(); }
