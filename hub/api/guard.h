#pragma once
// Who may call. Private to the room.

#include "hub/api/api.h"

namespace patchbay::api {

/// Finds the request's caller: by a credential (hub/access/admission.h), or as the holder of the
/// admin token, who may do everything in the organisation. A signature is used up: in memory for a
/// read, in the store for a change; when the route changes things in a transaction of its own
/// (Route::keeps_answer) the request says what is left to do (Request::signature).
http::Router::Guard make_guard(const ApiParts& parts);

/// 401, always the same: it does not say what was wrong.
http::Response authentication_failed();

}  // namespace patchbay::api
