// patchbay policy set | push | pull: rules in files and in the store.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "hub/api/policy_view.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/base/text.h"
#include "hub/policy/difference.h"
#include "hub/policy/set_number.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using policy::PolicyFile;
using policy::VersionView;

struct SetFlags : OperatorFlags {
  std::string path, value;
  std::string from, folder;
};
struct PushFlags : OperatorFlags {
  std::string folder;
};
struct PullFlags : OperatorFlags {
  std::string first, second;  ///< a version and a folder, or a folder
  bool force = false;
};

/// The draft, and how it differs from what was before it; null: nothing was.
void print_draft(const VersionView& draft, const policy::Policy* before,
                 const policy::Policy& after, bool as_json) {
  if (as_json) {
    json::object whole = api::to_json(draft);
    whole["changes"] = before ? policy::to_json(policy::difference(*before, after)) : json::array();
    std::puts(json::serialize(whole).c_str());
    return;
  }
  std::printf("%s  %s\n", draft.id.c_str(), policy::name_of(draft.state));
  if (before) {
    std::printf("beside version %s:\n", short_version(before->hash()).c_str());
    print_difference(*before, after);
  }
  std::printf("next: patchbay policy test %s\n", short_version(draft.id).c_str());
}

Result<void> set_in_folder(PolicyDesk& desk, const SetFlags& flags) {
  const auto given = desk.folder(flags.folder);
  if (!given) return given.error();
  const auto files = policy::set_number(given->policy, flags.path, flags.value);
  if (!files) return files.error();
  const auto after = policy::Policy::from_files(*files, flags.folder);
  if (!after) return after.error();
  if (auto done = write_changed(flags.folder, given->policy.files(), *files); !done) return done;
  if (!flags.json) {
    print_difference(given->policy, *after);
    return {};
  }
  const json::object whole{{"folder", flags.folder},
                           {"changes", policy::to_json(policy::difference(given->policy, *after))}};
  std::puts(json::serialize(whole).c_str());
  return {};
}

Result<void> run_set(const SetFlags& flags) {
  PolicyDesk desk(flags);
  if (!flags.folder.empty()) return set_in_folder(desk, flags);
  const auto before = desk.version(flags.from.empty() ? "active" : flags.from);
  if (!before) return before.error();
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto draft = try_change_on(**opened, [&](store::Session& session) {
    return policy::push_number(session, desk.steerer(), before->version->id, flags.path,
                               flags.value);
  });
  if (!draft) return draft.error();
  const auto after = desk.version(draft->id);
  if (!after) return after.error();
  print_draft(*draft, &before->policy, after->policy, flags.json);
  if (!flags.json)
    std::printf("to change more in the same draft: patchbay policy set PATH VALUE --from %s\n",
                short_version(draft->id).c_str());
  return {};
}

Result<void> run_push(const PushFlags& flags) {
  PolicyDesk desk(flags);
  const auto given = desk.folder(flags.folder);
  if (!given) return given.error();
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto draft = try_change_on(**opened, [&](store::Session& session) {
    return policy::push_draft(session, desk.steerer(), given->policy.files());
  });
  if (!draft) return draft.error();
  const auto before = desk.version("active");
  print_draft(*draft, before ? &before->policy : nullptr, given->policy, flags.json);
  return {};
}

/// Policy files of the folder, in order, that are not as the version has them.
std::vector<std::string> other_files(const std::string& folder,
                                     const std::vector<PolicyFile>& wanted) {
  std::vector<std::string> others;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".lua")) continue;
    const auto text = read_file(entry.path());
    const bool is_same =
        text && std::find(wanted.begin(), wanted.end(), PolicyFile{name, *text}) != wanted.end();
    if (!is_same) others.push_back(name);
  }
  std::sort(others.begin(), others.end());
  return others;
}

Result<void> write_version(const std::string& folder, const std::vector<PolicyFile>& files,
                           const std::vector<std::string>& others) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return unavailable(folder + ": cannot be made: " + problem.message());
  for (const std::string& name : others) fs::remove(fs::path(folder) / name, problem);
  return write_changed(folder, {}, files);
}

Result<void> run_pull(const PullFlags& flags) {
  PolicyDesk desk(flags);
  const bool has_version = !flags.second.empty();
  const std::string folder = has_version ? flags.second : flags.first;
  const auto given = desk.version(has_version ? flags.first : "active");
  if (!given) return given.error();
  const auto others = other_files(folder, given->policy.files());
  if (!others.empty() && !flags.force)
    return conflict("nothing was written: in " + folder + " " + join(others, ", ") +
                    (others.size() == 1 ? " differs" : " differ") + " from " + given->name +
                    "; keep them elsewhere, or lose them with --force");
  const auto& files = given->policy.files();
  if (auto done = write_version(folder, files, others); !done) return done;
  if (flags.json)
    std::puts(json::serialize(json::object{{"version", given->policy.hash()},
                                           {"folder", folder},
                                           {"files", files.size()}})
                  .c_str());
  else
    std::printf("%s is in %s: %zu files\n", given->name.c_str(), folder.c_str(), files.size());
  return {};
}

void add_set(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<SetFlags>();
  auto* command = group.add_subcommand(
      "set", "Change one number: makes a draft, keeps the layout and comments of its file");
  command->add_option("path", flags->path, "As in: patchbay policy show --numbers")->required();
  command->add_option("value", flags->value, "\"AUD 25\", 30, \"5 %\" or 1.2")->required();
  auto* from = command->add_option("--from", flags->from, "A version; else the active one");
  command->add_option("--dir", flags->folder, "Change the files of this folder instead")
      ->excludes(from);
  command->add_option("--reason", flags->reason, "For the audit; a draft needs one");
  add_operator_flags(*command, *flags);
  command->footer(
      "Example: patchbay policy set milestones.month_1.amount \"AUD 25\" --reason \"prices rose\"\n"
      "A draft decides nothing before it is activated.");
  command->callback([flags, &job] { job = [flags] { return run_set(*flags); }; });
}

}  // namespace

void add_policy_file_commands(CLI::App& group, CommandJob& job) {
  add_set(group, job);
  const auto push_flags = std::make_shared<PushFlags>();
  auto* push = group.add_subcommand(
      "push", "Store a folder of rules and tests as a draft; refused when it does not load");
  push->add_option("folder", push_flags->folder, "With .lua files")->required();
  push->add_option("--reason", push_flags->reason, "For the audit and whoever reads the history")
      ->required();
  add_operator_flags(*push, *push_flags);
  push->footer("Example: patchbay policy push rules/ --reason \"the autumn programme\"");
  push->callback([push_flags, &job] { job = [push_flags] { return run_push(*push_flags); }; });

  const auto pull_flags = std::make_shared<PullFlags>();
  auto* pull = group.add_subcommand("pull", "Write a version's files into a folder");
  pull->add_option("first", pull_flags->first, "A version (else the active one), then the folder")
      ->required();
  pull->add_option("folder", pull_flags->second, "The folder, after a version");
  pull->add_flag("--force", pull_flags->force,
                 "Overwrite files that differ, remove .lua files that the version does not have");
  add_operator_flags(*pull, *pull_flags);
  pull->footer(
      "Example: patchbay policy pull rules/\n"
      "         patchbay policy pull previous rules/");
  pull->callback([pull_flags, &job] { job = [pull_flags] { return run_pull(*pull_flags); }; });
}

}  // namespace patchbay::app
