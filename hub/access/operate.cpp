#include "hub/access/operate.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/base/text.h"
#include "hub/jobs/hubs.h"

namespace patchbay::access {
namespace {

std::string subject_of(jobs::SwitchKind kind, const std::string& name) {
  return name.empty() ? jobs::name_of(kind) : std::string(jobs::name_of(kind)) + ":" + name;
}

std::optional<jobs::Switch> find_switch(store::Session& session, jobs::SwitchKind kind,
                                        const OrganisationId& organisation,
                                        const std::string& name) {
  for (auto& one : jobs::list_switches(session))
    if (one.kind == kind && one.organisation == organisation && one.name == name)
      return std::move(one);
  return std::nullopt;
}

std::string state_of(const std::optional<jobs::Switch>& thrown) {
  boost::json::object state{{"thrown", thrown.has_value()}};
  if (thrown) state["reason"] = thrown->reason;
  return boost::json::serialize(state);
}

AuditEntry entry_of(const jobs::Switch& thrown) {
  AuditEntry entry;
  entry.organisation = thrown.organisation;
  entry.actor = thrown.actor;
  entry.action = "switch.throw";
  entry.subject = subject_of(thrown.kind, thrown.name);
  entry.reason = thrown.reason;
  entry.at = thrown.thrown_at;
  return entry;
}

Error no_such_hub(const std::string& hub) {
  return not_found("there is no hub " + hub + "; see: patchbay hub list");
}

}  // namespace

Result<void> throw_switch(store::Session& session, const jobs::Switch& thrown,
                          const std::string& address) {
  if (const auto checked = jobs::check(thrown); !checked) return checked.error();
  AuditEntry entry = entry_of(thrown);
  entry.before = state_of(find_switch(session, thrown.kind, thrown.organisation, thrown.name));
  entry.after = state_of(thrown);
  entry.address = address;
  jobs::throw_switch(session, thrown);
  record(session, entry);
  return {};
}

Result<void> reset_switch(store::Session& session, const Reset& reset) {
  const auto thrown = find_switch(session, reset.kind, reset.organisation, reset.name);
  if (!jobs::reset_switch(session, reset.kind, reset.organisation, reset.name))
    return not_found("the switch " + subject_of(reset.kind, reset.name) + " is not thrown");
  AuditEntry entry =
      entry_of({reset.kind, reset.organisation, reset.name, reset.reason, reset.actor, reset.at});
  entry.action = "switch.reset";
  entry.before = state_of(thrown);
  entry.after = state_of(std::nullopt);
  entry.address = reset.address;
  record(session, entry);
  return {};
}

Result<void> drain_hub(store::Session& session, const std::string& hub, const std::string& actor,
                       const std::string& reason, Timestamp now, const std::string& address) {
  for (const auto& row : jobs::list_hubs(session)) {
    if (row.id != hub) continue;
    if (row.state == jobs::HubState::stopped || row.state == jobs::HubState::lost)
      return conflict("the hub " + hub + " is " + jobs::name_of(row.state) +
                      "; there is nothing to drain");
    return throw_switch(session, {jobs::SwitchKind::hub, "", hub, reason, actor, now}, address);
  }
  return no_such_hub(hub);
}

Result<void> resume_hub(store::Session& session, const std::string& hub, const std::string& actor,
                        const std::string& reason, Timestamp now, const std::string& address) {
  if (!jobs::is_known_hub(session, hub)) return no_such_hub(hub);
  return reset_switch(session, {jobs::SwitchKind::hub, "", hub, actor, reason, now, address});
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
