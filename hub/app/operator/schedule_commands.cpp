#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/schedules.h"
#include "hub/api/schedule_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/app/scheduled_kinds.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using store::Access;
using store::Session;

constexpr std::size_t preview_runs = 10;
constexpr std::size_t history_limit_max = 10'000;

struct ScheduleFlags : OperatorFlags {
  std::string id;
  std::map<std::string, std::string> fields;  ///< of jobs::schedule_fields(), as flags
  std::vector<std::string> settings;          ///< "name=value"
  std::string from, to;
  std::size_t limit = 50;
  bool dry_run = false;
  bool replaces = false;
};
using Flags = std::shared_ptr<ScheduleFlags>;

access::Changer changer_of(const ScheduleFlags& flags) {
  return {actor_of_this_command(), "api", flags.reason};
}

void print_object(const json::object& object) { std::puts(json::serialize(object).c_str()); }

/// One line a schedule: when it runs, in the words it was given.
std::string form_of(const jobs::Definition& definition) {
  std::string text;
  for (const char* name : {"cron", "every", "on", "at", "interval_seconds", "anchor"}) {
    const auto given = definition.fields.find(name);
    if (given == definition.fields.end()) continue;
    text += (text.empty() ? "" : " ") + std::string(name) + " " + given->second;
  }
  return text;
}

Listing listing_of(const std::vector<jobs::StoredSchedule>& schedules) {
  Listing listing{{"ID", "JOB", "NEXT", "FROM", "WHEN"}, {}, {}, "there is no schedule"};
  for (const auto& stored : schedules) {
    listing.items.push_back(api::schedule_json(stored));
    if (!stored.schedule) {
      listing.rows.push_back(
          {stored.id, "", "broken", stored.origin, stored.schedule.error().message});
      continue;
    }
    const jobs::Schedule& one = *stored.schedule;
    const auto& zone = one.definition.zone;
    const std::string next = one.paused ? "paused"
                             : one.next_at
                                 ? jobs::to_local_text(*one.next_at, zone.span_at(*one.next_at))
                                 : "never";
    listing.rows.push_back({one.id, one.definition.job, next, one.origin,
                            form_of(one.definition) + " (" + zone.name() + ")"});
  }
  return listing;
}

Result<void> run_list(const ScheduleFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  print(listing_of(here->store->run_blocking(
            Access::read,
            [&](Session& session) { return jobs::list_schedules(session, here->organisation); })),
        flags.json);
  return {};
}

/// Opens the store, runs `work(session, organisation)` in one transaction and prints what it gives
/// by `show`.
template <class Work, class Show>
Result<void> run_on_store(const ScheduleFlags& flags, Access access, Work work, Show show) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto on_session = [&](Session& session) { return work(session, here->organisation); };
  const auto done = access == Access::write ? run_change_on(*here, on_session)
                                            : here->store->run_blocking(access, on_session);
  if (!done) return done.error();
  show(*done);
  return {};
}

void show_schedule(const jobs::StoredSchedule& schedule, bool as_json) {
  if (as_json) return print_object(api::schedule_json(schedule));
  print(listing_of({schedule}), false);
}

Result<void> run_show(const ScheduleFlags& flags) {
  return run_on_store(
      flags, Access::read,
      [&](Session& session, const OrganisationId& organisation) {
        return access::need_stored_schedule(session, organisation, flags.id);
      },
      [&](const jobs::StoredSchedule& schedule) { show_schedule(schedule, flags.json); });
}

Result<jobs::NewSchedule> given_schedule(const ScheduleFlags& flags) {
  std::map<std::string, std::string> settings;
  for (const auto& setting : flags.settings) {
    const auto sign = setting.find('=');
    if (sign == std::string::npos)
      return invalid("--set " + setting + ": write name=value, such as partner=till");
    settings[setting.substr(0, sign)] = setting.substr(sign + 1);
  }
  auto definition = jobs::read_definition(flags.fields, settings);
  if (!definition) return definition.error();
  auto payload = jobs::payload_of(*definition, scheduled_kinds());
  if (!payload) return payload.error();
  return jobs::NewSchedule{{}, flags.id, std::move(*definition), std::move(*payload), "api"};
}

Result<void> run_add(const ScheduleFlags& flags) {
  auto schedule = given_schedule(flags);
  if (!schedule) return schedule.error();
  return run_on_store(
      flags, Access::write,
      [&](Session& session, const OrganisationId& organisation) -> Result<jobs::StoredSchedule> {
        schedule->organisation = organisation;
        auto put = access::put_schedule(session, *schedule, flags.replaces, changer_of(flags));
        if (!put) return put.error();
        return access::need_stored_schedule(session, organisation, flags.id);
      },
      [&](const jobs::StoredSchedule& stored) { show_schedule(stored, flags.json); });
}

Result<void> run_remove(const ScheduleFlags& flags) {
  return run_on_store(
      flags, Access::write,
      [&](Session& session, const OrganisationId& organisation) -> Result<bool> {
        auto done = access::remove_schedule(session, organisation, flags.id, changer_of(flags));
        if (!done) return done.error();
        return true;
      },
      [](bool) {});
}

Result<void> run_pause(const ScheduleFlags& flags, bool paused) {
  return run_on_store(
      flags, Access::write,
      [&](Session& session, const OrganisationId& organisation) -> Result<jobs::StoredSchedule> {
        auto done =
            access::pause_schedule(session, organisation, flags.id, paused, changer_of(flags));
        if (!done) return done.error();
        return access::need_stored_schedule(session, organisation, flags.id);
      },
      [&](const jobs::StoredSchedule& schedule) { show_schedule(schedule, flags.json); });
}

Result<void> run_now(const ScheduleFlags& flags) {
  return run_on_store(
      flags, Access::write,
      [&](Session& session, const OrganisationId& organisation) {
        return access::run_schedule(session, organisation, flags.id, changer_of(flags));
      },
      [&](const std::string& key) {
        if (flags.json) return print_object({{"job_key", key}});
        std::printf("enqueued %s; a running hub takes it, see: patchbay schedule history %s\n",
                    key.c_str(), flags.id.c_str());
      });
}

Result<void> run_backfill(const ScheduleFlags& flags) {
  const auto from = parse_timestamp(flags.from);
  if (!from) return from.error().in("--from");
  const auto to = parse_timestamp(flags.to);
  if (!to) return to.error().in("--to");
  return run_on_store(
      flags, Access::write,
      [&](Session& session, const OrganisationId& organisation) {
        return access::backfill_schedule(session, organisation, flags.id, *from, *to, flags.dry_run,
                                         changer_of(flags));
      },
      [&](const jobs::BackfillCounts& counts) {
        if (flags.json) return print_object(api::backfill_json(counts));
        std::printf("%zu runs in the period, %zu of them have run or wait, %zu %s\n",
                    counts.occurrences, counts.taken, counts.enqueued,
                    flags.dry_run ? "would be enqueued" : "enqueued");
      });
}

Result<void> run_history(const ScheduleFlags& flags) {
  Listing listing{
      {"OCCURRENCE", "CAUSE", "OUTCOME", "SECONDS", "REASON"}, {}, {}, "it has no runs"};
  return run_on_store(
      flags, Access::read,
      [&](Session& session, const OrganisationId& organisation) {
        return Result(jobs::list_runs(session, organisation, flags.id, 0, flags.limit));
      },
      [&](const std::vector<jobs::ScheduleRun>& runs) {
        for (const auto& run : runs) {
          std::string seconds;
          if (run.started_at && run.ended_at)
            seconds = std::to_string((*run.ended_at - *run.started_at).count() / 1'000'000);
          listing.rows.push_back(
              {to_rfc3339(run.occurrence), run.cause, run.outcome, seconds, run.reason});
          listing.items.push_back(api::schedule_run_json(run));
        }
        print(listing, flags.json);
      });
}

void show_preview(const jobs::Definition& definition, Timestamp now, bool as_json) {
  Listing listing{{"UTC", "LOCAL", "ZONE"}, {}, {}, "it never runs"};
  for (const auto at : jobs::next_occurrences(definition.pattern, now, preview_runs)) {
    const auto span = definition.zone.span_at(at);
    listing.rows.push_back({to_rfc3339(at), jobs::to_local_text(at, span), span.abbreviation});
    listing.items.push_back(api::occurrence_json(at, definition.zone));
  }
  print(listing, as_json);
}

/// An id of a stored schedule, or an expression, which needs no store.
Result<void> run_preview(const ScheduleFlags& flags) {
  auto now = Result<Timestamp>(system_clock().now());
  if (!flags.from.empty()) now = parse_timestamp(flags.from);
  if (!now) return now.error().in("--from");
  auto fields = flags.fields;
  if (flags.id.find_first_of(" @*") != std::string::npos) fields["cron"] = flags.id;
  if (fields.contains("cron") || fields.contains("every") || fields.contains("interval_seconds")) {
    fields["job"] = "preview";
    const auto definition = jobs::read_definition(fields, {});
    if (!definition) return definition.error();
    show_preview(*definition, *now, flags.json);
    return {};
  }
  return run_on_store(
      flags, Access::read,
      [&](Session& session, const OrganisationId& organisation) {
        return access::need_schedule(session, organisation, flags.id);
      },
      [&](const jobs::Schedule& schedule) { show_preview(schedule.definition, *now, flags.json); });
}

CLI::App* add(CLI::App& group, const char* name, const char* help, const Flags& flags,
              CommandJob& job, Result<void> (*work)(const ScheduleFlags&)) {
  auto* command = group.add_subcommand(name, help);
  command->add_option("--config", flags->config_file, "TOML file of the hub");
  command->add_option("--store", flags->store_url, "Instead of the configured store");
  command->add_flag("--json", flags->json, "As JSON");
  command->callback([&job, flags, work] { job = [flags, work] { return work(*flags); }; });
  return command;
}

/// "interval_seconds" is --interval-seconds.
void add_fields(CLI::App& command, const Flags& flags, bool only_times) {
  for (const auto& field : jobs::schedule_fields()) {
    const bool of_times = field.name != "job" && field.name != "overlap" &&
                          !field.name.starts_with("catch_up") && field.name != "jitter_seconds";
    if (only_times && !of_times) continue;
    std::string flag = "--" + field.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    command.add_option_function<std::string>(
        flag, [flags, name = field.name](const std::string& value) { flags->fields[name] = value; },
        field.help);
  }
}

void add_id(CLI::App& command, const Flags& flags) {
  command.add_option("id", flags->id, "Id of the schedule")->required();
}

void add_changes(CLI::App& group, const Flags& flags, CommandJob& job) {
  auto* make = add(group, "add", "Make or replace a schedule", flags, job, run_add);
  add_id(*make, flags);
  add_fields(*make, flags, false);
  make->add_option("--set", flags->settings, "Setting of the job: name=value");
  make->add_flag("--replace", flags->replaces, "Replace the one that is there");
  auto* remove = add(group, "remove", "Remove it; its history stays", flags, job, run_remove);
  auto* now = add(group, "run", "Run it now, beside its times", flags, job, run_now);
  auto* pause = add(group, "pause", "Fire nothing until it is resumed", flags, job,
                    [](const ScheduleFlags& given) { return run_pause(given, true); });
  auto* resume = add(group, "resume", "Fire again, from now on", flags, job,
                     [](const ScheduleFlags& given) { return run_pause(given, false); });
  auto* fill = add(group, "backfill", "Run what a period of the past holds and has not run", flags,
                   job, run_backfill);
  fill->add_option("--from", flags->from, "RFC 3339, or a day")->required();
  fill->add_option("--to", flags->to, "RFC 3339, or a day; the moment after the period")
      ->required();
  fill->add_flag("--dry-run", flags->dry_run, "Only count");
  for (auto* command : {remove, now, pause, resume, fill}) add_id(*command, flags);
  for (auto* command : {make, remove, now, pause, resume, fill})
    command->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace

void add_schedule_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<ScheduleFlags>();
  auto* group = app.add_subcommand("schedule", "What runs at which time");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay schedule preview \"30 2 * * *\" --zone Europe/Berlin\n"
      "         patchbay schedule add nightly --cron \"30 2 * * *\" --zone Europe/Berlin "
      "--job sync.orders --set partner=till");
  add(*group, "list", "All schedules and when they run next", flags, job, run_list);
  add_id(*add(*group, "show", "One schedule", flags, job, run_show), flags);
  auto* preview = add(*group, "preview", "The next ten runs of a schedule or of an expression",
                      flags, job, run_preview);
  preview->add_option("id", flags->id, "Id of a schedule, or a cron expression in quotes");
  preview->add_option("--from", flags->from, "Instead of now: RFC 3339, or a day");
  add_fields(*preview, flags, true);
  auto* history = add(*group, "history", "Its runs, newest first", flags, job, run_history);
  add_id(*history, flags);
  history->add_option("--limit", flags->limit, "Runs to show")
      ->check(CLI::Range(std::size_t{1}, history_limit_max))
      ->capture_default_str();
  add_changes(*group, flags, job);
}

}  // namespace patchbay::app
