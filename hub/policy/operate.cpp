#include "hub/policy/operate.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/base/text.h"
#include "hub/policy/accept.h"
#include "hub/policy/partners.h"
#include "hub/policy/set_number.h"

namespace patchbay::policy {
namespace {

void audit(store::Session& session, const Steerer& who, const std::string& action,
           const std::string& version, boost::json::object detail = {}) {
  access::record(session,
                 {who.organisation, who.actor, "policy." + action, "policy:" + version, who.reason,
                  detail.empty() ? "" : boost::json::serialize(detail), who.now, who.address});
}

Result<Policy> load_version(store::Session& session, const Steerer& who, const std::string& id) {
  const auto files = version_files(session, who.organisation, id);
  if (!files) return files.error();
  auto rules = Policy::from_files(*files);
  if (!rules) return corrupt("version " + id + " does not load: " + rules.error().message);
  return rules;
}

/// Errors: invalid: there is none.
Result<void> check_reason(const Steerer& who) {
  if (!who.reason.empty()) return {};
  return invalid("the reason is missing: say why; the history keeps it");
}

/// A version whose tests passed passes: neither it nor what they say ever changes.
Result<void> check_tests(store::Session& session, const Steerer& who, const VersionView& version,
                         const Policy& rules) {
  if (version.tested_at) return {};
  const auto report = run_policy_tests(rules);
  if (!report) return report.error();
  if (const auto why = objection(*report); !why.empty())
    return conflict("version " + version.id + " cannot become active: " + why);
  mark_tested(session, who.organisation, version.id, who.now);
  return {};
}

}  // namespace

Result<VersionView> push_draft(store::Session& session, const Steerer& who,
                               const std::vector<PolicyFile>& files) {
  if (auto given = check_reason(who); !given) return given.error();
  if (const auto rules = Policy::from_files(files); !rules) return rules.error();
  const std::string id =
      put_version(session, who.organisation, {files, who.actor, who.reason}, who.now);
  audit(session, who, "push", id);
  return find_version(session, who.organisation, id, who.now);
}

Result<VersionView> push_number(store::Session& session, const Steerer& who,
                                const std::string& version, const std::string& path,
                                const std::string& value) {
  if (auto given = check_reason(who); !given) return given.error();
  const auto from = find_version(session, who.organisation, version, who.now);
  if (!from) return from.error();
  const auto rules = load_version(session, who, from->id);
  if (!rules) return rules.error();
  const auto files = set_number(*rules, path, value);
  if (!files) return files.error();
  const std::string id =
      put_version(session, who.organisation, {*files, who.actor, who.reason}, who.now);
  audit(session, who, "set", id, {{"from", from->id}, {"path", path}, {"value", value}});
  return find_version(session, who.organisation, id, who.now);
}

Result<VersionView> push_accepted(store::Session& session, const Steerer& who,
                                  const std::string& version) {
  if (auto given = check_reason(who); !given) return given.error();
  const auto from = find_version(session, who.organisation, version, who.now);
  if (!from) return from.error();
  const auto rules = load_version(session, who, from->id);
  if (!rules) return rules.error();
  const auto report = run_policy_tests(*rules);
  if (!report) return report.error();
  const auto files = accept_results(*rules, *report);
  if (!files) return files.error();
  const std::string id =
      put_version(session, who.organisation, {*files, who.actor, who.reason}, who.now);
  boost::json::array tests;
  for (const TestFailure& failure : report->failures) tests.emplace_back(failure.name);
  audit(session, who, "accept", id, {{"from", from->id}, {"tests", std::move(tests)}});
  return find_version(session, who.organisation, id, who.now);
}

Result<TestReport> test_version(store::Session& session, const Steerer& who,
                                const std::string& version) {
  const auto found = find_version(session, who.organisation, version, who.now);
  if (!found) return found.error();
  const auto rules = load_version(session, who, found->id);
  if (!rules) return rules.error();
  auto report = run_policy_tests(*rules);
  if (report && objection(*report).empty())
    mark_tested(session, who.organisation, found->id, who.now);
  return report;
}

Result<Activated> activate_version(store::Session& session, const Steerer& who,
                                   const std::string& version,
                                   std::optional<Timestamp> active_from) {
  if (auto given = check_reason(who); !given) return given.error();
  const auto found = find_version(session, who.organisation, version, who.now);
  if (!found) return found.error();
  const auto rules = load_version(session, who, found->id);
  if (!rules) return rules.error();
  Activated done;
  if (who.installed) {
    auto warnings = check_partners(*rules, *who.installed);
    if (!warnings) return warnings.error();
    done.warnings = std::move(*warnings);
  }
  if (auto passed = check_tests(session, who, *found, *rules); !passed) return passed.error();
  auto activation = activate(session, who.organisation, found->id, who.actor, who.reason,
                             active_from.value_or(who.now), who.now);
  if (!activation) return activation.error();
  done.activation = std::move(*activation);
  audit(session, who, "activate", found->id,
        {{"active_from", to_rfc3339(done.activation.active_from)}});
  return done;
}

Result<Activation> go_back(store::Session& session, const Steerer& who) {
  if (auto given = check_reason(who); !given) return given.error();
  auto activation = roll_back(session, who.organisation, who.actor, who.reason, who.now);
  if (!activation) return activation;
  audit(session, who, "rollback", activation->version);
  return activation;
}

}  // namespace patchbay::policy
