#pragma once
// Where webhooks may go: not into the hub's own network, whatever a name resolves to.

#include <string>

#include <boost/asio/ip/address.hpp>

#include "hub/http/networks.h"

namespace patchbay::webhooks {

/// Refuses loopback, private, link-local, shared (RFC 6598), multicast, reserved and documentation
/// addresses, cloud metadata, their forms in IPv6 (mapped, 6to4, NAT64) and port 0, unless
/// `allowed` contains the address (setting webhooks.allowed_networks, for development).
/// Immutable; thread safe.
class AddressGuard {
 public:
  AddressGuard() = default;
  explicit AddressGuard(http::Networks allowed) : allowed_(std::move(allowed)) {}
  /// Empty: it may be connected to; else why not.
  std::string refusal(const boost::asio::ip::address& address) const;

 private:
  http::Networks allowed_;
};

}  // namespace patchbay::webhooks
