#pragma once
// URLs of outside servers, taken apart for the client.

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::http {

/// The parts of an http or https URL (RFC 3986, RFC 9110 section 4.2).
struct Url {
  bool tls = false;
  std::string host;  ///< lower case, decoded; an IPv6 address without brackets
  std::uint16_t port = 80;
  std::string target;  ///< path and query, still escaped, at least "/"

  /// Value of the Host field: the port is left out when it is the scheme's own.
  std::string authority() const;
};

/// Takes a URL apart; a fragment is dropped.
/// Errors: invalid: not a URL, another scheme, no host, user info (credentials do not belong in
/// URLs), port 0. The message holds neither the text nor a part of it: URLs carry secrets at times.
Result<Url> split_url(std::string_view text);

}  // namespace patchbay::http
