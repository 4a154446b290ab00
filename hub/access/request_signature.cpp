#include "hub/access/request_signature.h"

#include <charconv>

#include "hub/base/text.h"

namespace patchbay::access {
namespace {

constexpr std::string_view version = "v1=";
constexpr std::size_t hex_size = 64;
/// Enough for the year 5138; a longer number would not fit microseconds.
constexpr std::size_t seconds_digits_max = 11;
constexpr std::size_t millis_digits_max = 14;
constexpr std::size_t decimals_max = 9;  ///< date +%N

/// The names of a scheme's headers.
struct Pair {
  SignatureScheme scheme;
  std::string_view timestamp, signature;
  std::string_view prefix;
  std::size_t digits_max;
  std::int64_t micros;  ///< of one unit of the timestamp
  bool has_decimals;
};
constexpr Pair pairs[] = {
    {SignatureScheme::v1, "X-Patchbay-Timestamp", "X-Patchbay-Signature", version,
     seconds_digits_max, 1'000'000, true},
    {SignatureScheme::timestamp_only, "X-Timestamp", "X-Signature", "", millis_digits_max, 1'000,
     false},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

/// The one value of a header. Errors: refused: it is given twice.
Result<std::optional<std::string_view>> only(const http::Headers& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    if (found) return refused("header " + std::string(name) + " is given twice");
    found = value;
  }
  return found;
}

bool are_digits(std::string_view text, std::size_t size_max) {
  return !text.empty() && text.size() <= size_max &&
         std::all_of(text.begin(), text.end(), is_digit);
}

/// Decimals tell requests of one second apart; the window is not so fine.
bool is_timestamp(const Pair& pair, std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos || !pair.has_decimals) return are_digits(text, pair.digits_max);
  return are_digits(text.substr(0, dot), pair.digits_max) &&
         are_digits(text.substr(dot + 1), decimals_max);
}

Result<GivenSignature> read(const Pair& pair, std::string_view timestamp, std::string_view text) {
  if (!is_timestamp(pair, timestamp)) return refused("the timestamp is no number of its unit");
  if (!text.starts_with(pair.prefix)) return refused("the signature is of no known version");
  text.remove_prefix(pair.prefix.size());
  if (text.size() != hex_size || !std::all_of(text.begin(), text.end(), is_hex))
    return refused("the signature is not 64 lower-case hex characters");
  std::int64_t number = 0;
  std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), number);
  return GivenSignature{pair.scheme, timestamp, text, {number * pair.micros}};
}

/// Path and query as the client wrote them, without the authority of an absolute form.
std::string origin_form(const http::Request& request) {
  if (request.target.starts_with('/')) return request.target;
  const bool has_query = request.target.find('?') != std::string::npos;
  return std::string(request.path()) + (has_query ? "?" : "") + std::string(request.query());
}

crypto::Digest256 signature_of(SignatureScheme scheme, const Secret& secret,
                               std::string_view timestamp, const http::Request& request) {
  if (scheme == SignatureScheme::timestamp_only)
    return crypto::hmac_sha256(secret.reveal(), {&timestamp, 1});
  const std::string text = text_to_sign(timestamp, request);
  const std::string_view part = text;
  return crypto::hmac_sha256(secret.reveal(), {&part, 1});
}

}  // namespace

Result<std::optional<GivenSignature>> read_signature(const http::Headers& headers) {
  std::optional<GivenSignature> found;
  for (const auto& pair : pairs) {
    const auto timestamp = only(headers, pair.timestamp);
    if (!timestamp) return timestamp.error();
    const auto signature = only(headers, pair.signature);
    if (!signature) return signature.error();
    if (!*timestamp && !*signature) continue;
    if (!*timestamp || !*signature) return refused("one of the two signature headers is missing");
    if (found) return refused("the request is signed by two schemes");
    const auto given = read(pair, **timestamp, **signature);
    if (!given) return given.error();
    found = *given;
  }
  return found;
}

std::string text_to_sign(std::string_view timestamp, const http::Request& request) {
  std::string text(timestamp);
  text.append("\n").append(request.method);
  text.append("\n").append(origin_form(request));
  text.append("\n").append(crypto::to_hex(crypto::sha256(request.body)));
  return text;
}

Result<crypto::Digest256> check_signature(const GivenSignature& given, const Secret& secret,
                                          const http::Request& request, Timestamp now) {
  const auto right = signature_of(given.scheme, secret, given.timestamp, request);
  if (!crypto::equal_in_constant_time(crypto::to_hex(right), given.hex))
    return refused("the signature is not of this request and secret");
  if (given.at < now - signature_window || given.at > now + signature_window)
    return refused("the timestamp is more than " + std::to_string(signature_window.count()) +
                   " s from the hub's time");
  return right;
}

std::string sign_request(const Secret& secret, std::string_view timestamp,
                         const http::Request& request) {
  return std::string(version) +
         crypto::to_hex(signature_of(SignatureScheme::v1, secret, timestamp, request));
}

}  // namespace patchbay::access
