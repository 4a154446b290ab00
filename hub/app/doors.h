#pragma once
// Where the hub listens, and whom it believes and lets in by their address.

#include <string>

#include "hub/app/config.h"
#include "hub/base/result.h"
#include "hub/http/networks.h"

namespace patchbay::app {

struct Doors {
  ListenAddress listen;
  http::Networks trusted_proxies, allowed;
  std::string public_url;  ///< empty: where it listens
};
/// Errors: invalid, naming the setting; refused: others would reach plain HTTP, and nobody said
/// that this is wanted: no TLS, no trusted proxy, no http.allow_plain.
Result<Doors> read_doors(const FieldValues& values);

/// An address that only this machine reaches. Errors: invalid (other form), refused.
Result<ListenAddress> parse_loopback(const std::string& text);

}  // namespace patchbay::app
