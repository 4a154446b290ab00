#include "webhooks/address_guard.h"

#include <array>
#include <optional>

namespace patchbay::webhooks {
namespace {

namespace ip = boost::asio::ip;

struct Range {
  const char* network;
  const char* what;
};

// IANA's registries of special-purpose addresses (RFC 6890 and its updates).
constexpr std::array four{
    Range{"0.0.0.0/8", "this network"},
    Range{"10.0.0.0/8", "a private network"},
    Range{"100.64.0.0/10", "a carrier's shared network"},
    Range{"127.0.0.0/8", "this machine"},
    Range{"169.254.0.0/16", "link-local, where clouds keep metadata"},
    Range{"172.16.0.0/12", "a private network"},
    Range{"192.0.0.0/24", "reserved"},
    Range{"192.0.2.0/24", "documentation"},
    Range{"192.88.99.0/24", "a relay of 6to4"},
    Range{"192.168.0.0/16", "a private network"},
    Range{"198.18.0.0/15", "a network of benchmarks"},
    Range{"198.51.100.0/24", "documentation"},
    Range{"203.0.113.0/24", "documentation"},
    Range{"224.0.0.0/4", "multicast"},
    Range{"240.0.0.0/4", "reserved"},
};
constexpr std::array six{
    Range{"::/127", "this machine"},
    Range{"64:ff9b:1::/48", "a private network behind NAT64"},
    Range{"100::/64", "discarded"},
    Range{"2001::/23", "reserved, Teredo among it"},
    Range{"2001:db8::/32", "documentation"},
    Range{"3fff::/20", "documentation"},
    Range{"5f00::/16", "segment routing"},
    Range{"fc00::/7", "a private network, where clouds keep metadata"},
    Range{"fe80::/10", "link-local"},
    Range{"fec0::/10", "site-local"},
    Range{"ff00::/8", "multicast"},
};

bool is_in(const ip::address_v4& address, const char* network) {
  const auto range = ip::make_network_v4(network);
  return ip::network_v4(address, range.prefix_length()).canonical() == range;
}
bool is_in(const ip::address_v6& address, const char* network) {
  const auto range = ip::make_network_v6(network);
  return ip::network_v6(address, range.prefix_length()).canonical() == range;
}

/// The IPv4 address that an IPv6 one stands for: mapped (::ffff:0:0/96, RFC 4291), compatible
/// (::/96), NAT64 (64:ff9b::/96, RFC 6052) or 6to4 (2002::/16, RFC 3056).
std::optional<ip::address_v4> inner(const ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  const auto at = [&](std::size_t first) {
    return ip::address_v4({bytes[first], bytes[first + 1], bytes[first + 2], bytes[first + 3]});
  };
  if (is_in(address, "::ffff:0:0/96") || is_in(address, "64:ff9b::/96")) return at(12);
  if (is_in(address, "::/96") && !is_in(address, "::/127")) return at(12);
  if (is_in(address, "2002::/16")) return at(2);
  return std::nullopt;
}

template <class Address, std::size_t count>
const char* what_of(const Address& address, const std::array<Range, count>& ranges) {
  for (const auto& [network, what] : ranges)
    if (is_in(address, network)) return what;
  return nullptr;
}

}  // namespace

std::string AddressGuard::refusal(const ip::address& address) const {
  const auto bare = address.is_v6() && address.to_v6().scope_id() != 0
                        ? ip::address(ip::address_v6(address.to_v6().to_bytes()))
                        : address;
  const auto text = bare.to_string();
  if (allowed_.contains(text)) return {};
  const char* what = nullptr;
  if (bare.is_v4()) {
    what = what_of(bare.to_v4(), four);
  } else if (const auto four_inside = inner(bare.to_v6())) {
    if (allowed_.contains(four_inside->to_string())) return {};
    what = what_of(*four_inside, four);
  } else {
    what = what_of(bare.to_v6(), six);
  }
  if (what == nullptr) return {};
  return "the address " + text + " is refused (" + what +
         "); use a public one, or allow it by webhooks.allowed_networks";
}

}  // namespace patchbay::webhooks
