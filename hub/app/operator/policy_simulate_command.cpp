// patchbay policy simulate: a draft over what was recorded, here and now.

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdio>

#include "hub/app/demo/progress.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/policy/simulation/facts_lines.h"
#include "hub/policy/simulation/report_html.h"
#include "hub/policy/simulation/run.h"

namespace patchbay::app {
namespace {

using policy::Compared;
using policy::SimulationResult;

constexpr int days_max = 3650;

struct SimulateFlags : OperatorFlags {
  std::string rules, against = "active";
  std::string from, until;
  int days = 30;
  std::string csv_file, html_file, facts_file;
};

/// Set by SIGINT and SIGTERM while a simulation runs.
volatile std::sig_atomic_t interrupted = 0;

/// Ctrl-C ends the simulation between two facts; the signals are as before afterwards.
class StopSignals {
 public:
  StopSignals() {
    interrupted = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { interrupted = 1; };
    ::sigaction(SIGINT, &action, &before_interrupt_);
    ::sigaction(SIGTERM, &action, &before_terminate_);
  }
  ~StopSignals() {
    ::sigaction(SIGINT, &before_interrupt_, nullptr);
    ::sigaction(SIGTERM, &before_terminate_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  struct sigaction before_interrupt_ {};
  struct sigaction before_terminate_ {};
};

Result<policy::Period> period_of(const SimulateFlags& flags) {
  const auto from = time_of_flag("--from", flags.from);
  if (!from) return from.error();
  const auto until = time_of_flag("--until", flags.until);
  if (!until) return until.error();
  policy::Period period;
  period.until = until->value_or(system_clock().now());
  period.from = from->value_or(period.until - std::chrono::hours(24) * flags.days);
  if (period.until <= period.from)
    return invalid("--until is not after --from; name the day that the period begins first");
  return period;
}

Result<SimulationResult> simulate_recorded(PolicyDesk& desk, const GivenRules& base,
                                           const GivenRules& draft, const policy::Period& period) {
  const auto here = desk.here();
  if (!here) return here.error();
  const policy::SimulationTask task{(*here)->organisation, base.policy, draft.policy, period};
  Progress progress;
  progress.phase("simulating " + draft.name + " against " + base.name);
  const StopSignals signals;
  const auto result =
      policy::simulate(*(*here)->store, task, [&](std::int64_t read, std::int64_t total) {
        progress.update(read, total, std::to_string(read) + " of " + std::to_string(total));
        return interrupted == 0;
      });
  if (!result) return result.error();
  progress.finish(*result ? std::to_string((*result)->facts_read) + " decisions" : "stopped");
  if (!*result) return unavailable("stopped before its end; nothing was changed");
  return **result;
}

Result<SimulationResult> simulate_file(const std::string& file, const GivenRules& base,
                                       const GivenRules& draft) {
  const auto text = read_file(file);
  if (!text) return text.error();
  auto facts = policy::facts_from_lines(file, *text);
  if (!facts) return facts.error();
  auto simulation = policy::Simulation::make(base.policy, draft.policy);
  if (!simulation) return simulation.error();
  const policy::Period period = policy::period_of(*facts);
  for (auto& fact : *facts) {
    simulation->feed(std::move(fact));
    if (auto checked = simulation->check_pace(); !checked) return checked.error();
  }
  return simulation->finish(period);
}

void add_rows(Listing& listing, const char* part, const std::map<std::string, Compared>& table,
              const Currency& currency) {
  for (const auto& [name, sums] : table) {
    const auto& [before, after] = sums;
    if (before == after) continue;
    listing.rows.push_back({part, name, to_text(Money{before.minor, currency}),
                            to_text(Money{after.minor, currency}), std::to_string(before.points),
                            std::to_string(after.points), std::to_string(before.times),
                            std::to_string(after.times)});
  }
}

void print_text(const SimulationResult& result) {
  for (const auto& [reason, times] : result.failed_after)
    std::printf("the draft could not decide %lld times, and gave nothing then: %s\n",
                static_cast<long long>(times), reason.c_str());
  std::printf("%lld decisions from %s until %s\n%lld customers gain, %lld lose, %lld as before\n\n",
              static_cast<long long>(result.facts_read), to_rfc3339(result.from).c_str(),
              to_rfc3339(result.until).c_str(), static_cast<long long>(result.customers_gaining),
              static_cast<long long>(result.customers_losing),
              static_cast<long long>(result.customers_unchanged));
  Listing listing{
      {"PART", "NAME", "MONEY BEFORE", "AFTER", "POINTS BEFORE", "AFTER", "TIMES BEFORE", "AFTER"},
      {},
      {},
      "nothing would have been otherwise"};
  add_rows(listing, "all", {{"total", result.total}}, result.currency);
  add_rows(listing, "reward", result.by_reward, result.currency);
  add_rows(listing, "partner", result.by_partner, result.currency);
  add_rows(listing, "rule", result.by_rule, result.currency);
  print(listing, false);
  for (const auto& change : result.biggest) {
    std::printf("\ncustomer %s\n", change.customer.c_str());
    for (const auto& sentence : change.why_before) std::printf("  before: %s\n", sentence.c_str());
    for (const auto& sentence : change.why_after) std::printf("  after:  %s\n", sentence.c_str());
  }
}

Result<void> write_reports(const SimulateFlags& flags, const SimulationResult& result) {
  if (flags.json) std::puts(boost::json::serialize(policy::to_json(result)).c_str());
  if (!flags.csv_file.empty())
    if (auto done = write_file(flags.csv_file, policy::to_csv(result)); !done) return done;
  if (!flags.html_file.empty())
    if (auto done = write_file(flags.html_file, policy::report_html(result)); !done) return done;
  if (!flags.json) print_text(result);
  for (const auto& file : {flags.csv_file, flags.html_file})
    if (!file.empty()) std::fprintf(stderr, "written: %s\n", file.c_str());
  return {};
}

Result<void> run_simulate(const SimulateFlags& flags) {
  const auto period = period_of(flags);
  if (!period) return period.error();
  PolicyDesk desk(flags);
  const auto draft = desk.rules(flags.rules);
  if (!draft) return draft.error();
  const auto base = desk.rules(flags.against);
  if (!base) return base.error();
  const bool is_recorded = flags.facts_file.empty();
  const auto result = is_recorded ? simulate_recorded(desk, *base, *draft, *period)
                                  : simulate_file(flags.facts_file, *base, *draft);
  if (!result) return result.error();
  if (auto written = write_reports(flags, *result); !written) return written;
  if (!is_recorded || !draft->version) return {};
  const auto here = desk.here();
  if (!here) return here.error();
  run_change_on(**here, [&](store::Session& session) {
    policy::mark_simulated(session, (*here)->organisation, draft->version->id,
                           system_clock().now());
  });
  return {};
}

}  // namespace

void add_policy_simulate_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<SimulateFlags>();
  auto* command = group.add_subcommand(
      "simulate",
      "What a draft would have given over the decisions of a period, beside another version; "
      "changes nothing but the mark that it was simulated");
  command->add_option("rules", flags->rules, "A version, or a folder of rules")
      ->required()
      ->type_name("VERSION|DIR");
  command->add_option("--against", flags->against, "What it is compared with")
      ->type_name("VERSION|DIR")
      ->capture_default_str();
  auto* from = command->add_option("--from", flags->from, "Decided then or later: a day, RFC 3339");
  command->add_option("--until", flags->until, "Decided before; now, if it is not given");
  command->add_option("--days", flags->days, "Instead of --from: so many days")
      ->check(CLI::Range(1, days_max))
      ->excludes(from)
      ->capture_default_str();
  command->add_option("--csv", flags->csv_file, "Write every sum as CSV")->type_name("FILE");
  command->add_option("--html", flags->html_file, "Write a report with charts")->type_name("FILE");
  command->add_option("--facts", flags->facts_file, "Facts from a file, JSON a line, not the store")
      ->type_name("FILE");
  add_operator_flags(*command, *flags);
  command->footer("Example: patchbay policy simulate rules/ --days 90 --html report.html");
  command->callback([flags, &job] { job = [flags] { return run_simulate(*flags); }; });
}

}  // namespace patchbay::app
