#pragma once
// Out: events of the outbox to endpoints, signed, retried, each attempt recorded.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hub/crypto/key_ring.h"
#include "hub/events/outbox.h"
#include "hub/http/client.h"
#include "hub/http/loops.h"
#include "hub/http/rounds.h"
#include "hub/jobs/retry.h"
#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::webhooks {

/// An address that events go to. The secret is kept sealed
/// (context: "webhook_endpoints/<organisation>/<id>/sealed_secret").
struct NewEndpoint {
  std::string id;
  std::string url;
  Secret secret;            ///< whsec_…
  std::string event_types;  ///< comma separated; empty: all
  /// Whose address it is: it gets events about customers with a consent for rewards there, and no
  /// others. Empty: the programme's own, it gets all.
  std::string partner = {};
};
/// Creates or updates an endpoint in the caller's transaction.
/// Throws ErrorException (invalid) for a bad URL, secret or event type.
void put_endpoint(store::Session&, const OrganisationId&, const NewEndpoint&,
                  const crypto::KeyRing&, Timestamp now);

struct FanoutParts {
  store::Store& store;
  http::Loops& loops;
  const Clock& clock;
  std::function<void()> after_commit;  ///< messages were made: wake the workers; may be empty
  /// While it says no (read-only mode), events wait.
  std::function<bool()> may_change = [] { return true; };
};
/// Moves events from the outbox to messages and jobs ("webhook.deliver", key "<event>/<endpoint>"),
/// in the background, batch by batch; woken or every 200 ms.
std::unique_ptr<Rounds> start_fanout(FanoutParts parts);

/// The handler of "webhook.deliver" jobs: POST with Standard Webhooks headers, body {"type",
/// "timestamp", "data"}; 2xx is success; 429 and 503 obey Retry-After; everything else retries by
/// policy, then dead. Marks the message delivered and records the attempt (status, ms) by group
/// commit.
struct DeliveryParts {
  store::Store& store;
  const crypto::KeyRing& keys;
  std::function<http::Client&()> client_of_this_loop;
  const Clock& clock;
  Random& random;
  jobs::RetryPolicy retry;
  std::chrono::milliseconds timeout{15'000};
};
jobs::Handler make_deliverer(DeliveryParts parts);

std::int64_t count_delivered(store::Session&, const OrganisationId&);

}  // namespace patchbay::webhooks
