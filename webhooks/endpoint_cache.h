#pragma once
// Endpoints with their opened secrets, in memory. Private to the room.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/async.h"
#include "hub/store/store.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {

struct Endpoint {
  std::string url;
  Secret key;  ///< decoded
  std::int64_t version = 0;
};

/// A changed endpoint is seen within a second of the clock; its secret is opened once a version.
/// Thread safe.
class EndpointCache {
 public:
  EndpointCache(store::Store& store, const crypto::KeyRing& keys, const Clock& clock)
      : store_(store), keys_(keys), clock_(clock) {}
  /// Null when the endpoint is gone. Throws ErrorException (corrupt) when its secret does not open.
  Async<std::shared_ptr<const Endpoint>> find(OrganisationId organisation, std::string endpoint);

 private:
  using Key = std::pair<OrganisationId, std::string>;
  struct Entry {
    std::shared_ptr<const Endpoint> endpoint;
    Timestamp checked_at;
  };
  std::shared_ptr<const Endpoint> find_fresh(const Key& key);
  std::shared_ptr<const Endpoint> keep(const Key& key, std::optional<EndpointRow> row);

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<Key, Entry> entries_;
};

}  // namespace patchbay::webhooks
