#pragma once
// How often a customer's security code at a partner may be tried: counted in the store, over all
// hubs and starts, so that nobody finds a code by trying them all.

#include <chrono>
#include <optional>

#include "hub/access/consents.h"

namespace patchbay::loyalty {

constexpr int wrong_codes_max = 5;
constexpr Duration wrong_codes_window = std::chrono::hours(1);

/// Counts an attempt before it is made, so that many at once count too. Returns nothing when it may
/// be made, else how long until one may be.
std::optional<Duration> begin_attempt(store::Session& session, const access::ConsentKey& key,
                                      Timestamp now);
/// Takes an attempt back that tried no wrong code.
void forgive_attempt(store::Session& session, const access::ConsentKey& key);

}  // namespace patchbay::loyalty
