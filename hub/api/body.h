#pragma once
// The JSON object in a request's body, and how errors become answers. Private to the room.
//
//   const auto body = read_body(request);
//   if (!body) return problem_of(body.error());
//   adapters::StrictObject fields(*body, "body");
//   const auto reason = read_text(fields, "reason");
//   if (const auto known = fields.finish(); !known) return problem_of(known.error());

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "adapters/strict_object.h"
#include "hub/base/result.h"
#include "hub/http/message.h"

namespace patchbay::api {

/// Always an object; an empty body is an empty one. Errors: invalid, beginning with "body: ": no
/// JSON (with the byte), not an object, deeper than 32.
Result<boost::json::value> read_body(const http::Request& request);

/// A text that the store can keep: UTF-8 without control characters, at most 500 bytes; what is
/// wrong with it fails `fields`. Without a default the key must be there.
std::string read_text(adapters::StrictObject& fields, const char* key,
                      std::optional<std::string> default_value = std::nullopt);

/// Who sends a request, for the audit. Of a route that needs a token only.
std::string actor_of(const http::Request& request);

/// The problem that a caller gets: invalid 400, not_found 404, conflict 409, refused 403,
/// unavailable 503. Others are defects: 500, their message only in the log.
http::Response problem_of(const Error& error);

}  // namespace patchbay::api
