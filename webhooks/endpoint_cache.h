#pragma once
// Endpoints with their opened secrets, in memory. Private to the room.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/async.h"
#include "hub/http/client_identity.h"
#include "hub/http/message.h"
#include "hub/oauth/client_settings.h"
#include "hub/store/store.h"
#include "webhooks/endpoints_store.h"
#include "webhooks/signing_key.h"

namespace patchbay::webhooks {

/// All that an attempt needs. Immutable but for its flag; thread safe.
struct Endpoint {
  struct Key {
    SigningKey key;
    std::optional<Timestamp> expires_at;
  };
  EndpointView view;
  std::vector<Key> keys;                                 ///< newest first
  http::Headers headers;                                 ///< the endpoint's own
  std::shared_ptr<const http::ClientIdentity> identity;  ///< mutual TLS; null: none
  oauth::SharedSettings token_settings;                  ///< null: no token
  /// It may have a failure to be forgotten by the next success.
  mutable std::atomic<bool> may_be_failing{false};

  /// Of webhook-signature: one signature of each secret that lives, newest first.
  std::string signatures(std::string_view id, Timestamp now, std::string_view body) const;
};

/// A changed endpoint is seen within a second of the clock; its secrets are opened once a version.
/// Thread safe.
class EndpointCache {
 public:
  EndpointCache(store::Store& store, const crypto::KeyRing& keys, const Clock& clock)
      : store_(store), keys_(keys), clock_(clock) {}
  /// Null when the endpoint is gone. Throws ErrorException (corrupt) when a secret does not open.
  Async<std::shared_ptr<const Endpoint>> find(OrganisationId organisation, std::string endpoint);
  /// Requests that it may have at once: as it wants, few while it fails; nothing as long as it is
  /// unknown here. Cheap.
  std::optional<std::size_t> concurrency(const OrganisationId& organisation,
                                         const std::string& endpoint) const;

 private:
  using Shared = std::shared_ptr<const Endpoint>;
  struct Known {
    std::int64_t revision = -1;
    Timestamp checked_at;
    std::map<std::string, std::int64_t> versions;
    std::map<std::string, Shared> endpoints;
  };
  struct Loaded {
    std::int64_t revision = 0;
    std::optional<std::map<std::string, std::int64_t>> versions;  ///< none: the revision is known
    std::optional<EndpointRow> row;
    std::vector<SecretRow> secrets;
  };
  Shared find_fresh(const OrganisationId& organisation, const std::string& endpoint);
  Loaded load(store::Session& session, const OrganisationId& organisation,
              const std::string& endpoint);
  Shared keep(const OrganisationId& organisation, const std::string& endpoint, Loaded loaded);
  Shared open(const OrganisationId& organisation, EndpointRow row,
              const std::vector<SecretRow>& secrets) const;

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<OrganisationId, Known> known_;
};

}  // namespace patchbay::webhooks
