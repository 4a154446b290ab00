#include "hub/app/handlers.h"

#include "hub/access/reseal.h"
#include "hub/app/activation.h"
#include "hub/app/inbound.h"
#include "hub/app/redrive_hooks.h"
#include "hub/app/scheduled_kinds.h"
#include "hub/app/sealed_columns.h"
#include "hub/crypto/system_random.h"
#include "hub/jobs/recorded.h"
#include "hub/loyalty/burial.h"
#include "hub/loyalty/milestone_job.h"
#include "hub/loyalty/reward_actions.h"
#include "hub/loyalty/rewards.h"
#include "hub/loyalty/waiting_orders.h"
#include "hub/oauth/revocation.h"
#include "hub/policy/simulation/burial.h"
#include "hub/policy/simulation/simulations.h"
#include "hub/policy/versions.h"
#include "hub/sync/jobs.h"
#include "webhooks/burial.h"
#include "webhooks/decoder.h"
#include "webhooks/delivery.h"
#include "webhooks/replay.h"

namespace patchbay::app {
namespace {

using Handlers = std::map<std::string, jobs::Handler>;

void add_rewards(const HandlerParts& parts, Handlers& handlers) {
  Random& random = crypto::system_random();
  handlers["reward.issue"] = loyalty::make_issuer(
      {parts.store, parts.caller, parts.registry, parts.settings.keys, system_clock(), random,
       parts.settings.partner_retry, parts.wake_fanout, parts.down_until, parts.is_stopped});
  handlers[loyalty::burial_kind] = loyalty::make_burial(parts.store, system_clock(), random);
  handlers[expire_kind] = loyalty::make_expirer(parts.store, system_clock(), random);
}

void add_policies(const HandlerParts& parts, Handlers& handlers) {
  Random& random = crypto::system_random();
  handlers[policy::waiting_orders_kind] =
      follow_activations(parts.store, parts.policies, system_clock(),
                         loyalty::make_waiting_orders({parts.store, parts.policies, system_clock(),
                                                       random, parts.wake_fanout}));
  handlers[loyalty::milestones_kind] = loyalty::make_milestone_checker(
      {parts.store, parts.policies, system_clock(), random, parts.wake_fanout});
  handlers[policy::simulate_kind] =
      policy::make_simulator({parts.store, parts.policies, system_clock(), parts.simulator_thread});
  handlers[policy::simulation_burial_kind] =
      policy::make_simulation_burial(parts.store, system_clock());
}

void add_webhooks(const HandlerParts& parts, Handlers& handlers) {
  handlers[webhooks::burial_kind] = webhooks::make_burial(parts.store, system_clock());
  handlers[webhooks::inbound_burial_kind] =
      webhooks::make_inbound_burial(parts.store, system_clock());
  handlers[webhooks::replay_kind] = webhooks::make_replayer(parts.store, system_clock());
  handlers[webhooks::decode_kind] =
      webhooks::make_decoder({parts.store, parts.registry, system_clock(),
                              partner_event_hooks(system_clock(), crypto::system_random()),
                              parts.wake_fanout, parts.decode_threads});
}

void add_upkeep(const HandlerParts& parts, Handlers& handlers) {
  const HubSettings& settings = parts.settings;
  handlers[oauth::revoke_kind] =
      oauth::make_revoker({parts.store, settings.keys, system_clock(), parts.client_here,
                           [token_settings = parts.token_settings](const auto&, const auto& name) {
                             return token_settings(name);
                           }});
  handlers[jobs::redrive_kind] = jobs::make_redriver(
      parts.store, redrive_hooks(system_clock(), crypto::system_random()), system_clock());
  handlers[access::reseal_kind] =
      access::make_resealer(parts.store, {all_sealed_columns(), settings.keys}, system_clock());
  if (settings.retention)
    handlers[retention_kind] =
        make_purger(parts.store, *settings.retention, settings.keys, system_clock());
}

void add_syncs(const HandlerParts& parts, Handlers& handlers) {
  const sync::JobParts syncing{parts.store,
                               parts.caller,
                               parts.registry,
                               parts.policies,
                               system_clock(),
                               crypto::system_random(),
                               parts.settings.rejects_folder,
                               parts.wake_fanout};
  handlers[sync::orders_kind] = sync::make_order_sync(syncing);
  handlers[sync::report_kind] = sync::make_report_sync(syncing);
}

}  // namespace

Handlers make_handlers(const HandlerParts& parts) {
  Handlers handlers;
  add_rewards(parts, handlers);
  add_policies(parts, handlers);
  add_webhooks(parts, handlers);
  add_upkeep(parts, handlers);
  add_syncs(parts, handlers);
  for (const auto& kind : scheduled_kinds())
    handlers[kind.name] = jobs::record_runs(parts.store, std::move(handlers.at(kind.name)));
  return handlers;
}

std::map<std::string, std::string> burial_kinds() {
  return {{"reward.issue", loyalty::burial_kind},
          {policy::simulate_kind, policy::simulation_burial_kind},
          {webhooks::deliver_kind, webhooks::burial_kind},
          {webhooks::decode_kind, webhooks::inbound_burial_kind}};
}

}  // namespace patchbay::app
