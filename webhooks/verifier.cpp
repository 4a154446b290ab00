#include "webhooks/verifier.h"

#include "hub/crypto/digest.h"
#include "webhooks/encoded.h"
#include "webhooks/identity.h"
#include "webhooks/signed_bytes.h"

namespace patchbay::webhooks {
namespace {

std::string digest_text(std::string_view text) {
  const auto digest = crypto::sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string put_together(std::span<const std::string_view> pieces) {
  std::string whole;
  for (const auto piece : pieces) whole += piece;
  return whole;
}

/// Whether it is as old as the scheme allows, or as far in the future.
bool is_in_window(const TimestampRule& rule, std::string_view text, Timestamp now) {
  const auto at = timestamp_of(rule, text);
  if (!at) return false;
  // Whole units: what was stamped within the same second is in.
  const std::int64_t unit = rule.in_milliseconds ? 1'000 : 1'000'000;
  const std::int64_t apart = (now.micros / unit * unit) - at->micros;
  return std::abs(apart) <= Duration(rule.tolerance).count();
}

}  // namespace

Result<Verifier> Verifier::make(Scheme scheme, std::span<const Secret> secrets) {
  if (secrets.empty()) return invalid("webhook: there is no secret to check signatures with");
  if (secrets.size() > secrets_max) return invalid("webhook: more than 5 secrets at once");
  Verifier verifier(std::move(scheme));
  for (const auto& secret : secrets)
    if (auto added = verifier.add_key(secret); !added) return added.error().in("webhook secret");
  return verifier;
}

Result<void> Verifier::add_key(const Secret& secret) {
  std::string_view text = secret.reveal();
  if (!scheme_.key_prefix.empty() && text.starts_with(scheme_.key_prefix))
    text.remove_prefix(scheme_.key_prefix.size());
  Secret key{std::string(text)};
  if (scheme_.key_encoding) {
    auto bytes = decode(*scheme_.key_encoding, text);
    if (!bytes) return bytes.error();
    key = Secret(std::move(*bytes));
  }
  if (key.empty()) return invalid("it is empty");
  if (const auto hash = hash_of(scheme_.algorithm)) {
    mac_keys_.emplace_back(*hash, key.reveal());
  } else if (scheme_.algorithm == Algorithm::secret) {
    secret_digests_.push_back(digest_text(key.reveal()));
  } else {
    const bool is_ed25519 = scheme_.algorithm == Algorithm::ed25519;
    auto parsed = crypto::VerifyKey::parse(
        is_ed25519 ? crypto::VerifyKind::ed25519 : crypto::VerifyKind::ecdsa_p256, key.reveal());
    if (!parsed) return parsed.error();
    verify_keys_.push_back(std::move(*parsed));
  }
  return {};
}

bool Verifier::matches_code(std::span<const std::string_view> candidates,
                            const std::string& code) const {
  bool found = false;
  for (const auto candidate : candidates) {
    const auto given = decode(scheme_.encoding, candidate);
    if (given && crypto::equal_in_constant_time(*given, code)) found = true;
  }
  return found;
}

bool Verifier::proves(std::span<const std::string_view> candidates,
                      std::span<const std::string_view> message) const {
  bool found = false;
  for (const auto& key : mac_keys_)
    if (matches_code(candidates, key.code(message))) found = true;
  for (const auto candidate : candidates)
    for (const auto& digest : secret_digests_)
      if (crypto::equal_in_constant_time(digest_text(candidate), digest)) found = true;
  if (verify_keys_.empty()) return found;
  const std::string whole = put_together(message);
  for (const auto candidate : candidates)
    if (const auto signature = decode(scheme_.encoding, candidate))
      for (const auto& key : verify_keys_)
        if (key.verifies(whole, *signature)) found = true;
  return found;
}

Verification Verifier::verify(const InboundRequest& request) const {
  const auto candidates = signatures_of(scheme_, request.headers);
  if (candidates.empty()) return Refused{"there is no signature"};
  if (scheme_.timestamp) {
    const auto text = timestamp_text(scheme_, request.headers);
    if (!text || !is_in_window(*scheme_.timestamp, *text, request.now))
      return Refused{"its timestamp is missing or out of the window"};
  }
  std::optional<SignedBytes> message;
  if (scheme_.algorithm != Algorithm::secret) {
    message = signed_bytes(scheme_, request);
    if (!message) return Refused{"what has to be signed is missing"};
  }
  const std::span<const std::string_view> pieces =
      message ? std::span<const std::string_view>(message->pieces)
              : std::span<const std::string_view>();
  if (!proves(candidates, pieces)) return Refused{"no signature fits"};
  return identify(scheme_, request);
}

}  // namespace patchbay::webhooks
