#include "hub/api/change.h"

#include "hub/access/idempotency_keys.h"
#include "hub/access/used_signatures.h"
#include "hub/api/body.h"
#include "hub/api/guard.h"
#include "hub/api/read_only.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::api {
namespace {

using access::KeyClaim;
using http::PathValues;
using http::Request;
using http::Response;

constexpr const char* header = "Idempotency-Key";
constexpr std::size_t claim_bytes = 16;
constexpr int status_kept_max = 499;  // later ones are free to be tried again

/// A route and what its keys need.
struct Keyed {
  store::Store& store;
  Duration lease, retention;
  http::Route route;
  Change change;  ///< empty: the route's own handler
};
using KeyedRoute = std::shared_ptr<const Keyed>;

/// The claim that a request makes; nothing when it has no key and needs none.
Result<std::optional<KeyClaim>> read_claim(const Keyed& keyed, const Request& request,
                                           const PathValues& path) {
  std::optional<std::string_view> value;
  for (const auto& [name, text] : request.headers) {
    if (!equal_ignoring_case(name, header)) continue;
    if (value) return invalid(std::string("header ") + header + ": it is given twice");
    value = text;
  }
  if (keyed.route.idempotency == http::Idempotency::none) return std::optional<KeyClaim>();
  if (!value && keyed.route.idempotency == http::Idempotency::required)
    return invalid(std::string("header ") + header +
                   ": it is missing; this route wants one, best a UUID in double quotes, so that a "
                   "repeat of the request changes nothing twice");
  if (!value) return std::optional<KeyClaim>();
  const auto key = access::parse_idempotency_key(*value);
  if (!key) return key.error();
  std::vector<std::string_view> parts{request.method, keyed.route.pattern};
  for (const auto& [name, text] : path) parts.insert(parts.end(), {name, text});
  parts.insert(parts.end(), {request.query(), request.body});
  const auto& caller = *request.caller;
  const access::KeyScope scope{caller.organisation, caller.lineage, keyed.route.method,
                               keyed.route.pattern};
  return std::optional(KeyClaim{caller.organisation, access::digest_of(scope), *key,
                                access::fingerprint_of(parts),
                                std::string(crypto::random_hex(claim_bytes).reveal())});
}

access::StoredAnswer stored(const Response& response) {
  return {response.status, std::string(response.headers.get("Content-Type")),
          std::string(response.headers.get("Location")), response.body};
}

Response replay(const access::StoredAnswer& answer) {
  Response response;
  response.status = answer.status;
  response.body = answer.body;
  if (!answer.content_type.empty()) response.headers.add("Content-Type", answer.content_type);
  if (!answer.location.empty()) response.headers.add("Location", answer.location);
  response.headers.add("Idempotency-Replayed", "true");
  return response;
}

Response in_flight() {
  auto response = http::problem(409, http::reason_of(409),
                                "a request with this Idempotency-Key is still at work; repeat it "
                                "unchanged a little later");
  response.headers.add("Retry-After", "1");
  return response;
}

Response other_request() {
  return http::problem(422, http::reason_of(422),
                       "this Idempotency-Key was used for another request; take a new key for a "
                       "new request");
}

/// The answer when the claim did not get through.
std::optional<Response> answer_instead(const access::KeyDecision& decision) {
  if (const auto* known = std::get_if<access::Replay>(&decision)) return replay(known->answer);
  if (std::holds_alternative<access::InFlight>(decision)) return in_flight();
  if (std::holds_alternative<access::OtherRequest>(decision)) return other_request();
  return std::nullopt;
}

/// False: the request's signature was used before.
bool use_up_signature(store::Session& session, const Request& request) {
  if (!request.signature) return true;
  return access::use_signature(session, {request.caller->organisation, request.signature->hex,
                                         request.signature->expires_at});
}

Async<void> release(KeyedRoute keyed, KeyClaim claim) {
  try {
    co_await keyed->store.write(
        [&claim](store::Session& session) { access::release_key(session, claim); });
  } catch (const std::exception& e) {
    // The key is free when its lease is over.
    log_line(LogLevel::warning, "api.key_not_released", {{"error", e.what()}});
  }
}

/// Keeps an answer that no transaction of a change kept.
Async<void> keep(KeyedRoute keyed, KeyClaim claim, access::StoredAnswer answer) {
  const bool kept = co_await keyed->store.write([&](store::Session& session) {
    return access::keep_answer(session, claim, answer, keyed->retention);
  });
  if (!kept)
    log_line(LogLevel::warning, "api.key_lost",
             {{"route", keyed->route.pattern}, {"status", answer.status}});
}

/// The change and the kept answer, in one transaction. Throws what undid it.
Async<Response> commit(KeyedRoute keyed, Request request, PathValues path,
                       std::optional<KeyClaim> claim) {
  auto response = co_await keyed->store.write([&](store::Session& session) {
    // The switch board at the door may be a second late; this is not.
    const auto allowed = jobs::check_changes_allowed(session);
    if (!allowed && !keyed->route.in_read_only) return read_only_answer(allowed.error().message);
    if (!use_up_signature(session, request)) return authentication_failed();
    auto answer = keyed->change(session, request, path).value();
    // A refusal that is an answer, since what it noted has to stay, is kept as all refusals are.
    if (claim && answer.status < 400 &&
        !access::keep_answer(session, *claim, stored(answer), keyed->retention))
      throw ErrorException(
          conflict("this request took so long that a repeat of it has its key; "
                   "nothing was changed by this one"));
    failpoint("api.change.before_commit");
    return answer;
  });
  failpoint("api.change.committed");
  co_return response;
}

/// A refusal of the change as its answer; rethrows what is no refusal.
Response refusal_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const ErrorException& e) {
    auto response = problem_of(e.error());
    if (response.status > status_kept_max) throw;
    return response;
  }
}

Async<Response> run(KeyedRoute keyed, Request request, PathValues path,
                    std::optional<KeyClaim> claim) {
  if (!keyed->change) co_return co_await keyed->route.handle(request, path);
  std::exception_ptr failure;
  try {
    co_return co_await commit(keyed, std::move(request), std::move(path), std::move(claim));
  } catch (...) {
    failure = std::current_exception();
  }
  co_return refusal_of(failure);
}

Async<Response> answer(KeyedRoute keyed, Request request, PathValues path) {
  const auto claimed = read_claim(*keyed, request, path);
  if (!claimed) co_return problem_of(claimed.error());
  const std::optional<KeyClaim> claim = *claimed;
  if (!claim) co_return co_await run(keyed, std::move(request), std::move(path), std::nullopt);
  bool is_fresh = true;
  const auto decision = co_await keyed->store.write([&](store::Session& session) {
    auto decided = access::claim_key(session, *claim, keyed->lease);
    // A kept answer is given out again, but not to whoever overheard the request.
    if (std::holds_alternative<access::Replay>(decided))
      is_fresh = use_up_signature(session, request);
    return decided;
  });
  if (!is_fresh) co_return authentication_failed();
  if (auto instead = answer_instead(decision)) co_return std::move(*instead);
  failpoint("api.key.committed");
  Response response;
  std::exception_ptr failure;
  try {
    response = co_await run(keyed, std::move(request), std::move(path), claim);
  } catch (...) {
    failure = std::current_exception();
  }
  // Whoever replays a signed request with a key of their own must not take that key from others.
  if (failure || response.status > status_kept_max || response.status == 401) {
    co_await release(keyed, *claim);
    if (failure) std::rethrow_exception(failure);
  } else if (!keyed->change || response.status >= 400) {
    co_await keep(keyed, *claim, stored(response));
  }
  co_return response;
}

http::Route keyed_route(const ApiParts& parts, http::Route route, Change change) {
  const auto retention =
      route.answer_kept > Duration(0) ? route.answer_kept : parts.idempotency.retention;
  auto keyed = std::make_shared<Keyed>(
      Keyed{parts.store, parts.idempotency.lease, retention, route, std::move(change)});
  route.handle = [keyed = KeyedRoute(std::move(keyed))](const Request& request,
                                                        const PathValues& path) {
    return answer(keyed, request, path);
  };
  return route;
}

}  // namespace

http::Route change_route(const ApiParts& parts, http::Route route, Change change) {
  route.keeps_answer = true;
  return keyed_route(parts, std::move(route), std::move(change));
}

http::Route with_idempotency(const ApiParts& parts, http::Route route) {
  return keyed_route(parts, std::move(route), {});
}

}  // namespace patchbay::api
