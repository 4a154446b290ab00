#pragma once
// Endpoints: made, changed, paused, disabled, removed. All in the caller's transaction.

#include <vector>

#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"
#include "webhooks/address_guard.h"
#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

/// Errors: invalid, naming the field: url (not http or https, with user part, or of an address that
/// `guard` refuses when it is a literal), event_types (no such type, with the nearest), headers
/// (bad name or value, one that the hub sets itself), delivery, auth.
Result<void> check(const EndpointDraft& draft, const AddressGuard& guard);

/// What its maker is told once: the id and the secret (whsec_…, or whsk_… for v1a).
struct NewEndpointKeys {
  std::string id;
  std::string secret_id;
  Secret secret;
  std::string public_key;  ///< of v1a
};
/// Errors: as check(); refused: the organisation has 1,000 of them.
Result<NewEndpointKeys> create_endpoint(store::Session&, const OrganisationId&,
                                        const EndpointDraft&, const crypto::KeyRing&,
                                        const AddressGuard&, Timestamp now);
/// Replaces everything but id, secrets and state. Headers and auth that `keep_sealed` names stay
/// as they are. Errors: as check(); not_found.
struct KeepSealed {
  bool headers = false, auth = false;
};
Result<void> change_endpoint(store::Session&, const OrganisationId&, const std::string& id,
                             const EndpointDraft&, KeepSealed, const crypto::KeyRing&,
                             const AddressGuard&, Timestamp now);
/// Held messages are dropped (dead, "the endpoint was removed"); what is under way may still go
/// out. Returns false when there is none.
bool remove_endpoint(store::Session&, const OrganisationId&, const std::string& id, Timestamp now);

/// Messages from now on, and those whose job comes up, are held. Errors: not_found.
Result<void> pause_endpoint(store::Session&, const OrganisationId&, const std::string& id,
                            const std::string& reason, Timestamp now);
/// Active again, its failures forgotten. Held messages stay held: replay.h releases them.
Result<void> resume_endpoint(store::Session&, const OrganisationId&, const std::string& id,
                             Timestamp now);

/// A new secret; those of before sign on until now + `overlap`. Errors: not_found; refused: five
/// are alive already.
Result<NewEndpointKeys> rotate_secret(store::Session&, const OrganisationId&, const std::string& id,
                                      Duration overlap, const crypto::KeyRing&, Timestamp now);
std::vector<SecretView> list_secrets(store::Session&, const OrganisationId&, const std::string& id,
                                     Timestamp now);

/// In order of id. `partner`: only its own; empty: all.
std::vector<EndpointView> list_endpoints(store::Session&, const OrganisationId&,
                                         const std::string& partner = {});
std::optional<EndpointView> find_endpoint(store::Session&, const OrganisationId&,
                                          const std::string& id);

/// Writes an event "webhook.test" for this endpoint alone, past filter and pause. Returns its id.
/// Errors: not_found.
Result<std::string> send_test(store::Session&, const OrganisationId&, const std::string& id,
                              Timestamp now);

}  // namespace patchbay::webhooks
