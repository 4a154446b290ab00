#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/operate.h"
#include "hub/api/webhook_draft.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/app/operator/endpoint_draft.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;
using store::Access;
using store::Session;

struct EndpointFlags : OperatorFlags {
  std::string id;
  DraftFlags draft;
  std::int64_t overlap_hours = 24;
  bool deliver_held = false;
  std::string out;  ///< file for the secret; empty: standard output
};
using Flags = std::shared_ptr<EndpointFlags>;

Listing listing_of(const std::vector<webhooks::EndpointView>& endpoints) {
  Listing listing{{"ID", "STATE", "PARTNER", "EVENTS", "FAILING SINCE", "URL"},
                  {},
                  {},
                  "there is no endpoint; make one: patchbay endpoint create --url URL"};
  for (const auto& one : endpoints) {
    listing.rows.push_back({one.id, name_of(one.state), one.partner,
                            one.event_types.empty() ? "all" : one.event_types,
                            one.failing_since ? to_rfc3339(*one.failing_since) : "-", one.url});
    listing.items.push_back(webhooks::endpoint_json(one));
  }
  return listing;
}

Result<void> run_list(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  auto who = steerer(*here, flags);
  who.partner = flags.draft.partner;
  const auto found = here->store->run_blocking(
      Access::read, [&](Session& session) { return webhooks::list_endpoints(session, who); });
  print(listing_of(found), flags.json);
  return {};
}

/// One with its secrets' public parts.
Result<void> show(const Installation& here, const EndpointFlags& flags) {
  const auto who = steerer(here, flags);
  std::vector<webhooks::SecretView> secrets;
  const auto found = here.store->run_blocking(Access::read, [&](Session& session) {
    secrets = webhooks::list_secrets(session, who.organisation, flags.id, who.now);
    return webhooks::need_endpoint(session, who, flags.id);
  });
  if (!found) return found.error();
  auto all = webhooks::endpoint_json(*found);
  json::array keys;
  for (const auto& secret : secrets) keys.push_back(webhooks::secret_json(secret));
  all["secrets"] = std::move(keys);
  if (flags.json)
    std::puts(json::serialize(all).c_str());
  else
    print_facts(all);
  return {};
}

Result<void> run_show(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  return show(*here, flags);
}

/// The one time that the secret is seen: in a file for its owner alone, or on standard output.
Result<void> hand_out(const webhooks::NewEndpointKeys& made, const EndpointFlags& flags) {
  json::object answer{
      {"id", made.id}, {"secret_id", made.secret_id}, {"public_key", made.public_key}};
  const std::string secret(made.secret.reveal());
  if (flags.out.empty())
    answer["secret"] = secret;
  else if (auto written = write_file(flags.out, secret + "\n"); !written)
    return written.error().in("endpoint " + made.id +
                              ": nobody has its new secret; rotate it again");
  if (flags.json)
    std::puts(json::serialize(answer).c_str());
  else
    print_facts(answer);
  if (flags.out.empty())
    std::fprintf(stderr,
                 "note: the secret is shown this once; give it to whoever verifies there\n");
  return {};
}

Result<void> check_partner(const Installation& here, const webhooks::EndpointDraft& draft) {
  if (draft.partner.empty()) return {};
  return access::check_known("partner", draft.partner, partner_ids(here.config));
}

Result<void> run_create(const EndpointFlags& flags) {
  const auto request = draft_request(flags.draft);
  if (!request) return request.error();
  auto read = api::read_endpoint_draft(*request, {});
  if (!read) return read.error();
  const auto here = open_vault(flags);
  if (!here) return here.error();
  if (auto fits = check_partner(*here, read->draft); !fits) return fits;
  const auto guard = address_guard_of(here->config);
  if (!guard) return guard.error();
  const auto made = try_change_on(*here, [&](Session& session) {
    return webhooks::create(session, steerer(*here, flags), read->draft,
                            {*here->config.keys, *guard});
  });
  if (!made) return made.error();
  return hand_out(*made, flags);
}

Result<void> run_change(const EndpointFlags& flags) {
  const auto request = draft_request(flags.draft);
  if (!request) return request.error();
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const auto guard = address_guard_of(here->config);
  if (!guard) return guard.error();
  const auto who = steerer(*here, flags);
  const auto done = try_change_on(*here, [&](Session& session) -> Result<void> {
    const auto before = webhooks::need_endpoint(session, who, flags.id);
    if (!before) return before.error();
    const auto read = api::read_endpoint_draft(*request, api::draft_of(*before));
    if (!read) return read.error();
    if (auto fits = check_partner(*here, read->draft); !fits) return fits;
    return webhooks::change(session, who, flags.id, read->draft, read->keep,
                            {*here->config.keys, *guard});
  });
  if (!done) return done;
  return show(*here, flags);
}

Result<void> run_pause(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto done = try_change_on(*here, [&](Session& session) {
    return webhooks::pause(session, steerer(*here, flags), flags.id);
  });
  if (!done) return done;
  return show(*here, flags);
}

Result<void> run_resume(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto replay = try_change_on(*here, [&](Session& session) {
    return webhooks::resume(session, steerer(*here, flags), flags.id, flags.deliver_held);
  });
  if (!replay) return replay.error();
  if (!replay->empty())
    std::fprintf(stderr, "what was held goes out by the replay %s\n", replay->c_str());
  return show(*here, flags);
}

Result<void> run_remove(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto done = try_change_on(*here, [&](Session& session) {
    return webhooks::remove(session, steerer(*here, flags), flags.id);
  });
  if (!done) return done;
  std::puts(flags.json ? "{\"removed\":true}" : "it is removed; what was held for it is dropped");
  return {};
}

Result<void> run_test(const EndpointFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto event = try_change_on(*here, [&](Session& session) {
    return webhooks::test(session, steerer(*here, flags), flags.id);
  });
  if (!event) return event.error();
  if (flags.json)
    std::puts(json::serialize(json::object{{"event", *event}}).c_str());
  else
    std::printf("%s goes out as soon as a hub runs; see: patchbay message show %s %s\n",
                event->c_str(), flags.id.c_str(), event->c_str());
  return {};
}

Result<void> run_rotate(const EndpointFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const auto made = try_change_on(*here, [&](Session& session) {
    return webhooks::rotate(session, steerer(*here, flags), flags.id,
                            std::chrono::hours(flags.overlap_hours), *here->config.keys);
  });
  if (!made) return made.error();
  return hand_out(*made, flags);
}

void add_draft(CLI::App& command, EndpointFlags& flags) {
  auto& draft = flags.draft;
  command.add_option("--url", draft.url, "http or https");
  command.add_option("--event", draft.event_types, "Type or pattern, reward.*; again for more");
  command.add_option("--partner", draft.partner, "Whose it is (default: the programme's own)");
  command.add_option("--description", draft.description, "For people");
  command.add_option("--header", draft.headers, "\"Name: value\" sent along; again for more");
  command.add_option("--file", draft.file,
                     "JSON file as the API has it: delivery, auth, headers and all; flags go over");
}

using Run = Result<void> (*)(const EndpointFlags&);
CLI::App* add(CLI::App& group, const Flags& flags, CommandJob& job, const char* name,
              const char* help, const char* example, Run run, bool of_one = true) {
  auto* command = group.add_subcommand(name, help);
  add_operator_flags(*command, *flags);
  if (of_one) command->add_option("id", flags->id, "As patchbay endpoint list has it")->required();
  command->footer(std::string("Example: patchbay endpoint ") + example);
  command->callback([&job, flags, run] { job = [flags, run] { return run(*flags); }; });
  return command;
}

void add_changes(CLI::App& group, const Flags& flags, CommandJob& job) {
  auto* create =
      add(group, flags, job, "create", "Send events to an address; shows its secret once",
          "create --url https://acme.example/hooks --partner acme --event 'reward.*'", run_create,
          false);
  add_draft(*create, *flags);
  create->add_option("--signing", flags->draft.signing, "v1 (HMAC-SHA256) or v1a (ed25519)")
      ->check(CLI::IsMember({"v1", "v1a"}));
  auto* change = add(group, flags, job, "change", "What is not named stays",
                     "change ep_01J2… --event tier.updated", run_change);
  add_draft(*change, *flags);
  change->add_flag("--all-events", flags->draft.all_events, "No filter any more");
  auto* rotate = add(group, flags, job, "rotate-secret",
                     "A new secret; those before sign on until the overlap ends",
                     "rotate-secret ep_01J2… --overlap-hours 48 --out acme.secret", run_rotate);
  rotate->add_option("--overlap-hours", flags->overlap_hours, "How long the old one signs, too")
      ->check(CLI::Range(0, 720))
      ->capture_default_str();
  for (auto* command : {create, rotate})
    command->add_option("--out", flags->out, "File for the secret, readable by its owner only");
  for (auto* command : {create, change, rotate})
    command->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace

void add_endpoint_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<EndpointFlags>();
  auto* group = app.add_subcommand("endpoint", "Addresses that events go to (outgoing webhooks)");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay endpoint create --url https://acme.example/hooks --event 'reward.*'\n"
      "         patchbay endpoint test ep_01J2…\n"
      "         patchbay endpoint replay ep_01J2… --what missed --since 2026-11-20 --dry-run\n"
      "What became of its messages: patchbay message list ENDPOINT; docs/webhooks.md");
  auto* list =
      add(*group, flags, job, "list", "All of them", "list --partner acme", run_list, false);
  list->add_option("--partner", flags->draft.partner, "Only of this partner");
  add(*group, flags, job, "show", "One, never its secret", "show ep_01J2…", run_show);
  add_changes(*group, flags, job);
  auto* pause = add(*group, flags, job, "pause", "Hold its messages until it is resumed",
                    "pause ep_01J2… --reason 'they move'", run_pause);
  auto* resume = add(*group, flags, job, "resume", "Deliver again; a disabled one, too",
                     "resume ep_01J2… --deliver-held", run_resume);
  resume->add_flag("--deliver-held", flags->deliver_held, "What was held goes out, too");
  auto* remove = add(*group, flags, job, "remove", "For ever; what was held is dropped",
                     "remove ep_01J2… --reason 'they left'", run_remove);
  auto* test = add(*group, flags, job, "test", "Send a webhook.test event, past filter and pause",
                   "test ep_01J2…", run_test);
  for (auto* command : {pause, resume, remove, test})
    command->add_option("--reason", flags->reason, "For the audit");
  add_endpoint_replay_commands(*group, job);
}

}  // namespace patchbay::app
