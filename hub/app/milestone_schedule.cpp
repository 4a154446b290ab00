#include "hub/app/milestone_schedule.h"

#include <algorithm>

#include "hub/access/schedules.h"
#include "hub/app/scheduled_kinds.h"
#include "hub/base/log.h"
#include "hub/loyalty/milestone_job.h"

namespace patchbay::app {
namespace {

constexpr const char* origin = "policy";
constexpr const char* first_id = "milestones";

/// Errors: invalid, beginning with the rule's place.
Result<std::vector<jobs::NewSchedule>> schedules_of(const OrganisationId& organisation,
                                                    const policy::Policy& policy) {
  std::vector<jobs::NewSchedule> all;
  for (const policy::ScheduleRule& rule : policy.schedules()) {
    if (rule.run != first_id) continue;
    auto definition = jobs::read_definition(
        {{"job", loyalty::milestones_kind}, {"cron", rule.cron}, {"zone", rule.time_zone}}, {});
    if (!definition) return definition.error().in(rule.where);
    auto payload = jobs::payload_of(*definition, scheduled_kinds());
    if (!payload) return payload.error().in(rule.where);
    const std::string id = all.empty() ? first_id : std::string(first_id) + "-" + rule.id;
    all.push_back({organisation, id, std::move(*definition), std::move(*payload), origin});
  }
  return all;
}

}  // namespace

Result<void> declare_milestone_schedule(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy) {
  const auto wanted = schedules_of(organisation, policy);
  if (!wanted) return wanted.error();
  const access::Changer changer{origin, origin, "version " + policy.hash()};
  for (const auto& stored : jobs::list_schedules(session, organisation)) {
    const bool stays = std::any_of(wanted->begin(), wanted->end(),
                                   [&](const auto& one) { return one.id == stored.id; });
    if (stays || stored.origin != origin) continue;
    const auto gone = access::remove_schedule(session, organisation, stored.id, changer);
    if (!gone) return gone;
  }
  for (const auto& schedule : *wanted) {
    const auto known = jobs::find_schedule(session, organisation, schedule.id);
    if (known && known->origin != origin) {
      log_line(LogLevel::warning, "schedules.policy_overruled",
               {{"schedule", schedule.id}, {"origin", known->origin}});
      continue;
    }
    const auto put = access::put_schedule(session, schedule, known.has_value(), changer);
    if (!put) return put.error();
  }
  return {};
}

}  // namespace patchbay::app
