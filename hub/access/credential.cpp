#include "hub/access/credential.h"

#include <algorithm>

#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::access {
namespace {

constexpr std::size_t shared_bytes = 12;  ///< of the part that public and secret key share
constexpr std::size_t secret_bytes = 24;
constexpr std::size_t shared_size = 2 * shared_bytes;
constexpr std::size_t secret_size = 2 * secret_bytes;
constexpr std::size_t marks_size = 3;  ///< "pk_"
constexpr std::size_t hint_size = 6;

constexpr const char* kind_names[] = {"partner", "operator", "service", "customer"};
constexpr const char* signing_names[] = {"none", "optional", "required"};

template <class Enum, std::size_t n>
std::optional<Enum> parse(const char* const (&names)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (name == names[i]) return static_cast<Enum>(i);
  return std::nullopt;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// The part behind "pk_live_" or the like; empty when the token is no such key.
std::string_view body_of(std::string_view token, std::string_view marks) {
  if (!token.starts_with(marks)) return {};
  token.remove_prefix(marks.size());
  if (!token.starts_with("live_") && !token.starts_with("test_")) return {};
  token.remove_prefix(5);
  return is_hex(token) ? token : std::string_view();
}

}  // namespace

const char* name_of(CredentialKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::optional<CredentialKind> parse_credential_kind(std::string_view name) {
  return parse<CredentialKind>(kind_names, name);
}
const char* name_of(Signing signing) { return signing_names[static_cast<std::size_t>(signing)]; }
std::optional<Signing> parse_signing(std::string_view name) {
  return parse<Signing>(signing_names, name);
}

KeyPair new_key_pair(bool is_live) {
  const std::string shared =
      (is_live ? "live_" : "test_") + std::string(crypto::random_hex(shared_bytes).reveal());
  const Secret rest = crypto::random_hex(secret_bytes);
  return {"pk_" + shared, Secret("sk_" + shared + std::string(rest.reveal()))};
}

bool is_secret_key(std::string_view token) {
  return body_of(token, "sk_").size() == shared_size + secret_size;
}

std::string public_key_of(std::string_view token) {
  if (body_of(token, "pk_").size() == shared_size) return std::string(token);
  if (!is_secret_key(token)) return {};
  return "pk_" + std::string(token.substr(marks_size, token.size() - marks_size - secret_size));
}

std::string secret_hint(std::string_view public_key) {
  const auto shown = public_key.size() - std::min(public_key.size(), shared_size - hint_size);
  return "sk_" + std::string(public_key.substr(marks_size, shown - marks_size)) + "…";
}

std::string hash_of_secret(std::string_view secret) {
  return crypto::to_hex(crypto::sha256(secret));
}

}  // namespace patchbay::access
