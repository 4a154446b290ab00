#include "adapters/cases.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "adapters/case_difference.h"
#include "adapters/case_json.h"
#include "adapters/kinds.h"
#include "adapters/scrub.h"
#include "adapters/step_check.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;

/// A value that fits a setting which has no default.
std::string invented(const Field& field) {
  switch (field.type) {
    case FieldType::integer: return std::to_string(field.minimum);
    case FieldType::boolean: return "false";
    case FieldType::url: return "https://partner.example";
    case FieldType::path: return "/partner/" + field.name;
    case FieldType::text: break;
  }
  return field.name;
}

std::string name_of_step(const Step& step) {
  if (const auto* http = std::get_if<HttpStep>(&step)) return http->method + " " + http->path;
  if (const auto* read = std::get_if<ReadFileStep>(&step)) return "read of " + read->path;
  return "wait";
}

Result<void> check_step(const Step& step, const Manifest& manifest, const FieldValues& settings,
                        const boost::json::value& request) {
  if (const auto* http = std::get_if<HttpStep>(&step)) return check_http_step(*http);
  if (const auto* read = std::get_if<ReadFileStep>(&step))
    return check_file_step(*read, manifest.settings, settings, request);
  return {};
}

/// One case in progress.
class CaseRun {
 public:
  CaseRun(Plug& plug, const Case& one) : plug_(plug), case_(one) {}

  /// The difference; empty when the case holds.
  std::string run() {
    const auto* capability = find_capability(plug_.manifest().kind, case_.capability);
    const auto& known = plug_.manifest().capabilities;
    if (!capability || std::find(known.begin(), known.end(), case_.capability) == known.end())
      return "the plug has no capability \"" + case_.capability + "\"\n";
    if (const auto fits = check_request(*capability, case_.request); !fits)
      return fits.error().message + "\n";
    auto settings = case_settings(plug_.manifest(), case_);
    if (!settings) return settings.error().message + "\n";
    settings_ = std::move(*settings);
    return converse(*capability);
  }

 private:
  std::string converse(const Capability& capability) {
    auto conversation = plug_.begin(context(), case_.request);
    Step step = conversation->resume(Begin{});
    for (std::size_t i = 0; i < case_.exchange.size(); ++i) {
      const auto& turn = case_.exchange[i];
      if (const auto* outcome = std::get_if<Outcome>(&step))
        return "step " + std::to_string(i + 1) + " is missing: the call ended before\n- " +
               boost::json::serialize(turn.expect) + "\n+ " +
               boost::json::serialize(case_outcome(*outcome)) + "\n";
      if (auto difference = difference_of(step, turn.expect); !difference.empty())
        return "step " + std::to_string(i + 1) + " (" + name_of_step(step) + ")\n" + difference;
      step = conversation->resume(turn.reply);
    }
    const auto* outcome = std::get_if<Outcome>(&step);
    if (!outcome)
      return "a step more than the case has: " + name_of_step(step) + "\n+ " +
             boost::json::serialize(case_step(step)) + "\n";
    return end_of(*outcome, capability);
  }

  std::string end_of(const Outcome& outcome, const Capability& capability) {
    const object actual = case_outcome(outcome);
    if (auto difference = case_difference(case_.outcome, actual); !difference.empty()) {
      const bool explains = !case_.outcome.contains("message") && !outcome.message.empty();
      return "outcome\n" + difference + (explains ? "  message: " + outcome.message + "\n" : "");
    }
    if (outcome.kind != OutcomeKind::succeeded) return {};
    const auto fits = check_result(capability, outcome.result);
    return fits ? std::string() : fits.error().message + "\n";
  }

  std::string difference_of(const Step& step, const object& expected) {
    if (const auto fits = check_step(step, plug_.manifest(), settings_, case_.request); !fits)
      return fits.error().message + "\n";
    return case_difference(expected, case_step(step));
  }

  CallContext context() const {
    CallContext context;
    context.capability = case_.capability;
    context.idempotency_key = case_.key;
    context.now = case_.now;
    for (const auto& field : plug_.manifest().settings)
      if (!field.secret) context.settings[field.name] = settings_.text(field.name);
    for (const auto& name : plug_.manifest().secrets)
      context.secrets[name] = Secret(secret_placeholder(name));
    return context;
  }

  Plug& plug_;
  const Case& case_;
  FieldValues settings_;
};

std::string run_webhook(Plug& plug, const Case& one) {
  const auto decoded = plug.decode_webhook(one.webhook);
  if (!decoded) {
    if (!one.error.empty() && decoded.error().message.find(one.error) != std::string::npos)
      return {};
    return "the webhook is not decoded: " + decoded.error().message + "\n";
  }
  if (!one.events)
    return "the webhook should not be decoded: \"" + one.error + "\"\n+ " +
           boost::json::serialize(*decoded) + "\n";
  // An empty table of Lua may come back as an object.
  const bool is_empty = decoded->is_object() && decoded->get_object().empty();
  const object actual{{"events", is_empty ? boost::json::array() : *decoded}};
  return case_difference({{"events", *one.events}}, actual);
}

}  // namespace

bool CasesReport::passed() const {
  return std::all_of(cases.begin(), cases.end(), [](const auto& one) { return one.passed; });
}

Result<FieldValues> case_settings(const Manifest& manifest, const Case& one) {
  std::map<std::string, std::string> given = one.settings;
  for (const auto& field : manifest.settings)
    if (!field.default_value) given.try_emplace(field.name, invented(field));
  return FieldValues::check(manifest.settings, given);
}

CaseReport run_case(Plug& plug, const Case& one) {
  CaseReport report{one.file, one.name, one.capability, false, {}};
  report.difference = one.is_webhook() ? run_webhook(plug, one) : CaseRun(plug, one).run();
  report.passed = report.difference.empty();
  return report;
}

Result<CasesReport> run_cases(Plug& plug, const std::string& folder) {
  const auto cases = read_cases(folder);
  if (!cases) return cases.error();
  CasesReport report;
  std::set<std::string> covered;
  for (const auto& one : *cases) {
    report.cases.push_back(run_case(plug, one));
    covered.insert(one.capability);
  }
  for (const auto& capability : plug.manifest().capabilities)
    if (!covered.contains(capability)) report.uncovered.push_back(capability);
  return report;
}

}  // namespace patchbay::adapters
