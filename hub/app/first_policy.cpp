#include "hub/app/first_policy.h"

#include <algorithm>

#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/programme.h"
#include "hub/policy/operate.h"
#include "hub/policy/partners.h"

namespace patchbay::app {
namespace {

constexpr const char* actor = "hub";
constexpr const char* reason = "first start";

void warn(const std::string& what) {
  log_line(LogLevel::warning, "policies.partners", {{"reason", what}});
}

/// Errors: invalid: a partner of a wrong kind.
Result<void> check_installed(const policy::Policy& policy, const adapters::Registry& registry) {
  std::map<std::string, std::string> installed;
  for (const auto& partner : registry.all())
    installed[partner->id] = partner->plug->manifest().kind;
  // A hub may begin before its partners do: as if all of such a list were there.
  const auto expect = [&](const policy::Rule& rule, const std::vector<std::string>& partners,
                          const std::string& kind) {
    if (std::any_of(partners.begin(), partners.end(),
                    [&](const auto& id) { return installed.contains(id); }))
      return;
    warn(rule.where + ": " + policy::name_of(rule.kind) + " " + rule.id +
         ": none of its partners (" + join(partners, ", ") +
         ") is installed; its rewards wait until one is");
    for (const auto& partner : partners) installed.emplace(partner, kind);
  };
  for (const auto& milestone : policy.milestones())
    expect(milestone, milestone.partners, milestone.reward.partner_kind);
  for (const auto& fallback : policy.fallbacks())
    for (const auto& reward : policy.rewards())
      if (reward.id == fallback.reward) expect(fallback, fallback.partners, reward.partner_kind);
  const auto warnings = policy::check_partners(policy, installed);
  if (!warnings) return warnings.error();
  for (const auto& warning : *warnings) warn(warning);
  return {};
}

/// Errors: invalid: a test fails, or there is none.
Result<void> check_tests(const policy::Policy& policy) {
  const auto report = policy::run_policy_tests(policy);
  if (!report) return report.error();
  const auto why = policy::objection(*report);
  return why.empty() ? Result<void>() : invalid("cannot become active: " + why);
}

Result<void> activate(store::Session& session, const OrganisationId& organisation,
                      const policy::Policy& policy, Timestamp now) {
  const policy::Steerer who{organisation, actor, reason, "", now};
  const auto version = policy::push_draft(session, who, policy.files());
  if (!version) return version.error();
  policy::mark_tested(session, organisation, version->id, now);
  const auto activated = policy::activate_version(session, who, version->id, std::nullopt);
  return activated ? Result<void>() : activated.error();
}

}  // namespace

Result<void> begin_policies(store::Store& store, policy::PolicyBook& policies,
                            const OrganisationId& organisation, const std::string& folder,
                            const adapters::Registry& registry, const Clock& clock) {
  auto known = store.run_blocking(store::Access::read, [&](store::Session& session) {
    const auto active = policy::active_version(session, organisation, clock.now());
    return active ? std::optional(policies.version(session, organisation, *active)) : std::nullopt;
  });
  if (known && !*known) return known->error().in("the active policies");
  if (known) return {};
  const auto policy = policy::Policy::load(folder);
  if (!policy) return policy.error();
  if (auto passed = check_tests(*policy); !passed) return passed.error().in(folder);
  if (auto able = check_installed(*policy, registry); !able) return able;
  return store.run_blocking(store::Access::write, [&](store::Session& session) -> Result<void> {
    loyalty::lock_programme(session, organisation, clock, crypto::system_random());
    // Another hub may have begun meanwhile.
    const Timestamp begin = clock.now();
    if (policy::active_version(session, organisation, begin)) return {};
    return activate(session, organisation, *policy, begin);
  });
}

}  // namespace patchbay::app
