#pragma once
// The operator's changes with their audit rows: what API and command line share.

#include <span>
#include <string>

#include "hub/base/result.h"
#include "hub/jobs/switches.h"

namespace patchbay::access {

/// `address`, here and below: of the client that asked; empty for a command on the machine.
/// Errors: invalid, naming the field (jobs::check).
Result<void> throw_switch(store::Session& session, const jobs::Switch& thrown,
                          const std::string& address = {});

/// Who resets which switch, and why.
struct Reset {
  jobs::SwitchKind kind = jobs::SwitchKind::partner;
  OrganisationId organisation;
  std::string name;
  std::string actor, reason;
  Timestamp at;
  std::string address = {};
};
/// Errors: not_found, when it was not thrown.
Result<void> reset_switch(store::Session& session, const Reset& reset);

/// Throws the switch of a hub. Errors: not_found; conflict, when the hub has stopped or is lost;
/// invalid (the reason).
Result<void> drain_hub(store::Session& session, const std::string& hub, const std::string& actor,
                       const std::string& reason, Timestamp now, const std::string& address);
/// Errors: not_found: no such hub, or it was not drained.
Result<void> resume_hub(store::Session& session, const std::string& hub, const std::string& actor,
                        const std::string& reason, Timestamp now, const std::string& address);

/// Whether `name` is one of `known`; when nothing is known, anything may be. Errors: not_found,
/// with the nearest name.
Result<void> check_known(const std::string& what, const std::string& name,
                         std::span<const std::string> known);

}  // namespace patchbay::access
