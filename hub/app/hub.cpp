#include "hub/app/hub.h"

#include <atomic>
#include <mutex>

#include "adapters/auth.h"
#include "hub/access/audit_sealer.h"
#include "hub/api/api.h"
#include "hub/api/linking.h"
#include "hub/app/activation.h"
#include "hub/app/first_partners.h"
#include "hub/app/first_policy.h"
#include "hub/app/handlers.h"
#include "hub/app/hub_beat.h"
#include "hub/app/inbound.h"
#include "hub/app/key_watch.h"
#include "hub/app/loop_clients.h"
#include "hub/app/plugs/keeper.h"
#include "hub/app/plugs/served_plugs.h"
#include "hub/app/scheduled_kinds.h"
#include "hub/app/schedules.h"
#include "hub/crypto/system_random.h"
#include "hub/jobs/scheduler.h"
#include "hub/oauth/authorizations.h"
#include "hub/oauth/token_name.h"
#include "hub/oauth/tokens.h"
#include "webhooks/address_guard.h"
#include "webhooks/delivery.h"
#include "webhooks/intake.h"

namespace patchbay::app {
namespace {

/// For requests that were read already when the limit of a stop has passed.
constexpr std::chrono::milliseconds answers_limit_min{500};
constexpr std::size_t webhook_answer_bytes_max = 1024UL * 1024;

std::chrono::milliseconds time_until(std::chrono::steady_clock::time_point end) {
  return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
}

/// Of the deliverer: it asks the guard of every address, and reads no long answers.
http::ClientOptions webhook_client(const http::Networks& allowed) {
  http::ClientOptions options;
  options.response_bytes_max = webhook_answer_bytes_max;
  options.refusal = [guard = webhooks::AddressGuard(allowed)](const auto& address) {
    return guard.refusal(address);
  };
  return options;
}

/// Members stand in the order in which they are built; destruction runs backwards.
class RunningHub final : public Hub {
 public:
  explicit RunningHub(HubSettings settings, std::unique_ptr<policy::PolicyBook> policies,
                      FirstPartners partners, std::unique_ptr<store::Store> store,
                      std::unique_ptr<KeyWatch> key_watch)
      : settings_(std::move(settings)),
        policies_(std::move(policies)),
        registry_(std::move(partners.registry)),
        store_(std::move(store)),
        key_watch_(std::move(key_watch)),
        loops_(http::start_loops(settings_.loops)),
        switches_(jobs::make_switch_board(*store_, *loops_)),
        credentials_(
            access::make_credential_book(*store_, *loops_, settings_.keys, system_clock())),
        clients_(std::make_unique<LoopClients>(*loops_, http::ClientOptions{})),
        webhook_clients_(
            std::make_unique<LoopClients>(*loops_, webhook_client(settings_.webhook_networks))),
        tokens_(oauth::make_token_source(
            *store_, settings_.keys, system_clock(),
            {.lease = settings_.worker.lease, .holder = settings_.worker.name})),
        authorizations_(oauth::make_authorizations(*store_, settings_.keys, system_clock(),
                                                   crypto::system_random())),
        limits_(jobs::make_partner_limits(*store_, system_clock())),
        rate_limits_(
            access::make_rate_limits({*store_, *loops_, system_clock(), settings_.rate_limits,
                                      [this] { return !switches_->is_read_only(); }})),
        caller_(adapters::make_caller(
            *store_, *loops_, *tokens_, [this]() -> http::Client& { return clients_->here(); },
            system_clock(),
            {.limits = limits_.get(), .switches = switches_.get(), .pulses = &pulses_})),
        intake_(webhooks::make_intake({*store_, settings_.organisation, system_clock(),
                                       [this] { return public_url(); },
                                       std::move(partners.verifiers)})),
        plug_keeper_(start_plug_keeper(keeper_parts(std::move(partners.stamps)))) {
    start_work();
  }
  ~RunningHub() override { RunningHub::stop(std::chrono::milliseconds(2000)); }

  Result<void> listen();

  store::Store& store() override { return *store_; }
  http::Loops& loops() override { return *loops_; }
  adapters::Caller& caller() override { return *caller_; }
  const adapters::Registry& registry() override { return registry_; }
  policy::PolicyBook& policies() override { return *policies_; }
  http::Client& client_here() override { return clients_->here(); }
  void read_keys() override { key_watch_->look(); }
  std::string url() const override {
    const std::lock_guard lock(server_mutex_);
    return server_->url();
  }
  void wake() override {
    worker_->wake();
    wake_fanout();
  }
  void stop(std::chrono::milliseconds limit) override;

 private:
  void start_work();
  HandlerParts handler_parts();
  KeeperParts keeper_parts(std::map<std::string, std::string> stamps);
  api::ApiParts api_parts();
  api::LinkingParts linking_parts();
  std::string public_url() const {
    return settings_.public_url.empty() ? url() : settings_.public_url;
  }
  oauth::SharedSettings token_settings(const std::string& token_name) const {
    const auto known = registry_.find(oauth::partner_of(token_name));
    const bool has_it = known && known->auth && known->auth->token_name() == token_name;
    return has_it ? known->auth->token_settings() : nullptr;
  }
  std::optional<Timestamp> open_until(const OrganisationId& organisation,
                                      const std::string& partner) const {
    const auto breaker = limits_->breaker(organisation, partner);
    if (breaker.state != jobs::BreakerState::open) return std::nullopt;
    return breaker.open_until;
  }
  /// Handlers may outlive the fan-out when a stop runs over its limit.
  void wake_fanout() {
    const std::lock_guard lock(fanout_mutex_);
    if (fanout_) fanout_->wake();
  }

  HubSettings settings_;
  std::unique_ptr<policy::PolicyBook> policies_;
  adapters::Registry registry_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<KeyWatch> key_watch_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<jobs::SwitchBoard> switches_;
  std::unique_ptr<access::CredentialBook> credentials_;
  std::unique_ptr<LoopClients> clients_, webhook_clients_;
  std::unique_ptr<oauth::TokenSource> tokens_;
  std::unique_ptr<oauth::Authorizations> authorizations_;
  std::unique_ptr<jobs::PartnerLimits> limits_;
  std::unique_ptr<access::RateLimits> rate_limits_;
  adapters::PulseBook pulses_;
  std::unique_ptr<adapters::Caller> caller_;
  const std::shared_ptr<adapters::PlugThreads> decode_threads_ =
      std::make_shared<adapters::PlugThreads>(1);
  std::unique_ptr<policy::SimulatorThread> simulator_thread_ =
      std::make_unique<policy::SimulatorThread>();
  std::unique_ptr<webhooks::Intake> intake_;
  std::shared_ptr<api::ReloadCounter> reloads_ = std::make_shared<api::ReloadCounter>();
  std::unique_ptr<PlugKeeper> plug_keeper_;
  std::mutex fanout_mutex_;
  std::unique_ptr<Rounds> fanout_;
  std::unique_ptr<jobs::Worker> worker_;
  std::atomic<jobs::Worker*> announced_worker_ = nullptr;
  std::unique_ptr<jobs::Scheduler> scheduler_;
  std::unique_ptr<Rounds> audit_sealer_;
  std::vector<std::string> queues_;     ///< kinds of the jobs that this hub runs
  std::atomic<bool> stopping_ = false;  ///< told to stop: not ready any more
  mutable std::mutex server_mutex_;     ///< of its making only
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<jobs::HubBeat> beat_;
};

KeeperParts RunningHub::keeper_parts(std::map<std::string, std::string> stamps) {
  return {*store_,
          registry_,
          *intake_,
          system_clock(),
          settings_.worker.name,
          settings_.home,
          settings_.cache_folder,
          settings_.shelf_folder,
          settings_.partners,
          std::move(stamps),
          reloads_};
}

void RunningHub::start_work() {
  Random& random = crypto::system_random();
  auto handlers = make_handlers(handler_parts());
  settings_.worker.on_burial = burial_kinds();
  if (settings_.retention) begin_retention(*store_, settings_.organisation, system_clock().now());
  auto deliverer = webhooks::make_deliverer(
      {*store_, settings_.keys, [this]() -> http::Client& { return webhook_clients_->here(); },
       system_clock(), random, settings_.webhook_retry, settings_.webhook_timeout, limits_.get(),
       tokens_.get()});
  handlers[webhooks::deliver_kind] = std::move(deliverer.handler);
  settings_.worker.hold = std::move(deliverer.hold);
  settings_.worker.places = std::move(deliverer.places);
  // Fan-out and worker wake each other: the worker is built last and announced when it stands.
  const auto wake_worker = [this] {
    if (auto* worker = announced_worker_.load()) worker->wake();
  };
  const auto may_change = [this] { return !switches_->is_read_only(); };
  auto fanout = webhooks::start_fanout({*store_, *loops_, system_clock(), wake_worker, may_change});
  {
    const std::lock_guard lock(fanout_mutex_);
    fanout_ = std::move(fanout);
  }
  for (const auto& [kind, handler] : handlers) queues_.push_back(kind);
  settings_.worker.switches = switches_.get();
  // Many endpoints have a few messages each: a look at all of them should fill every place.
  const auto& places = settings_.worker.concurrency;
  if (const auto own = places.find(webhooks::deliver_kind); own != places.end())
    settings_.worker.claim_max = std::max(settings_.worker.claim_max, own->second);
  worker_ = jobs::start_worker(*store_, *loops_, settings_.worker, std::move(handlers),
                               system_clock(), random);
  announced_worker_ = worker_.get();
  scheduler_ = jobs::start_scheduler({*store_, *loops_, may_change, [this] { worker_->wake(); }});
  audit_sealer_ = access::start_audit_sealer({*store_, *loops_, settings_.keys, may_change});
}

HandlerParts RunningHub::handler_parts() {
  return {settings_,
          *store_,
          *caller_,
          registry_,
          *policies_,
          decode_threads_,
          *simulator_thread_,
          [this]() -> http::Client& { return clients_->here(); },
          [this] { wake_fanout(); },
          [this](auto& organisation, auto& partner) { return open_until(organisation, partner); },
          [this](auto& organisation, auto& partner) {
            return switches_->stops_partner(organisation, partner);
          },
          [this](const auto& name) { return token_settings(name); }};
}

Result<void> RunningHub::listen() {
  {
    // Requests come as soon as it listens, and some ask for the URL: they wait until it is known.
    const std::lock_guard lock(server_mutex_);
    auto server = http::start_server(*loops_, settings_.server, api::make_handler(api_parts()));
    if (!server) return server.error();
    server_ = std::move(*server);
  }
  beat_ = start_beat(*store_, *loops_, settings_.worker, url());
  return {};
}

api::ApiParts RunningHub::api_parts() {
  api::ApiParts parts{*store_,
                      *worker_,
                      settings_.organisation,
                      settings_.admin_token,
                      std::make_shared<api::RequestCounter>(),
                      {},
                      system_clock(),
                      *switches_,
                      registry_};
  parts.pulses = &pulses_;
  parts.served_plugs = [this](store::Session& session) {
    return served_plugs(session, settings_.partners);
  };
  parts.reloads = reloads_;
  parts.rate_limits = rate_limits_.get();
  parts.intake = intake_.get();
  parts.partner_events = partner_event_hooks(system_clock(), crypto::system_random());
  parts.idempotency.retention = settings_.idempotency_retention;
  parts.is_draining = [this] { return stopping_ || switches_->drains(settings_.worker.name); };
  for (const auto& partner : settings_.partners) parts.partners.push_back(partner.id);
  parts.queues = queues_;
  parts.keys = settings_.keys;
  parts.scheduled_kinds = scheduled_kinds();
  parts.credentials = credentials_.get();
  parts.networks = settings_.networks;
  parts.address_guard = webhooks::AddressGuard(settings_.webhook_networks);
  parts.public_url = [this] { return public_url(); };
  parts.policies = policies_.get();
  parts.linking = std::make_shared<const api::LinkingParts>(linking_parts());
  return parts;
}

api::LinkingParts RunningHub::linking_parts() {
  return {*caller_,
          settings_.keys,
          crypto::system_random(),
          *authorizations_,
          [this]() -> http::Client& { return clients_->here(); },
          [this] { return public_url(); },
          [this] { wake(); }};
}

void RunningHub::stop(std::chrono::milliseconds limit) {
  if (!loops_) return;
  // The API answers while jobs end, /readyz that this hub goes.
  const auto end = std::chrono::steady_clock::now() + limit;
  stopping_ = true;
  plug_keeper_.reset();
  if (beat_) beat_->set_state(jobs::HubState::draining);
  scheduler_.reset();
  simulator_thread_->stop();
  worker_->stop(limit);
  if (server_) server_->stop(std::max(time_until(end), answers_limit_min));
  std::unique_ptr<Rounds> fanout;
  {
    const std::lock_guard lock(fanout_mutex_);
    fanout = std::move(fanout_);
  }
  fanout.reset();
  audit_sealer_.reset();
  rate_limits_->stop();
  announced_worker_ = nullptr;
  // A handler that runs over the limit is suspended for good when its loop stops; what it refers to
  // must outlive its frame. The store drains while the loops, though still, can be posted to.
  loops_->stop();
  caller_->mute();
  decode_threads_->mute();
  switches_->stop();
  credentials_->stop();
  limits_->stop();
  key_watch_.reset();
  hand_over_work(*store_, settings_.worker.name);
  access::seal_the_rest(*store_, settings_.keys);
  beat_.reset();
  intake_.reset();  // what it was handed is stored
  simulator_thread_.reset();
  store_.reset();
  clients_.reset();
  webhook_clients_.reset();
  loops_.reset();
  worker_.reset();
  caller_.reset();
  limits_.reset();
  rate_limits_.reset();
  authorizations_.reset();
  tokens_.reset();
  server_.reset();
  credentials_.reset();
  switches_.reset();
}

}  // namespace

Result<std::unique_ptr<Hub>> Hub::start(HubSettings settings) {
  store::StoreOptions store_options;
  store_options.url = settings.store_url;
  auto store = store::open_store(store_options);
  if (!store) return store.error();
  auto partners = load_first_partners(settings, **store);
  if (!partners) return partners.error();
  auto policies = policy::make_policy_book();
  if (auto begun = begin_policies(**store, *policies, settings.organisation, settings.home.policies,
                                  partners->registry, system_clock());
      !begun)
    return begun.error();
  auto key_watch =
      start_key_watch(**store, settings.keys, settings.key_source, settings.worker.name);
  if (!key_watch) return key_watch.error();
  if (settings.before_work) settings.before_work(**store);
  if (auto declared =
          declare_schedules(**store, partners->registry, settings.organisation, settings.schedules);
      !declared)
    return declared.error();
  if (auto declared =
          declare_policy_schedules(**store, *policies, settings.organisation, system_clock());
      !declared)
    return declared.error();
  auto hub =
      std::make_unique<RunningHub>(std::move(settings), std::move(policies), std::move(*partners),
                                   std::move(*store), std::move(*key_watch));
  if (auto listening = hub->listen(); !listening) return listening.error();
  return std::unique_ptr<Hub>(std::move(hub));
}

}  // namespace patchbay::app
