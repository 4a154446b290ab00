#include "webhooks/standard.h"

#include <array>
#include <charconv>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::webhooks {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view tag = "v1,";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;
constexpr std::size_t new_key_bytes = 32;
constexpr std::int64_t tolerance_s = 300;
constexpr std::size_t signatures_max = 16;

Error refusal() {
  return refused(
      "webhook signature: the request is not signed with the secret of this endpoint, or its "
      "webhook-timestamp is more than 300 s off; check the secret and the clock");
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds;
}

std::string sign_text(const Secret& key, std::string_view id, std::string_view seconds,
                      std::string_view body) {
  const std::array<std::string_view, 5> parts{id, ".", seconds, ".", body};
  return std::string(tag) + crypto::to_base64(crypto::hmac_sha256(key.reveal(), parts));
}

/// Every signature is compared, so that the time does not tell which one matched.
bool any_matches(std::string_view given, std::string_view expected) {
  const auto signatures = split(given, ' ');
  if (signatures.size() > signatures_max) return false;
  bool found = false;
  for (const auto signature : signatures) {
    if (crypto::equal_in_constant_time(signature, expected)) found = true;
  }
  return found;
}

}  // namespace

Result<Secret> decode_secret(const Secret& text) {
  auto encoded = text.reveal();
  if (encoded.starts_with(secret_prefix)) encoded.remove_prefix(secret_prefix.size());
  auto bytes = crypto::from_base64(encoded);
  if (!bytes || bytes->size() < key_bytes_min || bytes->size() > key_bytes_max) {
    return invalid(
        "webhook secret: it must be \"whsec_\" and the padded base64 of 24 to 64 bytes; make a new "
        "one or copy it whole");
  }
  return Secret(std::move(*bytes));
}

Secret new_secret() {
  std::array<std::byte, new_key_bytes> key;
  crypto::system_random().fill(key);
  return Secret(std::string(secret_prefix) + crypto::to_base64(key));
}

std::string sign(const Secret& key, std::string_view id, std::int64_t seconds,
                 std::string_view body) {
  return sign_text(key, id, std::to_string(seconds), body);
}

Result<void> verify(const Secret& key, const http::Headers& headers, std::string_view body,
                    Timestamp now) {
  const auto id = headers.get("webhook-id");
  const auto sent = headers.get("webhook-timestamp");
  const auto signatures = headers.get("webhook-signature");
  const auto seconds = parse_seconds(sent);
  if (key.empty() || id.empty() || signatures.empty() || !seconds) return refusal();
  if (*seconds < now.seconds() - tolerance_s || *seconds > now.seconds() + tolerance_s) {
    return refusal();
  }
  if (!any_matches(signatures, sign_text(key, id, sent, body))) return refusal();
  return {};
}

}  // namespace patchbay::webhooks
