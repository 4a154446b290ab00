#pragma once
// What routes of webhooks have in common. Private to the room.

#include <string>

#include "hub/api/api.h"
#include "hub/api/change.h"
#include "webhooks/operate.h"

namespace patchbay::api {

inline constexpr const char* webhooks_read = "webhooks:read";
inline constexpr const char* webhooks_write = "webhooks:write";

/// The pattern of a route below one endpoint: "/api/v1/webhooks/endpoints/{id}" and `rest`.
std::string endpoint_path(const std::string& rest);

/// A credential of a partner's steers that partner's endpoints alone.
webhooks::Steerer steerer_of(const http::Request& request, Timestamp now, std::string reason = {});

/// A value from a path as the store can take it. Errors: not_found: no such thing has this name.
Result<std::string> path_name(const http::PathValues& path, const char* name, const char* what);

/// {"operationId", "summary", "parameters", …}: `more` is the rest of the operation's members.
/// The names of `path` (with blanks between) are path parameters.
std::string webhook_operation(const std::string& id, const std::string& summary,
                              const std::string& path, const std::string& parameters,
                              const std::string& more);
/// 201 with a new secret, the one time that it is seen.
http::Response new_secret_response(const webhooks::NewEndpointKeys& made);

/// "responses" with one answer whose schema is a component, and 404.
std::string one_answer(int status, const std::string& description, const std::string& component);

/// A read by somebody who may, in one transaction.
using WebhookRead = std::function<Result<http::Response>(
    store::Session&, const webhooks::Steerer&, const http::Request&, const http::PathValues&)>;
http::Route webhook_read_route(const ApiParts& parts, std::string pattern, std::string operation,
                               WebhookRead read);
/// A change (change.h). With `keyed`, Idempotency-Key is honoured: never where the answer has a
/// secret.
http::Route webhook_change_route(const ApiParts& parts, std::string method, std::string pattern,
                                 std::string operation, Change change, bool keyed = true);

}  // namespace patchbay::api
