#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/issue.h"
#include "hub/api/credential_view.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::size_t listed_max = 1000;

struct CredentialFlags : OperatorFlags {
  std::string id;
  std::string kind = "operator", name, partner, role, environment = "live", signing;
  std::vector<std::string> scopes, networks;
  bool timestamp_signature = false;
  std::string expires;
  std::int64_t overlap_hours = access::overlap_default.count();
  std::string out;  ///< file for the secret; empty: standard output
  bool all = false;
};

std::string time_or_dash(const std::optional<Timestamp>& at) {
  return at ? to_rfc3339(*at) : std::string("-");
}

std::string state_of(const access::Credential& one, Timestamp now) {
  if (one.revoked_at) return "revoked";
  if (!one.is_valid(now)) return "expired";
  return one.replaced_by.empty() ? "valid" : "rotated";
}

Listing listing_of(const std::vector<access::Credential>& credentials, Timestamp now) {
  Listing listing{{"ID", "KIND", "ROLE", "PARTNER", "STATE", "KEY", "LAST USED", "ENDS", "NAME"},
                  {},
                  {},
                  "no credential is valid; make one: patchbay credential create --role owner"};
  for (const auto& one : credentials) {
    listing.rows.push_back({one.id, access::name_of(one.kind), one.role, one.partner,
                            state_of(one, now), one.public_key, time_or_dash(one.last_used_at),
                            time_or_dash(one.expires_at), one.name});
    listing.items.push_back(api::credential_json(one));
  }
  return listing;
}

Result<void> run_list(const CredentialFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto now = system_clock().now();
  const access::CredentialFilter filter{flags.partner, !flags.all, "", listed_max};
  const auto found = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::list_credentials(session, here->organisation, filter, now);
  });
  print(listing_of(found, now), flags.json);
  return {};
}

Result<void> run_show(const CredentialFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto found = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return access::find_credential(session, here->organisation, flags.id);
  });
  if (!found) return not_found("there is no credential " + flags.id);
  if (!flags.json) {
    print(listing_of({*found}, system_clock().now()), false);
    return {};
  }
  std::printf("%s\n", boost::json::serialize(api::credential_json(*found)).c_str());
  return {};
}

/// The one time that the secret is seen: in a file for its owner alone, or on standard output.
Result<void> hand_out(const access::Issued& issued, const CredentialFlags& flags) {
  const auto& one = issued.credential;
  const std::string both =
      "key=" + one.public_key + "\nsecret=" + std::string(issued.secret.reveal()) + "\n";
  if (!flags.out.empty())
    if (auto written = write_file(
            flags.out, flags.json ? boost::json::serialize(api::issued_json(issued)) + "\n" : both);
        !written)
      return written.error().in("credential " + one.id +
                                " is made, but nobody has its secret; revoke it");
  if (flags.json)
    std::printf("%s\n", boost::json::serialize(flags.out.empty() ? api::issued_json(issued)
                                                                 : api::credential_json(one))
                            .c_str());
  else if (flags.out.empty())
    std::printf("id=%s\n%s", one.id.c_str(), both.c_str());
  else
    std::printf("id=%s\nkey=%s\n", one.id.c_str(), one.public_key.c_str());
  if (flags.out.empty())
    std::fprintf(stderr,
                 "note: the secret is shown this once; keep it where only its user reads\n");
  return {};
}

Result<access::NewCredential> wanted_by(const CredentialFlags& flags,
                                        const OrganisationId& organisation) {
  access::NewCredential wanted;
  wanted.organisation = organisation;
  const auto kind = access::parse_credential_kind(flags.kind);
  if (!kind) return invalid("--kind: it is one of partner, operator, service");
  wanted.kind = *kind;
  wanted.partner = flags.partner;
  wanted.role = flags.role;
  wanted.scopes = join(flags.scopes, " ");
  wanted.is_live = flags.environment == "live";
  if (!flags.signing.empty()) {
    wanted.signing = access::parse_signing(flags.signing);
    if (!wanted.signing) return invalid("--signing: it is one of none, optional, required");
  }
  wanted.allows_timestamp_signature = flags.timestamp_signature;
  wanted.networks = join(flags.networks, " ");
  wanted.name = flags.name;
  if (flags.expires.empty()) return wanted;
  const auto at = parse_timestamp(flags.expires);
  if (!at) return at.error().in("--expires");
  wanted.expires_at = *at;
  return wanted;
}

Result<void> run_create(const CredentialFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const auto wanted = wanted_by(flags, here->organisation);
  if (!wanted) return wanted.error();
  const access::Giver giver{actor_of_this_command(), {"*"}, flags.reason};
  const auto issued = run_change_on(*here, [&](store::Session& session) {
    return access::issue_credential(session, *wanted, *here->config.keys, giver,
                                    system_clock().now());
  });
  if (!issued) return issued.error();
  return hand_out(*issued, flags);
}

Result<void> run_rotate(const CredentialFlags& flags) {
  const auto here = open_vault(flags);
  if (!here) return here.error();
  const access::Giver giver{actor_of_this_command(), {"*"}, flags.reason};
  const auto issued = run_change_on(*here, [&](store::Session& session) {
    return access::rotate_credential(session, here->organisation, flags.id,
                                     std::chrono::hours(flags.overlap_hours), *here->config.keys,
                                     giver, system_clock().now());
  });
  if (!issued) return issued.error();
  return hand_out(*issued, flags);
}

/// Also in read-only mode: what was stolen must be shut out.
Result<void> run_revoke(const CredentialFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const access::Giver giver{actor_of_this_command(), {"*"}, flags.reason};
  const auto done = here->store->run_blocking(store::Access::write, [&](store::Session& session) {
    return access::revoke_credential(session, here->organisation, flags.id, giver,
                                     system_clock().now());
  });
  if (!done) return done.error();
  return run_show(flags);
}

using Flags = std::shared_ptr<CredentialFlags>;
using Run = Result<void> (*)(const CredentialFlags&);

CLI::App* add(CLI::App& group, const Flags& flags, CommandJob& job, const char* name,
              const char* help, Run run) {
  auto* command = group.add_subcommand(name, help);
  command->add_option("--config", flags->config_file, "TOML file of the hub");
  command->add_option("--store", flags->store_url, "Instead of the configured store");
  command->add_flag("--json", flags->json, "As JSON");
  command->callback([&job, flags, run] { job = [flags, run] { return run(*flags); }; });
  return command;
}

void add_create(CLI::App& group, const Flags& flags, CommandJob& job) {
  auto* create = add(group, flags, job, "create", "Hand out a key pair; shows it once", run_create);
  create->add_option("--kind", flags->kind, "partner, operator or service")->capture_default_str();
  create->add_option("--role", flags->role,
                     "owner, operator, auditor, editor, partner or service (default: as the kind)");
  create->add_option("--name", flags->name, "Whose it is, for people");
  create->add_option("--partner", flags->partner, "Id of the partner, for kind partner");
  create->add_option("--scope", flags->scopes, "Only these of the role's scopes");
  create->add_option("--environment", flags->environment, "live or test")
      ->check(CLI::IsMember({"live", "test"}))
      ->capture_default_str();
  create->add_option("--signing", flags->signing,
                     "none, optional or required (default: required for partners, else none)");
  create->add_flag("--allow-timestamp-signature", flags->timestamp_signature,
                   "Also the old scheme that signs the timestamp alone; weak");
  create->add_option("--network", flags->networks, "CIDR that requests may come from");
  create->add_option("--expires", flags->expires, "RFC 3339");
  create->add_option("--out", flags->out, "File for the secret, readable by its owner only");
  create->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace

void add_credential_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<CredentialFlags>();
  auto* group =
      app.add_subcommand("credential", "Who may ask the hub: keys of people and programs");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay credential create --role owner --name anna --out anna.key\n"
      "         patchbay credential create --kind partner --partner acme --name \"Acme server\"\n"
      "         patchbay credential rotate crd_01J2… --overlap-hours 24");
  add_create(*group, flags, job);
  auto* list = add(*group, flags, job, "list", "Those that are valid", run_list);
  list->add_option("--partner", flags->partner, "Only of this partner");
  list->add_flag("--all", flags->all, "Also what expired or was revoked");
  auto* show = add(*group, flags, job, "show", "One, never its secret", run_show);
  auto* rotate = add(*group, flags, job, "rotate",
                     "New keys; the old ones work until the overlap ends", run_rotate);
  rotate->add_option("--overlap-hours", flags->overlap_hours, "How long the old one still works")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{access::overlap_max.count()}))
      ->capture_default_str();
  rotate->add_option("--out", flags->out, "File for the secret, readable by its owner only");
  rotate->add_option("--reason", flags->reason, "For the audit");
  auto* revoke = add(*group, flags, job, "revoke", "End it at once, on all hubs", run_revoke);
  revoke->add_option("--reason", flags->reason, "For the audit and whoever asks")->required();
  for (auto* command : {show, rotate, revoke})
    command->add_option("id", flags->id, "As patchbay credential list has it")->required();
}

}  // namespace patchbay::app
