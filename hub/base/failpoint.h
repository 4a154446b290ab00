#pragma once
// Named moments at which a process can be made to die: how crash tests reach every commit point.

#include <string_view>

namespace patchbay {

/// Does nothing, unless the environment variable PATCHBAY_FAILPOINT holds "name" or "name:n": then
/// the process kills itself (SIGKILL) when it comes here for the n-th time (first by default). For
/// tests; costs one load of a flag elsewhere. Names are "room.thing.moment", each used once in the
/// sources (tests/crash finds them there). Thread safe.
void failpoint(std::string_view name);

}  // namespace patchbay
