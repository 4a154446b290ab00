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

struct WebhookDeclaration {
  boost::json::value scheme;  ///< as webhooks/scheme.h reads it: a preset's name or an object
  /// The partner's types and what they are in the hub's catalogue. Types that are not here are
  /// kept and change nothing, unless the plug decodes them.
  std::map<std::string, std::string> events;
  bool has_decoder = false;  ///< the plug has a function for them (Plug::decode_webhook)
};

/// Reads {"scheme", "events": {}, "decode": (true where the plug has a function)}.
/// Errors: invalid, naming the key. The scheme is read by who knows schemes.
Result<WebhookDeclaration> read_webhook(const boost::json::value& json);

}  // namespace patchbay::adapters
