#pragma once
// Credentials in the store.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/access/credential.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// Signalled when a credential came, changed or went (store::Store::subscribe).
inline constexpr const char* credentials_channel = "credentials";

/// What the store keeps of a secret: its hash and, when it may sign, itself, sealed.
void insert_credential(store::Session& session, const Credential& credential, const Secret& secret,
                       const crypto::KeyRing& keys);

/// A credential with what proves it.
struct StoredCredential {
  Credential credential;
  std::string secret_hash;
  std::string sealed_secret;  ///< empty: it cannot sign
};
std::optional<StoredCredential> find_by_public_key(store::Session& session,
                                                   std::string_view public_key);
/// Errors: corrupt: the key ring cannot open it.
Result<Secret> open_secret(const StoredCredential& stored, const crypto::KeyRing& keys);

std::optional<Credential> find_credential(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& id);

struct CredentialFilter {
  std::string partner = {};  ///< empty: all
  bool only_valid = false;   ///< not revoked, not expired
  std::string after = {};    ///< id of the last of the page before
  std::size_t limit = 100;
};
/// In order of id, which is the order of their birth.
std::vector<Credential> list_credentials(store::Session& session,
                                         const OrganisationId& organisation,
                                         const CredentialFilter& filter, Timestamp now);

/// False: it was revoked before.
bool revoke_credential(store::Session& session, const OrganisationId& organisation,
                       const std::string& id, Timestamp now);
/// The old one of a rotation: it ends at `end`, if not before. False: it has been replaced.
bool replace_credential(store::Session& session, const OrganisationId& organisation,
                        const std::string& id, const std::string& by, Timestamp end);

/// A customer's that ended before `before`. Returns how many went.
std::int64_t remove_ended_credentials(store::Session& session, const OrganisationId& organisation,
                                      const std::string& customer, Timestamp before);

/// In the transaction of a change that none of these functions made: all hubs forget what they know
/// of credentials. The others do so by themselves.
void tell_credential_change(store::Session& session, const OrganisationId& organisation);

/// How often credentials have changed, of all organisations.
std::int64_t count_credential_changes(store::Session& session);

struct Use {
  OrganisationId organisation;
  std::string id;
  Timestamp at;
};
/// Of many credentials at once; an older use than the one that is known changes nothing.
void record_uses(store::Session& session, const std::vector<Use>& uses);

}  // namespace patchbay::access
