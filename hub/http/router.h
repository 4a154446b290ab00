#pragma once
// The route table is a table: method, pattern, handler and what OpenAPI says of it.

#include <boost/json/fwd.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/http/async.h"
#include "hub/http/message.h"

namespace patchbay::http {

/// The decoded values of "{name}" segments.
using PathValues = std::map<std::string, std::string>;

/// How a route that changes something treats the header Idempotency-Key (IETF draft
/// httpapi-idempotency-key-header-07; hub/api/idempotent.h does it).
enum class Idempotency {
  none,      ///< reads, and changes that are the same when repeated
  optional,  ///< a key is honoured
  required,  ///< without a key: 400
};

struct Route {
  std::string method;   ///< "GET"
  std::string pattern;  ///< "/api/v1/customers/{id}": a name fills one whole segment
  std::function<Async<Response>(const Request&, const PathValues&)> handle;
  bool needs_token = true;  ///< false: open to everybody (health, metrics, openapi)
  /// The OpenAPI 3.1 operation object as JSON text (summary, parameters, responses).
  std::string operation;
  /// What a caller must be allowed, "customers:read"; empty: any caller.
  std::string scope = {};
  /// What a customer's credential must be allowed instead, "rewards:read:own"; empty: the route is
  /// not for customers. Its handler shows and changes what is Caller::customer's only.
  std::string own_scope = {};
  Idempotency idempotency = Idempotency::none;
  /// How long the answer is kept for a key; zero: as long as configured.
  Duration answer_kept{0};
  /// The handler keeps the answer itself, in the transaction of the change (hub/api/change.h).
  bool keeps_answer = false;
  /// The group of routes whose rate limits count it (hub/access/rate_limits.h); empty: only those
  /// of every route.
  std::string limit = {};
  /// A change that read-only mode lets through: what ends it, and what changes nothing.
  bool in_read_only = false;
};

/// Finds the route and answers. Unknown path: 404 problem; known path, other method: 405 with
/// Allow; HEAD is answered by GET without the body. Immutable after construction, thread safe.
class Router {
 public:
  /// Decides whether a request may use a route that needs a token; gives the refusal, or nothing
  /// and then has set the request's caller. Both outlive the call.
  using Guard = std::function<Async<std::optional<Response>>(Request&, const Route&)>;
  Router(std::vector<Route> routes, Guard guard);
  Async<Response> handle(Request request) const;
  const std::vector<Route>& routes() const { return routes_; }
  /// The first route of this path, whatever its method; null: there is none.
  const Route* find_path(std::string_view path) const;

 private:
  bool may_fit(std::size_t route, std::string_view path) const;

  std::vector<Route> routes_;
  std::vector<std::size_t> literal_sizes_;  ///< of each route's pattern
  Guard guard_;
};

}  // namespace patchbay::http
