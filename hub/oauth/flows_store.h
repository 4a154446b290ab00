#pragma once
// Authorizations begun and revocations to be told of, in the store. Private to the room.

#include <optional>
#include <string>

#include "hub/oauth/tokens.h"
#include "hub/store/session.h"

namespace patchbay::oauth {

struct Flow {
  TokenKey key;
  std::string state_hash;    ///< SHA-256, hex
  std::string session_hash;  ///< the same of the session
  std::string redirect_uri;
  std::string sealed_verifier;
  std::string issuer;  ///< empty: unknown
  bool announces_iss = false;
  Timestamp expires_at;
};
/// Keeps at most `of_session_max` of its session, the newest, and deletes some that have expired.
void put_flow(store::Session& session, const Flow& flow, std::size_t of_session_max, Timestamp now);
/// Deletes and gives it: nobody gets it a second time.
std::optional<Flow> take_flow(store::Session& session, const OrganisationId& organisation,
                              const std::string& state_hash);
void delete_flows(store::Session& session, const TokenKey& key);

struct RevocationRow {
  TokenKey key;
  std::string id;
  std::string sealed_access, sealed_refresh;  ///< empty: none
  Timestamp at;
};
void put_revocation(store::Session& session, const RevocationRow& row);
std::optional<RevocationRow> find_revocation(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& id);
void delete_revocation(store::Session& session, const OrganisationId& organisation,
                       const std::string& id);

}  // namespace patchbay::oauth
