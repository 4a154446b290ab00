#pragma once
// Who runs which kind of job in a hub.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/plug_threads.h"
#include "hub/app/hub.h"
#include "hub/oauth/tokens.h"
#include "hub/policy/simulation/simulator.h"

namespace patchbay::app {

/// Everything outlives the handlers; functions are called on a loop.
struct HandlerParts {
  const HubSettings& settings;
  store::Store& store;
  adapters::Caller& caller;
  const adapters::Registry& registry;
  policy::PolicyBook& policies;
  std::shared_ptr<adapters::PlugThreads> decode_threads;
  policy::SimulatorThread& simulator_thread;
  std::function<http::Client&()> client_here;
  std::function<void()> wake_fanout;
  /// As loyalty::IssuerParts has them.
  std::function<std::optional<Timestamp>(const OrganisationId&, const std::string&)> down_until;
  std::function<bool(const OrganisationId&, const std::string&)> is_stopped;
  std::function<oauth::SharedSettings(const std::string&)> token_settings;
};

/// By kind; those that may be scheduled record their runs. Without the deliverer of webhooks, which
/// comes with settings for the worker.
std::map<std::string, jobs::Handler> make_handlers(const HandlerParts& parts);
/// WorkerOptions::on_burial.
std::map<std::string, std::string> burial_kinds();

}  // namespace patchbay::app
