#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using store::Access;
using store::Session;

struct ReplayFlags : OperatorFlags {
  std::string id, replay;
  std::string what = "failed", since, until;
  std::int64_t per_second = webhooks::replay_per_second_default;
  bool dry_run = false;
};
using Flags = std::shared_ptr<ReplayFlags>;

Result<webhooks::Replay> wanted_by(const ReplayFlags& flags, const Installation& here) {
  webhooks::Replay wanted;
  wanted.organisation = here.organisation;
  wanted.endpoint = flags.id;
  wanted.what = webhooks::parse_replayed(flags.what).value_or(webhooks::Replayed::failed);
  const auto since = time_of_flag("--since", flags.since);
  if (!since) return since.error();
  const auto until = time_of_flag("--until", flags.until);
  if (!until) return until.error();
  wanted.since = since->value_or(wanted.since);
  wanted.until = until->value_or(wanted.until);
  wanted.per_second = flags.per_second;
  return wanted;
}

void say(const ReplayFlags& flags, const json::object& facts, const std::string& sentence) {
  std::puts(flags.json ? json::serialize(facts).c_str() : sentence.c_str());
}

Result<void> run_count(const Installation& here, const ReplayFlags& flags,
                       const webhooks::Replay& wanted) {
  const auto who = steerer(here, flags);
  const auto known = here.store->run_blocking(Access::read, [&](Session& session) {
    return webhooks::need_endpoint(session, who, flags.id);
  });
  if (!known) return known.error();
  const auto count = here.store->run_blocking(
      Access::read, [&](Session& session) { return webhooks::count_replay(session, wanted); });
  say(flags, {{"wanted", count}}, std::to_string(count) + " messages would go out");
  return {};
}

Result<void> run_replay(const ReplayFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto wanted = wanted_by(flags, *here);
  if (!wanted) return wanted.error();
  if (flags.dry_run) return run_count(*here, flags, *wanted);
  const auto who = steerer(*here, flags);
  const auto made = try_change_on(*here, [&](Session& session) -> Result<webhooks::ReplayView> {
    const auto id = webhooks::replay(session, who, *wanted);
    if (!id) return id.error();
    return webhooks::need_replay(session, who, flags.id, *id);
  });
  if (!made) return made.error();
  say(flags, webhooks::replay_json(*made),
      made->id + ": " + std::to_string(made->wanted) + " messages go out, " +
          std::to_string(made->per_second) + " a second, as soon as a hub runs");
  return {};
}

Result<void> run_list(const ReplayFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto found = here->store->run_blocking(Access::read, [&](Session& session) {
    return webhooks::list_replays(session, here->organisation, flags.id);
  });
  Listing listing{{"ID", "WHAT", "ORDERED", "WANTED", "SENT", "BY", "OUTCOME"},
                  {},
                  {},
                  "there was no replay of this endpoint"};
  for (const auto& one : found) {
    listing.rows.push_back({one.id, name_of(one.what), to_rfc3339(one.ordered_at),
                            std::to_string(one.wanted), std::to_string(one.sent), one.actor,
                            one.ended_at ? one.outcome : "at work"});
    listing.items.push_back(webhooks::replay_json(one));
  }
  print(listing, flags.json);
  return {};
}

Result<void> run_cancel(const ReplayFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto done = try_change_on(*here, [&](Session& session) {
    return webhooks::cancel(session, steerer(*here, flags), flags.id, flags.replay);
  });
  if (!done) return done;
  say(flags, {{"cancelled", true}}, "no more of it goes out; what is on its way stays so");
  return {};
}

using Run = Result<void> (*)(const ReplayFlags&);
CLI::App* add(CLI::App& group, const Flags& flags, CommandJob& job, const char* name,
              const char* help, const char* example, Run run) {
  auto* command = group.add_subcommand(name, help);
  add_operator_flags(*command, *flags);
  command->add_option("id", flags->id, "The endpoint's")->required();
  command->footer(std::string("Example: patchbay endpoint ") + example);
  command->callback([&job, flags, run] { job = [flags, run] { return run(*flags); }; });
  return command;
}

}  // namespace

void add_endpoint_replay_commands(CLI::App& group, CommandJob& job) {
  auto flags = std::make_shared<ReplayFlags>();
  auto* replay =
      add(group, flags, job, "replay", "Send again what failed, was held or was missed",
          "replay ep_01J2… --what missed --since 2026-11-20T00:00:00Z --dry-run", run_replay);
  replay
      ->add_option("--what", flags->what,
                   "failed; held: while it was paused or disabled; missed: both, and what was "
                   "never attempted")
      ->check(CLI::IsMember({"failed", "held", "missed"}))
      ->capture_default_str();
  replay->add_option("--since", flags->since, "Events from then on: 2026-11-20T00:00:00Z");
  replay->add_option("--until", flags->until, "And before");
  replay->add_option("--per-second", flags->per_second, "How many a second")
      ->check(CLI::Range(std::int64_t{1}, webhooks::replay_per_second_max))
      ->capture_default_str();
  replay->add_flag("--dry-run", flags->dry_run, "Only say how many");
  replay->add_option("--reason", flags->reason, "For the audit");
  add(group, flags, job, "replays", "Replays of it, and how far they are", "replays ep_01J2…",
      run_list);
  auto* cancel = add(group, flags, job, "cancel-replay", "Send no more of a replay",
                     "cancel-replay ep_01J2… rpl_01J2…", run_cancel);
  cancel->add_option("replay", flags->replay, "As endpoint replays has it")->required();
  cancel->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace patchbay::app
