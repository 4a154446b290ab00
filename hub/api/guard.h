#pragma once
// Who may call: for now whoever holds the admin token. Private to the room.

#include <string_view>

#include "hub/base/organisation.h"
#include "hub/base/secret.h"
#include "hub/http/router.h"

namespace patchbay::api {

/// The token of "Authorization: Bearer <token>", or an empty text. Borrows the request.
std::string_view bearer_token(const http::Request& request);

/// Compares the bearer token of a request with `token`, in constant time; its holder may do
/// everything in the organisation.
http::Router::Guard make_guard(const OrganisationId& organisation, Secret token);

}  // namespace patchbay::api
