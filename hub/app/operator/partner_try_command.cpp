#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "adapters/recorded_case.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/trial.h"
#include "hub/app/operator/trial_file.h"
#include "hub/app/operator/trial_report.h"
#include "hub/http/json.h"

namespace patchbay::app {
namespace {

struct TryFlags : TrialFlags {
  std::string capability, request;
};

/// For `partner record`. A call that the hub ended leaves nothing to record.
Result<bool> keep(const TryFlags& flags, Trial& trial, const Tried& tried) {
  auto recorded =
      adapters::recorded_case(trial.plug().manifest(), tried.call, trial.scrubber(), "");
  if (!recorded) return false;
  const auto folder = tools_folder(flags);
  if (!folder) return folder.error();
  if (auto kept = keep_try(*folder, trial.folder().name(), *recorded); !kept) return kept.error();
  return true;
}

Result<void> run_try(const TryFlags& flags) {
  const auto request = parse_json(flags.request);
  if (!request) return request.error().in("the request");
  if (!request->is_object())
    return invalid("the request must be a JSON object, such as '{\"reference\": \"r1\"}'");
  auto opened = Trial::open(flags);
  if (!opened) return opened.error();
  Trial& trial = **opened;
  const auto tried = trial.call(flags.capability, *request);
  if (!tried) return tried.error();
  const auto kept = keep(flags, trial, *tried);
  if (flags.json)
    std::puts(boost::json::serialize(trial_json(*tried, trial.place(), trial.scrubber())).c_str());
  else
    std::fputs(trial_text(*tried, trial.place(), trial.scrubber()).c_str(), stdout);
  if (!kept) return kept.error();
  if (*kept && !flags.json)
    std::printf("\nKeep it as a case: patchbay partner record %s --name \"…\"\n",
                flags.partner.c_str());
  if (tried->outcome.kind == adapters::OutcomeKind::succeeded) return {};
  return refused("the call ended " + std::string(name_of(tried->outcome.kind)));
}

}  // namespace

void add_partner_try_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<TryFlags>();
  auto* command = add_plug_command(group, *flags, "try",
                                   "Make one call and show the whole exchange, secrets scrubbed; "
                                   "exit 1 when it does not succeed");
  command->add_option("capability", flags->capability, "Such as issue_voucher")->required();
  command->add_option("request", flags->request, "A JSON object")->required();
  command->add_option("--key", flags->key,
                      "The idempotency key (default: a new one where value moves)");
  add_trial_flags(*command, *flags);
  command->footer(
      "Example: patchbay partner try acme issue_voucher \\\n"
      "           '{\"reference\": \"r1\", \"amount_minor\": 2000, \"currency\": \"AUD\"}'\n"
      "         patchbay partner try acme find_issued '{\"reference\": \"r1\"}'\n"
      "         patchbay partner try acme check_balance '{\"code\": \"1\"}' --config "
      "patchbay.toml");
  command->callback([flags, &job] { job = [flags] { return run_try(*flags); }; });
}

}  // namespace patchbay::app
