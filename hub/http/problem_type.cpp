#include "hub/http/problem_type.h"

#include <algorithm>

#include "hub/base/result.h"

namespace patchbay::http {
namespace {

constexpr ProblemType types[] = {
    {"VALIDATION_FAILED", "validation-failed", 400,
     "The request is malformed, or a field or parameter has a value that is not allowed; the "
     "detail "
     "names it. Mend the request: the same one will be refused again."},
    {"AUTHENTICATION_FAILED", "authentication-failed", 401,
     "The request carries no valid credential: none, a wrong, expired or revoked one, a wrong or "
     "used signature, or it comes from an address that is not allowed. The answer does not say "
     "which; the hub's log does."},
    {"PERMISSION_DENIED", "permission-denied", 403,
     "The credential is valid but may not do this. The detail names the scope that is missing."},
    {"REDEMPTION_NOT_ALLOWED", "redemption-not-allowed", 403,
     "Points may not be redeemed here: the partner, the tier or the category forbids it."},
    {"NOT_FOUND", "not-found", 404, "There is nothing at this path, or no thing with this id."},
    {"INVALID_CUSTOMER", "invalid-customer", 404, "There is no customer with this id."},
    {"PARTNER_NOT_FOUND", "partner-not-found", 404, "There is no partner with this id."},
    {"METHOD_NOT_ALLOWED", "method-not-allowed", 405,
     "The path answers other methods only; the header Allow lists them."},
    {"REQUEST_TIMEOUT", "request-timeout", 408, "The request came too slowly. Send it again."},
    {"CONFLICT", "conflict", 409,
     "The thing exists already, is in another state, or a request with the same Idempotency-Key is "
     "still at work."},
    {"INSUFFICIENT_POINTS", "insufficient-points", 409,
     "The customer has fewer points than were asked for."},
    {"CONTENT_TOO_LARGE", "content-too-large", 413, "The body is over the limit. Send less."},
    {"UNPROCESSABLE", "unprocessable", 422,
     "The request is well formed but cannot be done, for instance since its Idempotency-Key "
     "belongs "
     "to another request."},
    {"INVALID_TIER", "invalid-tier", 422, "There is no tier of this name in the policy."},
    {"RATE_LIMIT_EXCEEDED", "rate-limit-exceeded", 429,
     "Too many requests. Wait as long as the header Retry-After says."},
    {"HEADERS_TOO_LARGE", "headers-too-large", 431,
     "The head of the request is over the limit. Send fewer or shorter fields."},
    {"INTERNAL_SERVER_ERROR", "internal-server-error", 500,
     "A defect of the hub; its log says more. The request may be tried again later."},
    {"SYNC_FAILED", "sync-failed", 502, "A partner could not be reached or answered nonsense."},
    {"SERVICE_UNAVAILABLE", "service-unavailable", 503,
     "The hub or its store cannot answer now, or changes nothing for the moment. Try again later, "
     "after Retry-After if there is one."},
};

}  // namespace

std::span<const ProblemType> problem_types() { return types; }

const ProblemType& problem_type_of(int status) {
  for (const auto& type : types)
    if (type.status == status) return type;
  return problem_type_of(status < 500 ? 400 : 500);
}

const ProblemType& problem_type(std::string_view code) {
  for (const auto& type : types)
    if (type.code == code) return type;
  throw ErrorException(internal("there is no problem type " + std::string(code)));
}

}  // namespace patchbay::http
