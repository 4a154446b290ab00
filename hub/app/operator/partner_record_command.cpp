#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "adapters/case_append.h"
#include "adapters/cases.h"
#include "adapters/recorded_case.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/trial.h"
#include "hub/app/operator/trial_file.h"
#include "hub/app/operator/trial_report.h"
#include "hub/http/json.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;
using boost::json::object;

struct RecordFlags : TrialFlags {
  std::string capability, request;  ///< empty: the last try
  std::string name;
};

/// A plug and what is to become a case.
struct Recorded {
  PlugFolder folder;
  std::shared_ptr<adapters::Plug> plug;
  object one;
};

Result<Recorded> from_last_try(const RecordFlags& flags) {
  auto found = find_plug(flags);
  if (!found) return found.error();
  auto plug = load_plug(*found);
  if (!plug) return plug.error();
  const auto folder = tools_folder(flags);
  if (!folder) return folder.error();
  auto tried = last_try(*folder, found->name());
  if (!tried) return tried.error();
  return Recorded{std::move(*found), std::move(*plug), std::move(*tried)};
}

Result<Recorded> from_new_try(const RecordFlags& flags) {
  const auto request = parse_json(flags.request);
  if (!request) return request.error().in("the request");
  auto opened = Trial::open(flags);
  if (!opened) return opened.error();
  Trial& trial = **opened;
  const auto tried = trial.call(flags.capability, *request);
  if (!tried) return tried.error();
  // Whatever becomes of the case: the call was made.
  std::fputs(trial_text(*tried, trial.place(), trial.scrubber()).c_str(), stderr);
  auto one = adapters::recorded_case(trial.plug().manifest(), tried->call, trial.scrubber(), "");
  if (!one) return one.error();
  const PlugFolder folder = trial.folder();
  auto plug = load_plug(folder);
  if (!plug) return plug.error();
  return Recorded{folder, std::move(*plug), std::move(*one)};
}

/// Whether the plug still does this once secrets are scrubbed.
Result<void> check_holds(const Recorded& recorded) {
  const auto cases =
      adapters::parse_cases("the try", boost::json::serialize(boost::json::array{recorded.one}));
  if (!cases) return cases.error();
  const auto report = adapters::run_case(*recorded.plug, cases->front());
  if (report.passed) return {};
  return invalid(
      "the case does not hold, so it is not kept; the plug changed since the try, or it "
      "works with what was scrubbed: try again, or write the case by hand\n" +
      report.difference);
}

/// Appends it; gives the file.
Result<std::string> append(const Recorded& recorded) {
  const std::string capability(recorded.one.at("capability").as_string());
  const std::string file = recorded.folder.folder + "/cases/" + capability + ".json";
  std::string before;
  if (fs::exists(file)) {
    auto text = read_file(file);
    if (!text) return text.error();
    before = std::move(*text);
  }
  const auto after = adapters::append_case(before, recorded.one);
  if (!after) return after.error().in(file);
  std::error_code failed;
  fs::create_directories(recorded.folder.folder + "/cases", failed);
  if (auto written = write_file(file, *after); !written) return written.error();
  fs::permissions(file, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add,
                  failed);
  return file;
}

Result<void> run_record(const RecordFlags& flags) {
  if (flags.capability.empty() != flags.request.empty())
    return invalid("give a capability and its request for a new try, or neither for the last one");
  auto recorded = flags.capability.empty() ? from_last_try(flags) : from_new_try(flags);
  if (!recorded) return recorded.error();
  recorded->one["name"] = flags.name;
  if (auto holds = check_holds(*recorded); !holds) return holds;
  const auto file = append(*recorded);
  if (!file) return file.error();
  if (flags.json)
    std::puts(boost::json::serialize(object{{"file", *file}, {"case", recorded->one}}).c_str());
  else
    std::printf("%s: \"%s\" is a case now\n", file->c_str(), flags.name.c_str());
  return {};
}

}  // namespace

void add_partner_record_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<RecordFlags>();
  auto* command =
      add_plug_command(group, *flags, "record",
                       "Turn the last try, or a new one, into a case: secrets, tokens "
                       "and voucher codes scrubbed, appended to cases/<capability>.json");
  command->add_option("capability", flags->capability, "With a request: a new try, not the last");
  command->add_option("request", flags->request, "A JSON object");
  command->add_option("--name", flags->name, "What the case shows")->required();
  command->add_option("--key", flags->key, "Of a new try: the idempotency key");
  add_trial_flags(*command, *flags);
  command->footer(
      "Example: patchbay partner try acme find_issued '{\"reference\": \"r1\"}'\n"
      "         patchbay partner record acme --name \"nothing was issued\"");
  command->callback([flags, &job] { job = [flags] { return run_record(*flags); }; });
}

}  // namespace patchbay::app
