#pragma once
// Standard Webhooks 1.0.0, symmetric (v1, HMAC-SHA256).

#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/message.h"

namespace patchbay::webhooks {

/// "whsec_" + base64 of 24 to 64 bytes; the prefix may be missing. Errors: invalid (never quotes
/// it).
Result<Secret> decode_secret(const Secret& text);
/// A new secret of 32 random bytes, with prefix.
Secret new_secret();

/// "v1,<base64>" over id "." seconds "." body.
std::string sign(const Secret& key, std::string_view id, std::int64_t seconds,
                 std::string_view body);

/// Checks webhook-id, webhook-timestamp (300 s either way) and webhook-signature (any of several
/// v1 matches), in constant time. Errors: refused, without saying which part was wrong.
Result<void> verify(const Secret& key, const http::Headers& headers, std::string_view body,
                    Timestamp now);

}  // namespace patchbay::webhooks
