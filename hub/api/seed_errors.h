#pragma once
// The seeds' own paths answer errors in the seeds' form. Private to the room.

#include <string_view>

#include "hub/http/message.h"

namespace patchbay::api {

/// Whether a path is one of the seeds': /api/ without a version.
bool is_seed_path(std::string_view path);

/// A problem (RFC 9457) as {"error": {"type", "message", "details", "timestamp", "requestId"}};
/// any other answer as it is. `request_id` is the client's, from the header X-Request-Id.
http::Response in_seed_form(http::Response response, std::string_view request_id, Timestamp now);

}  // namespace patchbay::api
