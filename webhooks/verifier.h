#pragma once
// Whether a webhook is the partner's: one pure decision over a scheme and its secrets.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/mac.h"
#include "hub/crypto/verify_key.h"
#include "hub/http/message.h"
#include "webhooks/scheme.h"

namespace patchbay::webhooks {

/// A request as it came. Borrows everything.
struct InboundRequest {
  std::string_view method;
  std::string_view url;  ///< the hub's public address with path and query, as the partner knows it
  const http::Headers& headers;
  std::string_view body;
  Timestamp now;
};

/// It is the partner's.
struct Accepted {
  std::string dedup;  ///< the same for every repeat: plain ASCII, at most 200 bytes, never empty
  std::string type;   ///< in the partner's words, cleaned, at most 200 bytes; may be empty
  std::optional<Timestamp> sent_at;
};
/// It is the partner's, and wants `answer` (text/plain) at once; nothing happened.
struct Challenged {
  std::string answer;
};
/// It is the partner's, but what tells repeats apart is missing.
struct Unidentified {
  std::string where;  ///< "the header X-GitHub-Delivery"
};
/// It proves nothing.
struct Refused {
  std::string_view why;  ///< for the security log; nobody outside learns it
};
using Verification = std::variant<Accepted, Challenged, Unidentified, Refused>;

/// Immutable, thread safe. Its keys are prepared once.
class Verifier {
 public:
  static constexpr std::size_t secrets_max = 5;
  static constexpr std::size_t header_items_max = 32;

  /// Any of the secrets will do, as long as one is being replaced by another.
  /// Errors: invalid: none, too many, or one that is no key of the scheme (never quoted).
  static Result<Verifier> make(Scheme scheme, std::span<const Secret> secrets);

  /// Never throws for what came from outside. All signatures are compared with all keys, each in
  /// constant time.
  Verification verify(const InboundRequest& request) const;

 private:
  explicit Verifier(Scheme scheme) : scheme_(std::move(scheme)) {}
  Result<void> add_key(const Secret& secret);
  bool proves(std::span<const std::string_view> candidates,
              std::span<const std::string_view> message) const;
  bool matches_code(std::span<const std::string_view> candidates, const std::string& code) const;

  Scheme scheme_;
  std::vector<crypto::MacKey> mac_keys_;
  std::vector<crypto::VerifyKey> verify_keys_;
  std::vector<std::string> secret_digests_;
};

}  // namespace patchbay::webhooks
