#pragma once
// Sends the sandbox's webhooks to the hub, with faults on purpose. Private to the sandbox.

#include <functional>
#include <set>

#include "adapters/sandbox.h"
#include "adapters/sandbox_webhooks.h"
#include "hub/http/client.h"

namespace patchbay::adapters {

/// Where it takes webhooks from and says that they were taken; both resume on the caller's loop.
struct WebhookSource {
  std::function<Async<std::vector<std::pair<std::string, QueuedWebhook>>>()> waiting;
  std::function<Async<void>(std::string partner, std::string id)> taken;
};

/// Used on one loop.
class WebhookSender {
 public:
  WebhookSender(const SandboxOptions& options, WebhookSource source, http::Client& client);
  /// One look at what waits: each is sent once or, by its fate, in vain before and again after.
  /// Says how long to rest.
  Async<Duration> round();

 private:
  Async<bool> post(std::string partner, QueuedWebhook webhook, Secret secret);
  Async<void> send(std::string partner, QueuedWebhook webhook);

  std::string url_;
  Secret secret_, other_secret_;
  std::uint64_t seed_;
  WebhookFaults faults_;
  WebhookSource source_;
  http::Client& client_;
  std::set<std::string> held_back_;  // late ones that were held back once already
};

}  // namespace patchbay::adapters
