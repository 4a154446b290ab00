#include "hub/app/schedules.h"

#include <algorithm>

#include "hub/access/schedules.h"
#include "hub/app/scheduled_kinds.h"
#include "hub/base/log.h"
#include "hub/jobs/switches.h"
#include "hub/policy/versions.h"
#include "hub/sync/jobs.h"

namespace patchbay::app {

namespace {

struct OwnSchedule {
  const char* id;
  const char* job;
  const char* cron;
};
constexpr OwnSchedule own_schedules[] = {
    {"reward-expiry", expire_kind, "*/15 * * * *"},
    {"waiting-orders", policy::waiting_orders_kind, "20 3 * * *"},
};

}  // namespace

std::vector<ScheduleSetup> with_own_schedules(std::vector<ScheduleSetup> declared) {
  for (const OwnSchedule& own : own_schedules) {
    if (std::any_of(declared.begin(), declared.end(),
                    [&](const auto& one) { return one.definition.job == own.job; }))
      continue;
    auto definition = jobs::read_definition({{"job", own.job}, {"cron", own.cron}}, {}).value();
    declared.push_back({own.id, std::move(definition), "{}", "built in"});
  }
  return declared;
}

Result<void> declare_schedules(store::Store& store, const adapters::Registry& registry,
                               const OrganisationId& organisation,
                               const std::vector<ScheduleSetup>& declared) {
  std::vector<jobs::NewSchedule> schedules;
  for (const auto& setup : declared) {
    auto able = sync::check_partners(registry, setup.definition.job, setup.payload);
    if (!able) return able.error().in("schedule \"" + setup.id + "\"").in(setup.where);
    schedules.push_back({organisation, setup.id, setup.definition, setup.payload, "config"});
  }
  store.run_blocking(store::Access::write, [&](store::Session& session) {
    if (const auto allowed = jobs::check_changes_allowed(session); !allowed)
      return log_line(LogLevel::warning, "schedules.not_declared",
                      {{"reason", allowed.error().message}});
    access::declare_schedules(session, organisation, schedules);
  });
  return {};
}

}  // namespace patchbay::app
