#pragma once
// Signed requests: what is signed, and whether a signature is right. Pure; docs/credentials.md says
// it for callers.
//
// Scheme v1 (C-04): the headers X-Patchbay-Timestamp (seconds since 1970, with up to nine decimals
// if the client likes) and X-Patchbay-Signature ("v1=<hex>"), where <hex> is HMAC-SHA256, keyed
// with the whole secret, over
//   timestamp \n METHOD \n path?query \n hex(sha256(body))
// A signature is used once, so two equal requests within one second need the decimals.
//
// Scheme of the seed, for old clients: X-Timestamp (milliseconds) and X-Signature, the HMAC
// over that timestamp alone. It says nothing of the request.

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/digest.h"
#include "hub/http/message.h"

namespace patchbay::access {

/// A timestamp may be this far off, to both sides.
inline constexpr std::chrono::seconds signature_window{300};

enum class SignatureScheme { v1, timestamp_only };

/// As a request carries it; its form is right, nothing is proven. Borrows the request.
struct GivenSignature {
  SignatureScheme scheme = SignatureScheme::v1;
  std::string_view timestamp;  ///< as it is signed
  std::string_view hex;        ///< 64 lower-case characters
  Timestamp at;                ///< what the timestamp says
};

/// Nothing when there is no header of either scheme. Errors: refused: one header of a pair, a
/// header twice, both schemes, another form.
Result<std::optional<GivenSignature>> read_signature(const http::Headers& headers);

/// The text that v1 signs.
std::string text_to_sign(std::string_view timestamp, const http::Request& request);

/// Whether it was made with `secret` for this request and is of this time; the signature's bytes
/// then. Errors: refused: another secret or request, or outside the window.
Result<crypto::Digest256> check_signature(const GivenSignature& given, const Secret& secret,
                                          const http::Request& request, Timestamp now);

/// "v1=<hex>": the value of X-Patchbay-Signature.
std::string sign_request(const Secret& secret, std::string_view timestamp,
                         const http::Request& request);

}  // namespace patchbay::access
