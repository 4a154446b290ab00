#pragma once
// After a restore the store remembers less than the partners do.

#include <string>

#include "hub/store/session.h"

namespace patchbay::loyalty {

/// Takes every reward that is open as unknown since now, by the store's clock: it may have been
/// issued after the copy that was restored was made. Each is then settled as its partner's manifest
/// declares (docs/adr/0009) before anything is issued for it: one that failed when it is redriven,
/// one that awaits a choice when it is made. In the caller's transaction; safe to repeat. Returns
/// how many.
std::int64_t doubt_open_rewards(store::Session& session, const std::string& reason);

}  // namespace patchbay::loyalty
