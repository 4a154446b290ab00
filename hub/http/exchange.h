#pragma once
// One request and its answer over one connection.

#include "hub/http/client_connection.h"

namespace patchbay::http {

struct Exchanged {
  Exchange exchange;
  bool unsent = false;    ///< no byte of the request left: it may be sent on another connection
  bool reusable = false;  ///< the connection may carry another request
};

/// The request's head as bytes, up to and with the empty line.
/// Errors: invalid: a method or header field that cannot be written (RFC 9110 section 5.6.2).
Result<std::string> request_head(const ClientRequest& request, const Url& url);

/// Writes and reads until the answer is whole. The references outlive the coroutine. The deadline
/// is the connection's watchdog.
Async<Exchanged> exchange_over(ClientConnection& connection, const ClientRequest& request,
                               const std::string& head, std::size_t response_bytes_max);

}  // namespace patchbay::http
