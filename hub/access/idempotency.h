#pragma once
// Idempotency-Key (IETF draft httpapi-idempotency-key-header-07): the rules, without effects.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"

namespace patchbay::access {

/// Reads the value of the header: a structured-field string ("…" with \" and \\ escaped, RFC 8941
/// section 3.3.3) or the bare key, 1 to 255 visible ASCII characters. Both forms of one key are the
/// same key. Errors: invalid, naming the header.
Result<std::string> parse_idempotency_key(std::string_view value);

/// Whose key it is: the same key of another credential, method or route is another key.
struct KeyScope {
  OrganisationId organisation;
  std::string_view credential;  ///< its id: the key outlives a rotation of the secret
  std::string_view method;
  std::string_view route;  ///< the pattern
};
/// SHA-256, hex: the parts cannot be read back.
std::string digest_of(const KeyScope& scope);

/// SHA-256, hex, over the parts of a request that make it the same request: path values, query and
/// body, each with its length, so that no two lists of parts look alike.
std::string fingerprint_of(const std::vector<std::string_view>& parts);

/// The answer that is kept. Statuses of 500 and more are not: they are free to be tried again.
struct StoredAnswer {
  int status = 0;
  std::string content_type, location, body;
  bool operator==(const StoredAnswer&) const = default;
};

/// What the store knows of a key.
struct KeyRow {
  std::string fingerprint;
  bool running = false;  ///< a request with this key is at work
  bool expired = false;  ///< its lease, or the retention of its answer, is over
  StoredAnswer answer;   ///< when it is not running
};

struct Proceed {};  ///< first use, or the one before left nothing
struct Replay {
  StoredAnswer answer;
};                       ///< answered before
struct InFlight {};      ///< 409: the same request is at work
struct OtherRequest {};  ///< 422: the key belongs to another request
using KeyDecision = std::variant<Proceed, Replay, InFlight, OtherRequest>;

KeyDecision decide(const std::optional<KeyRow>& known, std::string_view fingerprint);

}  // namespace patchbay::access
