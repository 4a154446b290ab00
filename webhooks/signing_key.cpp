#include "webhooks/signing_key.h"

#include <array>

#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"
#include "webhooks/standard.h"

namespace patchbay::webhooks {
namespace {

constexpr std::string_view private_prefix = "whsk_";
constexpr std::string_view public_prefix = "whpk_";

Error no_private_key() {
  return invalid(
      "webhook secret: a \"whsk_\" is the padded base64 of 64 bytes, an ed25519 seed and its "
      "public key; make a new one or copy it whole");
}

Result<crypto::Ed25519Key> read_private(std::string_view encoded) {
  const auto decoded = crypto::from_base64(encoded);
  if (!decoded) return no_private_key();
  const Secret bytes(*decoded);
  constexpr auto seed_bytes = crypto::ed25519_seed_bytes;
  if (bytes.reveal().size() != seed_bytes + crypto::ed25519_public_bytes) return no_private_key();
  auto key =
      crypto::Ed25519Key::from_seed(Secret(std::string(bytes.reveal().substr(0, seed_bytes))));
  if (!key || key->public_key() != bytes.reveal().substr(seed_bytes)) return no_private_key();
  return key;
}

}  // namespace

Result<SigningKey> SigningKey::read(const Secret& text) {
  if (text.reveal().starts_with(private_prefix)) {
    auto key = read_private(text.reveal().substr(private_prefix.size()));
    if (!key) return key.error();
    return SigningKey(std::move(*key));
  }
  auto key = decode_secret(text);
  if (!key) return key.error();
  return SigningKey(std::move(*key));
}

Secret SigningKey::make(Signing scheme) {
  if (scheme == Signing::v1) return new_secret();
  std::string bytes(crypto::ed25519_seed_bytes, '\0');
  crypto::system_random().fill(std::as_writable_bytes(std::span(bytes)));
  bytes += crypto::Ed25519Key::from_seed(Secret(bytes)).value().public_key();
  const Secret whole(std::move(bytes));
  return Secret(std::string(private_prefix) + crypto::to_base64(crypto::bytes_of(whole.reveal())));
}

std::string SigningKey::public_key() const {
  const auto* key = ed25519();
  if (!key) return {};
  return std::string(public_prefix) + crypto::to_base64(crypto::bytes_of(key->public_key()));
}

std::string SigningKey::sign(std::string_view id, std::int64_t seconds,
                             std::string_view body) const {
  if (const auto* shared = std::get_if<Secret>(&key_))
    return webhooks::sign(*shared, id, seconds, body);
  std::string text;
  text.reserve(id.size() + body.size() + 24);
  text.append(id).append(".").append(std::to_string(seconds)).append(".").append(body);
  return "v1a," + crypto::to_base64(crypto::bytes_of(ed25519()->sign(text)));
}

}  // namespace patchbay::webhooks
