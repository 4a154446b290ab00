#pragma once
// One running hub: every room built, wired and started; stopped in reverse order.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/caller.h"
#include "adapters/registry.h"
#include "hub/app/home.h"
#include "hub/app/partners.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/server.h"
#include "hub/jobs/retry.h"
#include "hub/jobs/worker.h"
#include "hub/policy/policy.h"
#include "hub/store/store.h"

namespace patchbay::app {

struct HubSettings {
  OrganisationId organisation = "default";
  std::string store_url;
  http::ServerOptions server;
  Secret admin_token;
  crypto::KeyRing keys;
  Home home;
  std::string cache_folder;  ///< copies of native plugins
  std::vector<PartnerSetup> partners;
  jobs::WorkerOptions worker;
  jobs::RetryPolicy partner_retry;
  jobs::RetryPolicy webhook_retry;
  std::chrono::milliseconds webhook_timeout{15'000};
  std::size_t loops = 2;
  /// Runs after the store was opened, before any worker; may block.
  std::function<void(store::Store&)> before_work;
};

/// The parts other commands use. Thread safe as each part says.
class Hub {
 public:
  /// Loads policies and partners, opens the store, starts workers and the HTTP server.
  /// Errors: whatever stands in the way first, in one sentence.
  static Result<std::unique_ptr<Hub>> start(HubSettings settings);
  virtual ~Hub() = default;  ///< stops

  virtual store::Store& store() = 0;
  virtual http::Loops& loops() = 0;
  virtual adapters::Caller& caller() = 0;
  virtual const adapters::Registry& registry() = 0;
  virtual const policy::Policy& policy() = 0;
  virtual http::Client& client_here() = 0;  ///< on a loop only
  virtual std::string url() const = 0;
  /// New events or jobs were committed: look at once.
  virtual void wake() = 0;
  /// Answers what was accepted, waits up to `limit` for running jobs. Not from a loop.
  virtual void stop(std::chrono::milliseconds limit) = 0;
};

}  // namespace patchbay::app
