#include "hub/api/policy_view.h"

#include <boost/json/array.hpp>

namespace patchbay::api {
namespace {

namespace json = boost::json;

json::value optional_time(const std::optional<Timestamp>& at) {
  if (!at) return nullptr;
  return json::value(to_rfc3339(*at));
}

json::array texts(const std::vector<std::string>& all) {
  json::array list;
  for (const auto& one : all) list.emplace_back(one);
  return list;
}

}  // namespace

json::object to_json(const policy::VersionView& version) {
  return {{"id", version.id},
          {"state", name_of(version.state)},
          {"parent", version.parent},
          {"created_by", version.created_by},
          {"reason", version.reason},
          {"created_at", to_rfc3339(version.created_at)},
          {"tested_at", optional_time(version.tested_at)},
          {"simulated_at", optional_time(version.simulated_at)},
          {"active_from", optional_time(version.active_from)}};
}

json::object to_json(const policy::Activation& activation) {
  const auto taken = activation.takes_back;
  return {{"number", activation.number},
          {"takes_back", taken == 0 ? json::value(nullptr) : json::value(taken)},
          {"version", activation.version},
          {"actor", activation.actor},
          {"reason", activation.reason},
          {"rollback", activation.rollback},
          {"active_from", to_rfc3339(activation.active_from)},
          {"decided_at", to_rfc3339(activation.decided_at)}};
}

json::object to_json(const policy::TestReport& report) {
  json::array failures;
  for (const auto& failure : report.failures)
    failures.push_back(json::object{
        {"name", failure.name}, {"where", failure.where}, {"lines", texts(failure.lines)}});
  return {{"ok", report.ok() && report.passed > 0},
          {"passed", static_cast<std::int64_t>(report.passed)},
          {"failures", std::move(failures)},
          {"untouched", texts(report.untouched)}};
}

json::object to_json(const policy::SimulationView& simulation) {
  return {{"id", simulation.id},
          {"draft", simulation.draft},
          {"against", simulation.base},
          {"from", to_rfc3339(simulation.period.from)},
          {"until", to_rfc3339(simulation.period.until)},
          {"state", name_of(simulation.state)},
          {"read", simulation.read},
          {"total", simulation.total},
          {"problem", simulation.problem},
          {"actor", simulation.actor},
          {"reason", simulation.reason},
          {"created_at", to_rfc3339(simulation.created_at)},
          {"ended_at", optional_time(simulation.ended_at)}};
}

json::object to_json(const policy::KeptDecision& decision, const policy::Explanation& explanation) {
  return {{"id", decision.id},
          {"customer", decision.customer},
          {"reference", decision.reference},
          {"version", decision.version},
          {"decided_at", to_rfc3339(decision.decided_at)},
          {"sentences", texts(explanation.sentences)},
          {"not_given", texts(explanation.not_given)},
          {"explanation", explanation.json}};
}

}  // namespace patchbay::api
