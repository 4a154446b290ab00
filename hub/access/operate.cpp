#include "hub/access/operate.h"

#include "hub/access/audit.h"
#include "hub/base/text.h"
#include "hub/jobs/hubs.h"

namespace patchbay::access {
namespace {

std::string subject_of(jobs::SwitchKind kind, const std::string& name) {
  return name.empty() ? jobs::name_of(kind) : std::string(jobs::name_of(kind)) + ":" + name;
}

Error no_such_hub(const std::string& hub) {
  return not_found("there is no hub " + hub + "; see: patchbay hub list");
}

}  // namespace

Result<void> throw_switch(store::Session& session, const jobs::Switch& thrown) {
  if (const auto checked = jobs::check(thrown); !checked) return checked.error();
  jobs::throw_switch(session, thrown);
  record(session, {thrown.organisation, thrown.actor, "switch.throw",
                   subject_of(thrown.kind, thrown.name), thrown.reason, "", thrown.thrown_at});
  return {};
}

Result<void> reset_switch(store::Session& session, const Reset& reset) {
  if (!jobs::reset_switch(session, reset.kind, reset.organisation, reset.name))
    return not_found("the switch " + subject_of(reset.kind, reset.name) + " is not thrown");
  record(session, {reset.organisation, reset.actor, "switch.reset",
                   subject_of(reset.kind, reset.name), reset.reason, "", reset.at});
  return {};
}

Result<void> drain_hub(store::Session& session, const std::string& hub, const std::string& actor,
                       const std::string& reason, Timestamp now) {
  for (const auto& row : jobs::list_hubs(session)) {
    if (row.id != hub) continue;
    if (row.state == jobs::HubState::stopped || row.state == jobs::HubState::lost)
      return conflict("the hub " + hub + " is " + jobs::name_of(row.state) +
                      "; there is nothing to drain");
    return throw_switch(session, {jobs::SwitchKind::hub, "", hub, reason, actor, now});
  }
  return no_such_hub(hub);
}

Result<void> resume_hub(store::Session& session, const std::string& hub, const std::string& actor,
                        const std::string& reason, Timestamp now) {
  if (!jobs::is_known_hub(session, hub)) return no_such_hub(hub);
  return reset_switch(session, {jobs::SwitchKind::hub, "", hub, actor, reason, now});
}

Result<void> check_known(const std::string& what, const std::string& name,
                         std::span<const std::string> known) {
  if (known.empty() || std::find(known.begin(), known.end(), name) != known.end()) return {};
  const auto meant = nearest(name, known);
  return not_found(
      "there is no " + what + " \"" + name + "\"; " +
      (meant ? "did you mean \"" + *meant + "\"?"
             : "there are: " + join(std::vector<std::string>(known.begin(), known.end()), ", ")));
}

}  // namespace patchbay::access
