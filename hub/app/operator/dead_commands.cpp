#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/audit.h"
#include "hub/api/dead_letter_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/base/id.h"
#include "hub/crypto/system_random.h"
#include "hub/jobs/redrives.h"
#include "hub/jobs/schedules.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;

constexpr std::size_t limit_default = 50;
constexpr std::size_t limit_max = 10'000;

struct DeadFlags : OperatorFlags {
  std::vector<std::int64_t> ids;
  std::string kind, partner, key, reason_part, since, until;
  std::size_t limit = limit_default;
  std::int64_t per_second = jobs::redrive_per_second_default;
  bool all = false;
  bool dry_run = false;
};

Result<std::optional<Timestamp>> time_of(const char* flag, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>();
  const auto at = parse_timestamp(text);
  if (!at) return at.error().in(flag);
  return std::optional(*at);
}

Result<jobs::Letters> letters_of(const DeadFlags& flags, const OrganisationId& organisation) {
  const auto since = time_of("--since", flags.since);
  if (!since) return since.error();
  const auto until = time_of("--until", flags.until);
  if (!until) return until.error();
  return jobs::Letters{
      {organisation, flags.kind, flags.partner, flags.key, flags.reason_part, *since, *until},
      flags.ids};
}

/// Changing everything must be said, not left out.
Result<void> check_chosen(const DeadFlags& flags) {
  const bool filtered = !flags.kind.empty() || !flags.partner.empty() || !flags.key.empty() ||
                        !flags.reason_part.empty() || !flags.since.empty() || !flags.until.empty();
  if (!flags.ids.empty() && (filtered || flags.all))
    return invalid("give ids, or a filter, or --all: one of them");
  if (flags.ids.empty() && !filtered && !flags.all)
    return invalid("say which: ids, a filter such as --kind reward.issue, or --all");
  if (flags.ids.size() > jobs::letter_ids_max)
    return invalid("at most " + std::to_string(jobs::letter_ids_max) + " ids; use a filter");
  return {};
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

Result<void> run_list(const DeadFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto letters = letters_of(flags, here->organisation);
  if (!letters) return letters.error();
  const auto found = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return jobs::list_dead(session, letters->filter, 0, flags.limit);
  });
  Listing listing{
      {"ID", "DIED", "KIND", "PARTNER", "KEY", "RUNS", "REASON"}, {}, {}, "no dead letters"};
  for (const auto& letter : found) {
    listing.rows.push_back({std::to_string(letter.id), to_rfc3339(letter.died_at), letter.kind,
                            letter.partner, letter.key, std::to_string(letter.attempt),
                            letter.reason});
    listing.items.push_back(api::dead_letter_json(letter));
  }
  print(listing, flags.json);
  return {};
}

/// "name  value" a line; lists as tables.
void print_detail(const json::object& detail) {
  for (const auto& fact : detail)
    if (!fact.value().is_array())
      std::printf("%-10s  %s\n", std::string(fact.key()).c_str(), text_of(fact.value()).c_str());
  for (const auto* list : {"runs", "exchanges"}) {
    Listing listing{{}, {}, {}, std::string("no ") + list};
    for (const auto& item : detail.at(list).as_array()) {
      listing.columns.clear();
      listing.rows.emplace_back();
      for (const auto& fact : item.as_object()) {
        listing.columns.emplace_back(fact.key());
        listing.rows.back().push_back(text_of(fact.value()));
      }
    }
    std::printf("\n%s\n", list);
    std::fflush(stdout);
    print(listing, false);
  }
}

Result<void> run_show(const DeadFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto detail = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return api::dead_letter_detail(session, here->organisation, flags.ids.front());
  });
  if (!detail)
    return not_found("there is no dead letter " + std::to_string(flags.ids.front()) +
                     "; it may have been redriven; see: patchbay dead list");
  if (flags.json)
    std::puts(json::serialize(*detail).c_str());
  else
    print_detail(*detail);
  return {};
}

void say(const DeadFlags& flags, const json::object& facts, const std::string& sentence) {
  std::puts(flags.json ? json::serialize(facts).c_str() : sentence.c_str());
}

void audit(store::Session& session, const Installation& here, const DeadFlags& flags,
           const std::string& action, const std::string& subject, const json::object& detail) {
  access::record(session, {here.organisation, actor_of_this_command(), action, subject,
                           flags.reason, json::serialize(detail), jobs::store_now(session)});
}

std::int64_t count_of(const Installation& here, const jobs::Letters& letters) {
  return here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    return jobs::count_letters(session, letters);
  });
}

Result<void> run_redrive(const DeadFlags& flags) {
  if (auto chosen = check_chosen(flags); !chosen) return chosen;
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto letters = letters_of(flags, here->organisation);
  if (!letters) return letters.error();
  if (flags.dry_run) {
    const auto wanted = count_of(*here, *letters);
    say(flags, {{"wanted", wanted}}, std::to_string(wanted) + " dead letters would go back");
    return {};
  }
  jobs::Redrive order;
  order.id = new_id("rdv", system_clock(), crypto::system_random());
  order.letters = *letters;
  order.per_second = flags.per_second;
  order.actor = actor_of_this_command();
  order.wanted = run_change_on(*here, [&](store::Session& session) {
    order.ordered_at = jobs::store_now(session);
    const auto wanted = jobs::order_redrive(session, order);
    audit(session, *here, flags, "dead.redrive", "redrive:" + order.id,
          {{"wanted", wanted}, {"per_second", order.per_second}});
    return wanted;
  });
  say(flags, {{"redrive", order.id}, {"wanted", order.wanted}},
      order.id + ": " + std::to_string(order.wanted) + " dead letters go back, " +
          std::to_string(order.per_second) + " a second, as soon as a hub runs");
  return {};
}

Result<void> run_discard(const DeadFlags& flags) {
  if (auto chosen = check_chosen(flags); !chosen) return chosen;
  if (flags.reason.empty()) return invalid("say why they are given up: --reason TEXT");
  auto here = open_installation(flags);
  if (!here) return here.error();
  auto letters = letters_of(flags, here->organisation);
  if (!letters) return letters.error();
  if (flags.dry_run) {
    const auto wanted = count_of(*here, *letters);
    say(flags, {{"wanted", wanted}}, std::to_string(wanted) + " dead letters would be discarded");
    return {};
  }
  std::int64_t discarded = 0;
  for (std::int64_t slice = -1; slice != 0; discarded += slice)
    slice = run_change_on(*here, [&](store::Session& session) {
      const auto count =
          jobs::discard_letters(session, *letters, flags.reason, jobs::discarded_at_once_max);
      if (count > 0)
        audit(session, *here, flags, "dead.discard", "dead-letters", {{"discarded", count}});
      return count;
    });
  say(flags, {{"discarded", discarded}},
      std::to_string(discarded) + " dead letters were discarded");
  return {};
}

void add_common(CLI::App& command, DeadFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "As JSON");
}

void add_filter(CLI::App& command, DeadFlags& flags) {
  command.add_option("--kind", flags.kind, "Only jobs of this kind: reward.issue, webhook.deliver");
  command.add_option("--partner", flags.partner, "Only of this partner");
  command.add_option("--key", flags.key, "Only the job with this key");
  command.add_option("--why", flags.reason_part, "Only with this in their reason, case ignored");
  command.add_option("--since", flags.since, "Died at or after: 2026-11-20T00:00:00Z");
  command.add_option("--until", flags.until, "Died before");
}

void add_choice(CLI::App& command, DeadFlags& flags) {
  add_common(command, flags);
  add_filter(command, flags);
  command.add_option("ids", flags.ids, "Ids, as dead list shows them");
  command.add_flag("--all", flags.all, "All there are");
  command.add_flag("--dry-run", flags.dry_run, "Only say how many");
  command.add_option("--reason", flags.reason, "Why, for the audit");
}

}  // namespace

void add_dead_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<DeadFlags>();
  auto* dead = app.add_subcommand("dead", "Dead letters: jobs that could not succeed");
  dead->require_subcommand(1);
  const auto add = [&job, dead, flags](const char* name, const char* help, const char* example,
                                       Result<void> (*work)(const DeadFlags&)) {
    auto* command = dead->add_subcommand(name, help);
    command->footer(std::string("Example: patchbay dead ") + example);
    command->callback([&job, flags, work] { job = [flags, work] { return work(*flags); }; });
    return command;
  };
  auto* list =
      add("list", "List them, newest first", "list --partner acme --why timeout", run_list);
  add_common(*list, *flags);
  add_filter(*list, *flags);
  list->add_option("--limit", flags->limit, "How many")
      ->check(CLI::Range(std::size_t{1}, limit_max))
      ->capture_default_str();
  auto* show = add("show", "One with every run that failed and the last exchanges with the partner",
                   "show 17", run_show);
  add_common(*show, *flags);
  show->add_option("id", flags->ids, "Id, as dead list shows it")->required()->expected(1);
  auto* redrive = add("redrive", "Put them back, at a bounded rate, by a durable job",
                      "redrive --kind reward.issue --partner acme --dry-run", run_redrive);
  add_choice(*redrive, *flags);
  redrive->add_option("--per-second", flags->per_second, "How many a second")
      ->check(CLI::Range(std::int64_t{1}, jobs::redrive_per_second_max))
      ->capture_default_str();
  auto* discard =
      add("discard", "End them for good", "discard 17 18 --reason 'paid by hand'", run_discard);
  add_choice(*discard, *flags);
}

}  // namespace patchbay::app
