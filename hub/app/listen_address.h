#pragma once
#include <cstdint>
#include <string>

#include "hub/base/result.h"

namespace patchbay::app {

struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

/// Reads "127.0.0.1:8080" or "[::1]:8080". Until access control is built only loopback addresses
/// are taken. Errors: invalid (other form), refused (an address that others can reach).
Result<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace patchbay::app
