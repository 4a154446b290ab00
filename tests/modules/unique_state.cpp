// A plugin that was not built by patchbay_add_plugin: its counter is one for the whole process,
// shared with every later version of it.
#include "adapters/sdk/border.h"

template <class T>
struct Counter {
  inline static int calls = 0;
};

int count_call() { return ++Counter<int>::calls; }

const patchbay_magic patchbay_plugin_magic{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR,
                                           PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};

const patchbay_plugin_v1* patchbay_plugin_entry_v1() { return nullptr; }
