#pragma once
// Who may call: for now whoever holds the admin token. Private to the room.

#include "hub/base/secret.h"
#include "hub/http/router.h"

namespace patchbay::api {

/// Compares the bearer token of a request with `token`, in constant time.
http::Router::Guard make_guard(Secret token);

}  // namespace patchbay::api
