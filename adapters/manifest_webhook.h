#pragma once
// What a plug says of the webhooks that its partner sends.

#include <boost/json/value.hpp>
#include <map>
#include <string>

#include "hub/base/result.h"

namespace patchbay::adapters {

/// Secrets that prove webhooks; optional: without the first the hub takes none of the partner. The
/// second is for the time in which one is replaced by the other.
inline constexpr const char* webhook_secret = "webhook_secret";
inline constexpr const char* webhook_secret_previous = "webhook_secret_previous";

/// What one of the partner's types is in the hub's catalogue. Pointers (RFC 6901) lead into the
/// JSON body; without them the members of the body, or of its "data", have the catalogue's names.
struct EventMapping {
  std::string type;                         ///< "voucher.redeemed"
  std::string reference = {};               ///< pointer to our reference
  std::string customer = {};                ///< pointer to the customer
  std::map<std::string, std::string> data;  ///< member of the event -> pointer; empty: all there is
};

struct WebhookDeclaration {
  boost::json::value scheme;  ///< as webhooks/scheme.h reads it: a preset's name or an object
  /// By the partner's type. Types that are not here are kept and change nothing, unless the plug
  /// decodes them.
  std::map<std::string, EventMapping> events;
  bool has_decoder = false;  ///< the plug has a function for them (Plug::decode_webhook)
};

/// Reads {"scheme", "events": {theirs: ours, theirs: {"type", "reference", "customer", "data":
/// {}}}, "decode": (true where the plug has a function)}. Errors: invalid, naming the key: a type
/// that the catalogue does not have, a pointer that is none. The scheme is read by who knows
/// schemes.
Result<WebhookDeclaration> read_webhook(const boost::json::value& json);

}  // namespace patchbay::adapters
