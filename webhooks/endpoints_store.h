#pragma once
// Endpoints as rows. Private to the room; endpoints.h and delivery.h have what others use.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"
#include "webhooks/endpoint.h"
#include "webhooks/event_filter.h"

namespace patchbay::webhooks {

constexpr std::size_t endpoints_per_organisation_max = 1000;
constexpr std::size_t secrets_alive_max = 5;  // of an endpoint

/// An endpoint as it is stored; what is sealed still so.
struct EndpointRow {
  EndpointView view;
  std::string sealed_headers, sealed_auth;  ///< empty: none
};
std::optional<EndpointRow> find_row(store::Session&, const OrganisationId&, const std::string& id);

Error no_endpoint(const std::string& id);

/// A secret that may sign, still sealed.
struct SecretRow {
  std::string id, sealed;
  std::optional<Timestamp> expires_at;
};
/// Those of an endpoint that have not expired, newest first.
std::vector<SecretRow> live_secrets(store::Session&, const OrganisationId&,
                                    const std::string& endpoint, Timestamp now);

/// Associated data of the sealed columns.
std::string secret_context(const OrganisationId&, const std::string& endpoint,
                           const std::string& secret);
std::string headers_context(const OrganisationId&, const std::string& endpoint);
std::string auth_context(const OrganisationId&, const std::string& endpoint);

/// An endpoint or its secrets changed: for those who have them in memory. After the change itself,
/// so that all transactions take their locks in one order.
void bump_revision(store::Session&, const OrganisationId&);
/// The same where filters may have changed: says also which types on request are asked for
/// (events/demand.h).
void filters_changed(store::Session&, const OrganisationId&);
std::int64_t find_revision(store::Session&, const OrganisationId&);
/// The same; until the caller's transaction ends nobody changes an endpoint.
std::int64_t lock_revision(store::Session&, const OrganisationId&);
/// Of each endpoint; a change of its secrets counts as one of its own.
std::map<std::string, std::int64_t> list_versions(store::Session&, const OrganisationId&);

/// Adds a secret, and lets those before it sign until `others_until`. Errors: refused: five are
/// alive already.
struct NewSecret {
  std::string id;
  Secret text;
};
Result<void> add_secret(store::Session&, const OrganisationId&, const std::string& endpoint,
                        const NewSecret&, const crypto::KeyRing&, Timestamp others_until,
                        Timestamp now);

/// What fan-out needs of an endpoint.
struct Subscription {
  std::string endpoint;
  std::string partner;  ///< empty: the programme's own
  EventFilter filter;
  EndpointState state = EndpointState::active;
  std::string state_reason;
  bool ordered = false, raw = false;
};
inline bool wants(const Subscription& to, std::string_view type) { return to.filter.wants(type); }
Subscription subscription_of(const EndpointView& endpoint);
std::optional<Subscription> find_subscription(store::Session&, const OrganisationId&,
                                              const std::string& endpoint);
/// In order of endpoint.
std::vector<Subscription> list_subscriptions(store::Session&, const OrganisationId&);

}  // namespace patchbay::webhooks
