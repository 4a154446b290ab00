#pragma once
#include "hub/app/config.h"
#include "hub/base/result.h"

namespace patchbay::app {

/// The address to serve on. Until access control is built only loopback is taken.
/// Errors: invalid (other form), refused (an address that others can reach).
Result<ListenAddress> parse_loopback(const std::string& text);

}  // namespace patchbay::app
