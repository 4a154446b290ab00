#pragma once
#include <optional>

#include "hub/app/demo/identity.h"
#include "hub/store/session.h"

namespace patchbay::app {

/// The identity this store is bound to, if any.
std::optional<Identity> read_identity(store::Session& session);
/// Binds the store; the same identity again changes nothing.
void write_identity(store::Session& session, const Identity& identity);

}  // namespace patchbay::app
