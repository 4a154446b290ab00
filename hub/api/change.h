#pragma once
// Changes and the header Idempotency-Key: what happens once, and what a repeat gets. Private to the
// room; docs/idempotency.md says it for callers.

#include <functional>

#include "hub/api/api.h"
#include "hub/base/result.h"
#include "hub/http/router.h"
#include "hub/store/session.h"

namespace patchbay::api {

/// One change with its audit row, on a store thread, in one transaction; it may run again from the
/// start (store.h). Returns a success only: an error, returned or thrown, undoes the change and
/// becomes the answer (body.h).
using Change = std::function<Result<http::Response>(store::Session&, const http::Request&,
                                                    const http::PathValues&)>;

/// The route with `change` as its handler: change and kept answer commit together, so a repeat of
/// the request never changes anything twice, whenever a hub dies.
http::Route change_route(const ApiParts& parts, http::Route route, Change change);

/// Any other route that honours keys. Its answer is kept in a transaction of its own after the
/// handler ended: when the hub dies in between, a repeat runs the handler again once the lease of
/// the key is over. So such a handler must be safe to run twice.
http::Route with_idempotency(const ApiParts& parts, http::Route route);

}  // namespace patchbay::api
