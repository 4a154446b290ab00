#pragma once
// A credential: who may ask the hub, as whom and how.

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::access {

enum class CredentialKind { partner, person, service, customer };
/// "partner", "operator", "service", "customer".
const char* name_of(CredentialKind kind);
std::optional<CredentialKind> parse_credential_kind(std::string_view name);

/// Whether requests carry a signature (request_signature.h) or the secret itself.
enum class Signing {
  none,      ///< the secret as a bearer token; it is not stored, so nothing can be signed with it
  optional,  ///< either
  required,  ///< only signed requests
};
const char* name_of(Signing signing);
std::optional<Signing> parse_signing(std::string_view name);

struct Credential {
  OrganisationId organisation;
  std::string id;  ///< "crd_…"
  /// The id of the first of a row of rotations; equal to `id` in the first. What must survive a
  /// rotation (idempotency keys, limits) belongs to it.
  std::string lineage;
  CredentialKind kind = CredentialKind::service;
  std::string partner;   ///< of kind partner, else empty
  std::string customer;  ///< of kind customer, else empty: all that it sees is this one's
  std::string role;
  std::set<std::string> scopes;
  bool is_live = true;     ///< pk_live_, sk_live_; else pk_test_, sk_test_
  std::string public_key;  ///< "pk_live_…": unique; names the credential in requests
  Signing signing = Signing::none;
  bool allows_timestamp_signature = false;  ///< the seed's weak scheme as well (C-04)
  std::string networks;                     ///< http::Networks::parse_list(); empty: from anywhere
  std::string name;                         ///< for people
  std::string created_by;                   ///< actor
  Timestamp created_at;
  std::optional<Timestamp> expires_at, revoked_at, last_used_at;
  std::string replaced_by;  ///< id of the next after a rotation; empty: the newest

  /// Whether it lets anybody in at that time.
  bool is_valid(Timestamp at) const { return !revoked_at && (!expires_at || at < *expires_at); }
};

/// A key pair as it is given out, once.
struct KeyPair {
  std::string public_key;
  Secret secret;
};
/// Public and secret key share their first part, so that either finds the credential.
KeyPair new_key_pair(bool is_live);

/// The public key of a token, which is a public or a secret key; empty: it is neither.
std::string public_key_of(std::string_view token);
bool is_secret_key(std::string_view token);
/// "sk_live_1a2b3c…": what may be shown of the secret.
std::string secret_hint(std::string_view public_key);
/// What the store keeps of a secret to compare a bearer token with. Without salt or stretching,
/// since the secret has 192 random bits.
std::string hash_of_secret(std::string_view secret);

}  // namespace patchbay::access
