#pragma once
// A webhook handed on as it came, for development: to a program on the developer's own machine.

#include <chrono>
#include <string>

#include "hub/http/client.h"

namespace patchbay::webhooks {

/// Sends it to `url` with the same body and the same headers, but those of the connection (RFC 9110
/// section 7.6.1). Returns what was answered, likewise; 502 when there was no answer, with the
/// reason.
Async<http::Response> forward(http::Client& client, std::string url, http::Request request,
                              std::chrono::milliseconds timeout);

}  // namespace patchbay::webhooks
