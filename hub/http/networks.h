#pragma once
// Address ranges in CIDR notation (RFC 4632, RFC 4291), and whose address a request has.

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"
#include "hub/http/message.h"

namespace patchbay::http {

/// A set of networks. Immutable after it is made; thread safe.
class Networks {
 public:
  static constexpr std::size_t count_max = 100;

  /// "10.0.0.0/8", "2001:db8::/32", or one address. Errors: invalid, naming the text: no network,
  /// an address with bits behind the prefix (a typing error more often than not), too many.
  static Result<Networks> parse(std::span<const std::string> texts);
  /// The same from one text with blanks or commas between them.
  static Result<Networks> parse_list(std::string_view text);

  bool empty() const { return four_.empty() && six_.empty(); }
  /// Whether an IP address is inside; a text that is none is nowhere. An IPv4 address and its form
  /// in IPv6 (::ffff:10.0.0.1) are the same.
  bool contains(std::string_view address) const;

 private:
  Result<void> add(const std::string& text);

  std::vector<boost::asio::ip::network_v4> four_;
  std::vector<boost::asio::ip::network_v6> six_;
};

/// An IP address as text in its one form: shortest, lower case, IPv4 never in its IPv6 form,
/// without a zone. Empty: no address.
std::string normal_address(std::string_view text);

/// Of the client of a request that `peer` sent: the peer, or, when the peer is a trusted proxy, the
/// right-most address in X-Forwarded-For (or Forwarded, RFC 7239, when there is none of that) that
/// is not one. What stands left of it anybody may have written. An entry that is no address ends
/// the walk: then the client is the proxy that passed it on.
std::string client_address(const std::string& peer, const Headers& headers,
                           const Networks& trusted);

}  // namespace patchbay::http
