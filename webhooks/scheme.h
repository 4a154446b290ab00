#pragma once
// How a partner proves that a webhook is its own: declared as data, not coded. docs/inbound.md says
// it for people. One verifier (verifier.h) understands all of them.

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::webhooks {

/// One piece of what is signed.
struct SignedPart {
  enum class What {
    text,         ///< as it stands
    body,         ///< byte for byte
    timestamp,    ///< as the partner wrote it
    id,           ///< of the header that `id` names
    url,          ///< the hub's public address of this webhook, with the query that was sent
    sorted_form,  ///< names and values of a form, in order of name, put together
    method,
    header,  ///< the value of the header `text`
  } what = What::body;
  std::string text = {};
};

enum class Algorithm {
  hmac_sha1,
  hmac_sha256,
  hmac_sha384,
  hmac_sha512,
  ed25519,
  ecdsa_p256,
  secret,  ///< nothing is signed: the header holds the secret itself
};
enum class Encoding { hex, base64, base64url };

struct TimestampRule {
  std::string header;
  std::string prefix;  ///< among the items of a header that holds several ("t=")
  bool in_milliseconds = false;
  std::chrono::seconds tolerance{300};  ///< either way
};

/// Where the key is that a repeat has again. Exactly one of the three.
struct IdRule {
  std::string header;
  std::vector<std::string> pointers;  ///< JSON pointers (RFC 6901); all of them together
  bool is_body_hash = false;
};

struct TypeRule {
  std::string header, pointer;  ///< at most one
};

/// A request that wants an answer before there are events: when the text at `pointer` equals
/// `equals`, the text at `answer` is sent back.
struct ChallengeRule {
  std::string pointer, equals, answer;
};

/// A SHA-256 of the body in a signed place, for schemes that do not sign the body itself.
struct BodyDigestRule {
  std::string header, query;  ///< exactly one
  std::string prefix;
  Encoding encoding = Encoding::hex;
};

struct Scheme {
  Algorithm algorithm = Algorithm::hmac_sha256;
  std::vector<SignedPart> signs;  ///< empty only of Algorithm::secret
  Encoding encoding = Encoding::hex;
  std::string header;     ///< holds the signature
  std::string prefix;     ///< before each signature
  std::string separator;  ///< between several items of the header; empty: there is one
  /// How a secret's text holds the key: as it is, or encoded behind a prefix that may be missing.
  std::optional<Encoding> key_encoding;
  std::string key_prefix;
  std::optional<TimestampRule> timestamp;
  IdRule id;
  TypeRule type;
  std::optional<ChallengeRule> challenge;
  std::optional<BodyDigestRule> body_digest;
  std::string url;  ///< instead of the hub's public address
};

/// A text is the name of a preset. An object has the members of the presets in webhooks/presets;
/// with "preset" it changes that preset, member by member.
/// Errors: invalid, naming the member: unknown (with the nearest known), missing, of a wrong form;
/// a body or a timestamp that no signature covers.
Result<Scheme> parse_scheme(const boost::json::value& declared);
/// The same from configuration: a preset's name, or the text of a JSON object.
Result<Scheme> parse_scheme_text(const std::string& text);

std::vector<std::string> preset_names();

}  // namespace patchbay::webhooks
