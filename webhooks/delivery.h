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
#include "hub/jobs/partner_limits.h"
#include "hub/jobs/retry.h"
#include "hub/jobs/worker.h"
#include "hub/oauth/tokens.h"
#include "hub/store/store.h"
#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

/// Name of the jobs that delivery runs.
inline constexpr const char* deliver_kind = "webhook.deliver";

/// An endpoint with an id and a secret of the caller's choice, wherever it is: the demo's receiver
/// and those of tests. endpoints.h makes the others.
struct NewEndpoint {
  std::string id;
  std::string url;
  Secret secret;            ///< whsec_… or whsk_…
  std::string event_types;  ///< comma separated; empty: all
  /// Whose address it is: it gets events about customers with a consent for rewards there, and no
  /// others. Empty: the programme's own, it gets all.
  std::string partner = {};
  DeliverySettings delivery = {};
};
/// Creates or updates an endpoint in the caller's transaction.
/// Throws ErrorException (invalid) for a bad URL, secret or event type.
void put_endpoint(store::Session&, const OrganisationId&, const NewEndpoint&,
                  const crypto::KeyRing&, Timestamp now);

/// The hub's way to try again: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h after one
/// another, each give or take a fifth (Standard Webhooks 1.0.0).
jobs::RetryPolicy default_retry();

struct FanoutParts {
  store::Store& store;
  http::Loops& loops;
  const Clock& clock;
  std::function<void()> after_commit;  ///< messages were made: wake the workers; may be empty
  /// While it says no (read-only mode), events wait.
  std::function<bool()> may_change = [] { return true; };
  Duration idle_poll{200'000};  ///< for what no signal told of
};
/// Moves events from the outbox to messages and jobs ("webhook.deliver", key "<event>/<endpoint>"),
/// in the background, batch by batch; woken by their commits, by wake() or by a look now and then.
std::unique_ptr<Rounds> start_fanout(FanoutParts parts);

/// Runs "webhook.deliver" jobs: POST with Standard Webhooks headers, body {"type", "timestamp",
/// "data"}; 2xx is success; 410 disables the endpoint; 429 and 503 obey Retry-After; everything
/// else, redirects too, retries by the endpoint's policy or the hub's, then dead. Records the
/// attempt (status, headers, first 16 KiB, time) and moves the message by group commit. A message
/// for an endpoint that is not active becomes held.
struct DeliveryParts {
  store::Store& store;
  const crypto::KeyRing& keys;
  /// Asks address_guard.h before it connects.
  std::function<http::Client&()> client_of_this_loop;
  const Clock& clock;
  Random& random;
  jobs::RetryPolicy retry = default_retry();
  std::chrono::milliseconds timeout{15'000};  ///< at most: an endpoint may want less
  jobs::PartnerLimits* limits = nullptr;      ///< of endpoints with a rate; null: none is kept
  oauth::TokenSource* tokens = nullptr;       ///< for endpoints that want OAuth2
};
struct Deliverer {
  jobs::Handler handler;
  /// For jobs::WorkerOptions: an endpoint that asked for time, or whose rate is used up, is left
  /// alone; and it gets as many places as it wants requests at once.
  std::function<Duration(const jobs::Source&)> hold;
  std::function<std::size_t(const jobs::Source&)> places;
};
Deliverer make_deliverer(DeliveryParts parts);

/// Where an endpoint's rate stands in jobs::PartnerLimits, and its token in oauth::TokenSource: no
/// partner has such a name.
std::string limits_name(std::string_view endpoint);

std::int64_t count_delivered(store::Session&, const OrganisationId&);

}  // namespace patchbay::webhooks
