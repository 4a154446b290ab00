#pragma once
// What the operator's commands share: they work on the store directly, whether hubs run or not.

#include <memory>
#include <optional>
#include <string>

#include "hub/app/config.h"
#include "hub/base/organisation.h"
#include "hub/jobs/switches.h"
#include "hub/store/store.h"

namespace patchbay::app {

/// Flags of every such command.
struct OperatorFlags {
  std::optional<std::string> config_file;  ///< --config
  std::string store_url;                   ///< --store: instead of the configured one
  bool json = false;                       ///< --json
  std::string reason;                      ///< --reason, where something is changed
};

/// The configured installation, its store opened (and migrated).
struct Installation {
  Config config;
  OrganisationId organisation;
  std::string store_url;
  std::unique_ptr<store::Store> store;
};
Result<Installation> open_installation(const OperatorFlags& flags);
/// The same with a key ring that fits the store, which knows its keys: for every command that seals
/// or opens. Errors: also invalid: no key ring is named; refused: it lacks keys of the store, or
/// has them with other bytes.
Result<Installation> open_vault(const OperatorFlags& flags);

/// Runs `work(session)`, a command's change, in one transaction. Throws ErrorException
/// (unavailable) in read-only mode; nothing is changed then.
template <class Work>
auto run_change_on(const Installation& here, Work work) {
  return here.store->run_blocking(store::Access::write, [&](store::Session& session) {
    jobs::check_changes_allowed(session).value();
    return work(session);
  });
}

/// "cli:anna": the actor of what is changed, for the audit.
std::string actor_of_this_command();

}  // namespace patchbay::app
