#pragma once
// One running hub: every room built, wired and started; stopped in reverse order.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/caller.h"
#include "adapters/registry.h"
#include "hub/access/rate_limits.h"
#include "hub/app/home.h"
#include "hub/app/key_source.h"
#include "hub/app/partners.h"
#include "hub/app/retention.h"
#include "hub/app/schedule_setup.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/server.h"
#include "hub/jobs/retry.h"
#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"
#include "hub/store/store.h"
#include "webhooks/delivery.h"

namespace patchbay::app {

struct HubSettings {
  OrganisationId organisation = "default";
  std::string store_url;
  http::ServerOptions server;
  Secret admin_token;       ///< empty: only credentials let anybody in
  http::Networks networks;  ///< where requests may come from; empty: anywhere
  std::string public_url;   ///< what partners reach the hub by; empty: where it listens
  crypto::KeyRing keys;
  KeySource key_source;  ///< where a rotation shows; none: the ring stays as it is
  Home home;
  std::string cache_folder;    ///< copies of native plugins
  std::string shelf_folder;    ///< versions of plugs that were served
  std::string rejects_folder;  ///< rows of order feeds that could not be taken
  std::vector<PartnerSetup> partners;
  std::vector<ScheduleSetup> schedules;
  jobs::WorkerOptions worker;
  std::optional<jobs::RetryPolicy> partner_retry;  ///< instead of each partner's own
  jobs::RetryPolicy webhook_retry = webhooks::default_retry();
  std::chrono::milliseconds webhook_timeout{15'000};
  http::Networks webhook_networks;  ///< of endpoints that the address guard would refuse
  Duration idempotency_retention = std::chrono::hours(24);  ///< of answers kept for their keys
  std::size_t loops = 2;
  std::optional<Retention> retention;          ///< none: everything is kept
  std::vector<access::RateLimit> rate_limits;  ///< none: nobody is limited
  /// Runs after the store was opened, before any worker; may block.
  std::function<void(store::Store&)> before_work;
};

/// The parts other commands use. Thread safe as each part says.
class Hub {
 public:
  /// Opens the store, loads partners (in the versions that operators went back to, where they did),
  /// activates its first policies (first_policy.h), starts workers and the HTTP server.
  /// Errors: whatever stands in the way first, in one sentence.
  static Result<std::unique_ptr<Hub>> start(HubSettings settings);
  virtual ~Hub() = default;  ///< stops

  virtual store::Store& store() = 0;
  virtual http::Loops& loops() = 0;
  virtual adapters::Caller& caller() = 0;
  virtual const adapters::Registry& registry() = 0;
  virtual policy::PolicyBook& policies() = 0;
  virtual http::Client& client_here() = 0;  ///< on a loop only
  virtual std::string url() const = 0;
  /// Read the key ring again.
  virtual void read_keys() = 0;
  /// New events or jobs were committed: look at once.
  virtual void wake() = 0;
  /// Says that it drains, waits up to `limit` for running jobs, answers what was accepted and
  /// hands over what did not end: another hub takes it at once. Not from a loop.
  virtual void stop(std::chrono::milliseconds limit) = 0;
};

}  // namespace patchbay::app
