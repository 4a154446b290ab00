#pragma once
// Changes of credentials with their audit rows: what API and command line share.

#include "hub/access/credentials.h"

namespace patchbay::access {

/// Who hands out or takes away.
struct Giver {
  std::string actor;
  std::set<std::string> scopes{"*"};  ///< nobody gives what they do not have
  std::string reason = {};
  std::string address = {};  ///< of the request; empty: none
};

/// What is asked for.
struct NewCredential {
  OrganisationId organisation;
  CredentialKind kind = CredentialKind::service;
  std::string partner = {};
  std::string customer = {};
  std::string role;    ///< empty: as its kind is called
  std::string scopes;  ///< empty: all of the role
  bool is_live = true;
  std::optional<Signing> signing;  ///< none: required of partners, else Signing::none
  bool allows_timestamp_signature = false;
  std::string networks;
  std::string name;
  std::optional<Timestamp> expires_at;
};

/// The secret is shown to whoever asked, and never again.
struct Issued {
  Credential credential;
  Secret secret;
};

inline constexpr std::chrono::hours overlap_default{24};
inline constexpr std::chrono::hours overlap_max{24 * 90};
/// A customer's credential always ends.
inline constexpr std::chrono::hours customer_life_default{1};
inline constexpr std::chrono::hours customer_life_max{24 * 30};

/// Errors: invalid, naming the field; refused: more than the giver has.
Result<Issued> issue_credential(store::Session& session, const NewCredential& wanted,
                                const crypto::KeyRing& keys, const Giver& giver, Timestamp now);

/// A new credential that is as the old one but for its keys; the old one ends after `overlap`.
/// Errors: not_found; conflict: it is not valid any more, or was rotated; refused, as above.
Result<Issued> rotate_credential(store::Session& session, const OrganisationId& organisation,
                                 const std::string& id, Duration overlap,
                                 const crypto::KeyRing& keys, const Giver& giver, Timestamp now);

/// Ends it now, on all hubs. Errors: not_found; conflict: it is revoked.
Result<void> revoke_credential(store::Session& session, const OrganisationId& organisation,
                               const std::string& id, const Giver& giver, Timestamp now);

}  // namespace patchbay::access
