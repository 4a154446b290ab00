#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/audit.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "hub/jobs/queue.h"
#include "webhooks/inbox.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using store::Access;
using store::Session;
using webhooks::InboundView;

struct InboundFlags : OperatorFlags {
  std::string name, partner, state, type;
  bool body = false;
  std::size_t limit = 50;
  std::string before;
};
using Flags = std::shared_ptr<InboundFlags>;

json::object to_json(const InboundView& one) {
  return {{"name", webhooks::inbound_name(one.sequence)},
          {"partner", one.partner},
          {"type", one.type},
          {"key", one.dedup},
          {"state", one.state},
          {"reason", one.reason},
          {"repeats", one.repeats},
          {"content_type", one.content_type},
          {"has_body", one.has_body},
          {"received_at", to_rfc3339(one.received_at)},
          {"ended_at", one.ended_at ? json::value(to_rfc3339(*one.ended_at)) : json::value()}};
}

Result<void> run_list(const InboundFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto before =
      flags.before.empty() ? Result<std::int64_t>(0) : webhooks::inbound_sequence(flags.before);
  if (!before) return before.error().in("--before");
  const auto found = here->store->run_blocking(Access::read, [&](Session& session) {
    return webhooks::list_inbound(session,
                                  {here->organisation, flags.partner, flags.state, flags.type},
                                  *before, flags.limit);
  });
  Listing listing{{"NAME", "RECEIVED", "PARTNER", "STATE", "REPEATS", "TYPE", "REASON"},
                  {},
                  {},
                  "no partner sent a webhook like that"};
  for (const auto& one : found) {
    listing.rows.push_back({webhooks::inbound_name(one.sequence), to_rfc3339(one.received_at),
                            one.partner, one.state, std::to_string(one.repeats), one.type,
                            one.reason});
    listing.items.push_back(to_json(one));
  }
  print(listing, flags.json);
  return {};
}

Result<InboundView> find(Session& session, const Installation& here, const std::string& name) {
  const auto sequence = webhooks::inbound_sequence(name);
  if (!sequence) return sequence.error();
  auto found = webhooks::find_inbound(session, here.organisation, *sequence);
  if (!found) return not_found("there is no webhook " + name + "; see: patchbay inbound list");
  return *std::move(found);
}

Result<void> run_show(const InboundFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  std::optional<webhooks::InboundBody> body;
  const auto found = here->store->run_blocking(Access::read, [&](Session& session) {
    body = webhooks::find_inbound_body(session, here->organisation, flags.name);
    return find(session, *here, flags.name);
  });
  if (!found) return found.error();
  if (flags.body) {
    if (!body) return not_found("the body of " + flags.name + " was removed by retention");
    std::fwrite(body->body.data(), 1, body->body.size(), stdout);
  } else if (flags.json) {
    std::puts(json::serialize(to_json(*found)).c_str());
  } else {
    print_facts(to_json(*found));
  }
  return {};
}

Result<void> run_redrive(const InboundFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const Timestamp now = system_clock().now();
  return try_change_on(*here, [&](Session& session) -> Result<void> {
    const auto found = find(session, *here, flags.name);
    if (!found) return found.error();
    if (found->state != "dead" ||
        !jobs::revive(session, here->organisation, webhooks::decode_kind, flags.name, now))
      return conflict(flags.name + " is " + found->state + "; only a dead webhook is redriven");
    access::record(session, {here->organisation, actor_of_this_command(), "inbound.redrive",
                             "webhook:" + flags.name, flags.reason, "", now});
    return {};
  });
}

CLI::App* add(CLI::App& group, const Flags& flags, CommandJob& job, const char* name,
              const char* help, const char* example, Result<void> (*run)(const InboundFlags&)) {
  auto* command = group.add_subcommand(name, help);
  add_operator_flags(*command, *flags);
  command->footer(std::string("Example: patchbay inbound ") + example);
  command->callback([&job, flags, run] { job = [flags, run] { return run(*flags); }; });
  return command;
}

}  // namespace

void add_inbound_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<InboundFlags>();
  auto* group = app.add_subcommand("inbound", "Webhooks that partners sent");
  group->require_subcommand(1);
  auto* list = add(*group, flags, job, "list", "The newest first",
                   "list --partner acme --state dead", run_list);
  list->add_option("--partner", flags->partner, "Only of this partner");
  list->add_option("--state", flags->state, "received, decoded, ignored, dead or discarded");
  list->add_option("--type", flags->type, "Only of this type, in the partner's words");
  list->add_option("--limit", flags->limit, "At most so many")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  list->add_option("--before", flags->before, "Older than this one");
  auto* show = add(*group, flags, job, "show", "One webhook, or its body byte for byte",
                   "show inb_17 --body", run_show);
  show->add_option("name", flags->name, "As patchbay inbound list has it")->required();
  show->add_flag("--body", flags->body, "Print the body alone");
  auto* redrive = add(*group, flags, job, "redrive", "Decode a dead webhook again",
                      "redrive inb_17 --reason \"the plug is mended\"", run_redrive);
  redrive->add_option("name", flags->name, "As patchbay inbound list has it")->required();
  redrive->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace patchbay::app
