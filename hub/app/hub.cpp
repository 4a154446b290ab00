#include "hub/app/hub.h"

#include <atomic>
#include <mutex>

#include "hub/api/api.h"
#include "hub/app/loop_clients.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/rewards.h"
#include "hub/oauth/tokens.h"
#include "webhooks/delivery.h"

namespace patchbay::app {
namespace {

/// Members stand in the order in which they are built; destruction runs backwards.
class RunningHub final : public Hub {
 public:
  explicit RunningHub(HubSettings settings, policy::Policy policy, adapters::Registry registry,
                      std::unique_ptr<store::Store> store)
      : settings_(std::move(settings)),
        policy_(std::move(policy)),
        registry_(std::move(registry)),
        store_(std::move(store)),
        loops_(http::start_loops(settings_.loops)),
        clients_(std::make_unique<LoopClients>(*loops_, http::ClientOptions{})),
        tokens_(oauth::make_token_source(*store_, settings_.keys, system_clock())),
        caller_(adapters::make_caller(*store_, *loops_, *tokens_,
                                      [this]() -> http::Client& { return clients_->here(); },
                                      system_clock(), {})) {
    start_work();
  }
  ~RunningHub() override { RunningHub::stop(std::chrono::milliseconds(2000)); }

  Result<void> listen();

  store::Store& store() override { return *store_; }
  http::Loops& loops() override { return *loops_; }
  adapters::Caller& caller() override { return *caller_; }
  const adapters::Registry& registry() override { return registry_; }
  const policy::Policy& policy() override { return policy_; }
  http::Client& client_here() override { return clients_->here(); }
  std::string url() const override { return server_->url(); }
  void wake() override {
    worker_->wake();
    wake_fanout();
  }
  void stop(std::chrono::milliseconds limit) override;

 private:
  void start_work();
  /// Handlers may outlive the fan-out when a stop runs over its limit.
  void wake_fanout() {
    const std::lock_guard lock(fanout_mutex_);
    if (fanout_) fanout_->wake();
  }

  HubSettings settings_;
  policy::Policy policy_;
  adapters::Registry registry_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<LoopClients> clients_;
  std::unique_ptr<oauth::TokenSource> tokens_;
  std::unique_ptr<adapters::Caller> caller_;
  std::mutex fanout_mutex_;
  std::unique_ptr<webhooks::Fanout> fanout_;
  std::unique_ptr<jobs::Worker> worker_;
  std::atomic<jobs::Worker*> announced_worker_ = nullptr;
  std::unique_ptr<http::Server> server_;
};

void RunningHub::start_work() {
  Random& random = crypto::system_random();
  std::map<std::string, jobs::Handler> handlers;
  handlers["reward.issue"] =
      loyalty::make_issuer({*store_, *caller_, registry_, settings_.keys, system_clock(), random,
                            settings_.partner_retry, [this] { wake_fanout(); }});
  handlers["webhook.deliver"] = webhooks::make_deliverer(
      {*store_, settings_.keys, [this]() -> http::Client& { return clients_->here(); },
       system_clock(), random, settings_.webhook_retry, settings_.webhook_timeout});
  // Fan-out and worker wake each other: the worker is built last and announced when it stands.
  auto fanout = webhooks::start_fanout(*store_, *loops_, system_clock(), [this] {
    if (auto* worker = announced_worker_.load()) worker->wake();
  });
  {
    const std::lock_guard lock(fanout_mutex_);
    fanout_ = std::move(fanout);
  }
  worker_ = jobs::start_worker(*store_, *loops_, settings_.worker, std::move(handlers),
                               system_clock(), random);
  announced_worker_ = worker_.get();
}

Result<void> RunningHub::listen() {
  auto server = http::start_server(
      *loops_, settings_.server,
      api::make_handler({*store_, *worker_, settings_.organisation, settings_.admin_token}));
  if (!server) return server.error();
  server_ = std::move(*server);
  return {};
}

void RunningHub::stop(std::chrono::milliseconds limit) {
  if (!loops_) return;
  if (server_) server_->stop(limit);
  worker_->stop(limit);
  std::unique_ptr<webhooks::Fanout> fanout;
  {
    const std::lock_guard lock(fanout_mutex_);
    fanout = std::move(fanout_);
  }
  fanout.reset();
  announced_worker_ = nullptr;
  // A handler that runs over the limit is suspended for good when its loop stops; what it refers to
  // must outlive its frame. The store drains while the loops, though still, can be posted to.
  loops_->stop();
  store_.reset();
  clients_.reset();
  loops_.reset();
  worker_.reset();
  caller_.reset();
  tokens_.reset();
  server_.reset();
}

}  // namespace

Result<std::unique_ptr<Hub>> Hub::start(HubSettings settings) {
  auto policy = policy::Policy::load(settings.home.policies);
  if (!policy) return policy.error();
  auto registry = load_partners(settings.partners, settings.home, settings.cache_folder);
  if (!registry) return registry.error();
  store::StoreOptions store_options;
  store_options.url = settings.store_url;
  auto store = store::open_store(store_options);
  if (!store) return store.error();
  if (settings.before_work) settings.before_work(**store);
  auto hub = std::make_unique<RunningHub>(std::move(settings), std::move(*policy),
                                          std::move(*registry), std::move(*store));
  if (auto listening = hub->listen(); !listening) return listening.error();
  return std::unique_ptr<Hub>(std::move(hub));
}

}  // namespace patchbay::app
