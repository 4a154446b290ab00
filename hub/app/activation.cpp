#include "hub/app/activation.h"

#include "hub/app/milestone_schedule.h"
#include "hub/base/log.h"
#include "hub/jobs/switches.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::app {
namespace {

Result<void> declare(store::Session& session, policy::PolicyBook& policies,
                     const OrganisationId& organisation, const Clock& clock) {
  const policy::Policy policy = policies.active(session, organisation, clock.now());
  return declare_milestone_schedule(session, organisation, policy);
}

/// A handler's parts; they outlive it.
struct Follower {
  store::Store& store;
  policy::PolicyBook& policies;
  const Clock& clock;
  jobs::Handler decide_again;
};

Async<jobs::End> follow(Follower parts, jobs::Job job) {
  const auto declared = co_await parts.store.write([&](store::Session& session) {
    return declare(session, parts.policies, job.organisation, parts.clock);
  });
  if (!declared)
    log_line(LogLevel::error, "schedules.not_declared", {{"reason", declared.error().message}});
  co_return co_await parts.decide_again(std::move(job));
}

}  // namespace

Result<void> declare_policy_schedules(store::Store& store, policy::PolicyBook& policies,
                                      const OrganisationId& organisation, const Clock& clock) {
  return store.run_blocking(store::Access::write, [&](store::Session& session) -> Result<void> {
    if (!jobs::check_changes_allowed(session)) return {};
    return declare(session, policies, organisation, clock);
  });
}

jobs::Handler follow_activations(store::Store& store, policy::PolicyBook& policies,
                                 const Clock& clock, jobs::Handler decide_again) {
  const Follower parts{store, policies, clock, std::move(decide_again)};
  return [parts](jobs::Job job) { return follow(parts, std::move(job)); };
}

}  // namespace patchbay::app
