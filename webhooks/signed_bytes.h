#pragma once
// What a request says of itself, as its scheme reads it. Private to the room.

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/crypto/mac.h"
#include "webhooks/verifier.h"

namespace patchbay::webhooks {

/// The value of a header that is there once; nothing when it is missing or there are several, of
/// which nobody could say which one counts.
std::optional<std::string_view> single_header(const http::Headers& headers, std::string_view name);

/// The signatures in the scheme's header, without their prefix. Empty: none, or too many.
std::vector<std::string_view> signatures_of(const Scheme& scheme, const http::Headers& headers);

/// The timestamp's text, or nothing when there is not exactly one.
std::optional<std::string_view> timestamp_text(const Scheme& scheme, const http::Headers& headers);
/// Whole seconds or milliseconds since 1970, digits only.
std::optional<Timestamp> timestamp_of(const TimestampRule& rule, std::string_view text);

/// Nothing when the algorithm is no HMAC.
std::optional<crypto::MacHash> hash_of(Algorithm algorithm);

/// What is signed, in pieces that refer to the request or to `storage`.
struct SignedBytes {
  std::vector<std::string_view> pieces;
  std::deque<std::string> storage;  ///< its elements never move
};
/// Nothing when a piece is missing, the body is not covered, or the pieces could be cut in another
/// way.
std::optional<SignedBytes> signed_bytes(const Scheme& scheme, const InboundRequest& request);

/// Names and values of a form (application/x-www-form-urlencoded), decoded, in order of name, put
/// together; equal values of a name count once. Nothing for more than 1,000 of them.
std::optional<std::string> sorted_form(std::string_view form);

}  // namespace patchbay::webhooks
