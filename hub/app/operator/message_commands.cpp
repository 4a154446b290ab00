#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
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

struct MessageFlags : OperatorFlags {
  std::string endpoint, event;
  std::string state, type, since, until;
  std::size_t limit = 50;
  std::int64_t before = 0;
};
using Flags = std::shared_ptr<MessageFlags>;

Result<webhooks::MessageFilter> filter_of(const MessageFlags& flags, const Installation& here) {
  const auto since = time_of_flag("--since", flags.since);
  if (!since) return since.error();
  const auto until = time_of_flag("--until", flags.until);
  if (!until) return until.error();
  return webhooks::MessageFilter{here.organisation, flags.endpoint, flags.state,
                                 flags.type,        *since,         *until};
}

std::string time_or_dash(const std::optional<Timestamp>& at) {
  return at ? to_rfc3339(*at) : std::string("-");
}

Result<void> run_list(const MessageFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto filter = filter_of(flags, *here);
  if (!filter) return filter.error();
  const auto who = steerer(*here, flags);
  std::vector<webhooks::MessageView> found;
  const auto known = here->store->run_blocking(Access::read, [&](Session& session) {
    found = webhooks::list_messages(session, *filter, flags.before, flags.limit);
    return webhooks::need_endpoint(session, who, flags.endpoint);
  });
  if (!known && found.empty()) return known.error();
  Listing listing{{"SEQUENCE", "EVENT", "TYPE", "STATE", "TRIES", "ENDED", "NEXT", "REASON"},
                  {},
                  {},
                  "there is no such message"};
  for (const auto& one : found) {
    listing.rows.push_back({std::to_string(one.sequence), one.event, one.event_type, one.state,
                            std::to_string(one.attempts), time_or_dash(one.ended_at),
                            time_or_dash(one.next_at), one.reason});
    listing.items.push_back(webhooks::message_json(one));
  }
  print(listing, flags.json);
  return {};
}

void print_attempts(const json::array& attempts) {
  Listing listing{{"TRY", "STARTED", "STATUS", "TOOK US", "FAILURE", "ANSWER"},
                  {},
                  {},
                  "no attempt was made yet"};
  for (const auto& item : attempts) {
    const auto text = [&](const char* key) {
      const auto& value = item.at(key);
      return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    };
    listing.rows.push_back({text("number"), text("started_at"), text("status"), text("took_us"),
                            text("failure"), text("body")});
  }
  std::fflush(stdout);
  print(listing, false);
}

Result<void> run_show(const MessageFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  auto detail = here->store->run_blocking(Access::read, [&](Session& session) {
    return webhooks::message_detail(session, here->organisation, flags.endpoint, flags.event,
                                    system_clock().now());
  });
  if (!detail)
    return not_found("there is no message of " + flags.event + " to " + flags.endpoint +
                     "; see: patchbay message why " + flags.endpoint + " " + flags.event);
  if (flags.json) {
    std::puts(json::serialize(*detail).c_str());
    return {};
  }
  const auto attempts = detail->at("attempt_list").as_array();
  detail->erase("attempt_list");
  print_facts(*detail);
  std::puts("");
  print_attempts(attempts);
  return {};
}

Result<void> run_replay(const MessageFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto done = try_change_on(*here, [&](Session& session) {
    return webhooks::replay_one(session, steerer(*here, flags), flags.endpoint, flags.event);
  });
  if (!done) return done;
  if (flags.json)
    std::puts(json::serialize(json::object{{"event", flags.event}, {"state", "pending"}}).c_str());
  else
    std::printf("%s goes out again as soon as a hub runs\n", flags.event.c_str());
  return {};
}

Result<void> run_why(const MessageFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto why = here->store->run_blocking(Access::read, [&](Session& session) {
    return webhooks::why_not(session, here->organisation, flags.endpoint, flags.event,
                             system_clock().now());
  });
  if (flags.json)
    std::puts(json::serialize(webhooks::why_not_json(why)).c_str());
  else
    std::printf("%s: %s\n", why.verdict.c_str(), why.reason.c_str());
  return {};
}

using Run = Result<void> (*)(const MessageFlags&);
CLI::App* add(CLI::App& group, const Flags& flags, CommandJob& job, const char* name,
              const char* help, const char* example, Run run, bool of_event = true) {
  auto* command = group.add_subcommand(name, help);
  add_operator_flags(*command, *flags);
  command->add_option("endpoint", flags->endpoint, "As patchbay endpoint list has it")->required();
  if (of_event)
    command->add_option("event", flags->event, "Id of the event, the webhook-id")->required();
  command->footer(std::string("Example: patchbay message ") + example);
  command->callback([&job, flags, run] { job = [flags, run] { return run(*flags); }; });
  return command;
}

}  // namespace

void add_message_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<MessageFlags>();
  auto* group = app.add_subcommand("message", "What became of events on their way to endpoints");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay message list ep_01J2… --state dead\n"
      "         patchbay message why ep_01J2… evt_01J2…");
  auto* list = add(*group, flags, job, "list", "Of an endpoint, newest first",
                   "list ep_01J2… --state dead --since 2026-11-20", run_list, false);
  list->add_option("--state", flags->state, "pending, held, delivered or dead")
      ->check(CLI::IsMember({"pending", "held", "delivered", "dead"}));
  list->add_option("--type", flags->type, "Only of this event type");
  list->add_option("--since", flags->since, "Happened at or after: 2026-11-20T00:00:00Z");
  list->add_option("--until", flags->until, "Happened before");
  list->add_option("--before", flags->before, "Sequences below this one: the next page");
  list->add_option("--limit", flags->limit, "How many")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  add(*group, flags, job, "show", "One with its body and every attempt", "show ep_01J2… evt_01J2…",
      run_show);
  auto* replay = add(*group, flags, job, "replay", "Send one again, whatever became of it",
                     "replay ep_01J2… evt_01J2…", run_replay);
  replay->add_option("--reason", flags->reason, "For the audit");
  add(*group, flags, job, "why", "What stands between an event and an endpoint",
      "why ep_01J2… evt_01J2…", run_why);
}

}  // namespace patchbay::app
