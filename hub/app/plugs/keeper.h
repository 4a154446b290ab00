#pragma once
// Keeps every plug as its files, or an operator, want it, while calls go on.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "hub/api/reload_counter.h"
#include "hub/app/home.h"
#include "hub/app/partners.h"
#include "hub/store/store.h"
#include "webhooks/intake.h"

namespace patchbay::app {

/// What a keeper works with; all of it outlives it.
struct KeeperParts {
  store::Store& store;
  adapters::Registry& registry;
  webhooks::Intake& intake;
  const Clock& clock;
  std::string hub;  ///< under whose name it tells its states
  Home home;
  std::string cache_folder;  ///< copies of native plugins
  std::string shelf_folder;  ///< of versions that were served
  std::vector<PartnerSetup> setups;
  std::map<std::string, std::string> serving;  ///< stamps of what the registry has now, by plug
  std::shared_ptr<api::ReloadCounter> reloads = std::make_shared<api::ReloadCounter>();
};

/// Sees changed files within milliseconds, loads the new version beside the one that serves, checks
/// it, runs it against its own cases, and swaps all partners of the plug at once: calls in flight
/// end on the version they began with. What does not pass changes nothing: the state, which it
/// tells the store (plug_rows.h), says why.
class PlugKeeper {
 public:
  virtual ~PlugKeeper() = default;  ///< ends its thread; its states are forgotten
};

/// Goes to the versions that operators went back to before it returns (blocks); after that works on
/// a thread of its own.
std::unique_ptr<PlugKeeper> start_plug_keeper(KeeperParts parts);

}  // namespace patchbay::app
