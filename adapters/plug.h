#pragma once
// The contract of a plug, native or Lua. A plug performs no I/O.

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>

#include "adapters/manifest.h"
#include "adapters/scrub.h"
#include "adapters/step.h"
#include "hub/base/random.h"
#include "hub/base/secret.h"

namespace patchbay::adapters {

/// What a call is told. Never the milestone, the reason or the programme.
struct CallContext {
  std::string capability;
  std::string idempotency_key;  ///< derives from the reward, never changes; empty for reads
  std::map<std::string, std::string> settings;  ///< of the partner, checked, no secrets
  Timestamp now;                                ///< the only clock a plug sees
  /// Those that the manifest lists, and its secret settings. What a plug makes of them leaves it
  /// in requests only.
  std::map<std::string, Secret> secrets = {};
  /// What no word of the partner's may repeat: the secrets, and what requests were proven with.
  /// Grows between turns; null: nothing is hidden.
  std::shared_ptr<const Scrubber> hidden = {};
  Random* random = nullptr;  ///< for ids that a plug makes up; null: the system's
};

/// One call in progress. Used by one thread at a time. Destroying it abandons the call.
class Conversation {
 public:
  virtual ~Conversation() = default;
  /// Hands in what the last step gave (Begin first) and gets the next step. After an Outcome it is
  /// not called again. Does not throw: whatever breaks in the plug becomes an Outcome (`unknown` if
  /// a step with moves_value was made before, else `retryable` or `rejected`), naming file and
  /// line.
  virtual Step resume(Reply reply) = 0;
};

/// A loaded plug. Immutable; begin() is thread safe. Lives as long as any of its conversations.
class Plug {
 public:
  virtual ~Plug() = default;
  virtual const Manifest& manifest() const = 0;
  /// Where it came from, for people: "scripts/acme/partner.lua".
  virtual const std::string& origin() const = 0;
  /// Starts a call of a capability that the manifest names; `request` was checked against its
  /// schema.
  virtual std::unique_ptr<Conversation> begin(CallContext context, boost::json::value request) = 0;
  /// What a webhook of the partner tells: {"type", "id", "body" (any bytes), "json" (null when the
  /// body is none), "received_at" (microseconds)} becomes a list of events (webhooks/decoded.h).
  /// Makes no steps. Runs for a bounded time, on a plug thread, thread safe.
  /// Errors: not_found: the manifest names no function for it; invalid: it broke, with its place.
  virtual Result<boost::json::value> decode_webhook(const boost::json::value& webhook) {
    static_cast<void>(webhook);
    return not_found(origin() + " has no function that decodes webhooks");
  }
};

}  // namespace patchbay::adapters
