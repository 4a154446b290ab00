#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "hub/access/reseal.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/keys_status.h"
#include "hub/app/operator/rotation.h"

namespace patchbay::app {
namespace {

struct KeysFlags : OperatorFlags {
  std::string id;
  std::string file;
  std::int64_t per_second = access::reseal_per_second_default;
};

Result<void> run_generate(const KeysFlags& flags) {
  const std::string id = flags.id.empty() ? "k1" : flags.id;
  if (!crypto::is_key_id(id))
    return invalid("--id: a key id has up to 32 letters, digits, \"_\" or \"-\"");
  const auto ring = crypto::KeyRing::generate(id);
  if (flags.file.empty()) {
    std::fputs(std::string(ring.lines().reveal()).c_str(), stdout);
    return {};
  }
  std::error_code ignored;
  if (std::filesystem::exists(flags.file, ignored))
    return conflict(flags.file + " exists already; add a key to it by: patchbay keys rotate");
  if (auto written = write_ring(flags.file, ring); !written) return written;
  std::printf("%s: key %s; name the file in security.key_file, and back it up\n",
              flags.file.c_str(), id.c_str());
  return {};
}

Result<void> run_status(const KeysFlags& flags) {
  // Also with a wrong ring: this is where one looks then.
  const auto here = open_installation(flags);
  if (!here) return here.error();
  if (!here->config.keys) return read_ring(here->config.key_source).error();
  print_keys_status(*here, flags.json);
  return {};
}

Result<void> run_rotate(const KeysFlags& flags) {
  auto here = open_vault(flags);
  if (!here) return here.error();
  const auto id = rotate_keys(*here, {flags.id, flags.per_second, flags.reason});
  if (!id) return id.error();
  if (flags.json)
    std::printf("{\"key\":\"%s\"}\n", id->c_str());
  else
    std::printf(
        "key %s seals from now on; older values are sealed anew while hubs run\n"
        "see how far that is: patchbay keys status\n"
        "%s changed: back it up, and give it to hubs on other machines\n",
        id->c_str(), here->config.key_source.file.c_str());
  return {};
}

Result<void> run_reseal(const KeysFlags& flags) {
  auto here = open_vault(flags);
  if (!here) return here.error();
  const auto ordered = reseal_keys(*here, {"", flags.per_second, flags.reason});
  if (!ordered) return ordered.error();
  const auto key = here->config.keys->active();
  std::printf(*ordered ? "everything is sealed anew with key %s while hubs run\n"
                       : "re-sealing to key %s is under way already\n",
              key.c_str());
  return {};
}

Result<void> run_retire(const KeysFlags& flags) {
  auto here = open_vault(flags);
  if (!here) return here.error();
  if (auto done = retire_key(*here, flags.id, flags.reason); !done) return done;
  std::printf("key %s is retired; only backups made before need it\n", flags.id.c_str());
  return {};
}

void add_shared(CLI::App& command, KeysFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
}

void add_pace(CLI::App& command, KeysFlags& flags) {
  command.add_option("--per-second", flags.per_second, "Values sealed anew a second, at most")
      ->check(CLI::Range(std::int64_t{1}, access::reseal_per_second_max))
      ->capture_default_str();
  command.add_option("--reason", flags.reason, "For the audit and whoever asks");
}

}  // namespace

void add_keys_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<KeysFlags>();
  auto* group = app.add_subcommand("keys", "The key ring that seals secrets and personal data");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay keys generate --file /etc/patchbay/keys\n"
      "         patchbay keys rotate --config patchbay.toml\n"
      "         patchbay keys status --config patchbay.toml\n"
      "         patchbay keys retire k1 --config patchbay.toml");
  auto* generate = group->add_subcommand("generate", "A new key ring of one key");
  generate->add_option("--id", flags->id, "The key's id (default: k1)");
  generate->add_option("--file", flags->file,
                       "Write it to this new file, mode 0600 (default: standard output)");
  generate->callback([&job, flags] { job = [flags] { return run_generate(*flags); }; });

  auto* status = group->add_subcommand("status", "Keys, what stands under each, re-sealing");
  add_shared(*status, *flags);
  status->add_flag("--json", flags->json, "As JSON");
  status->callback([&job, flags] { job = [flags] { return run_status(*flags); }; });

  auto* rotate = group->add_subcommand(
      "rotate", "Add a newest key to the key file and seal everything anew, under load");
  add_shared(*rotate, *flags);
  add_pace(*rotate, *flags);
  rotate->add_option("--id", flags->id, "The new key's id (default: the next free k<number>)");
  rotate->add_flag("--json", flags->json, "Say what was done as JSON");
  rotate->callback([&job, flags] { job = [flags] { return run_rotate(*flags); }; });

  auto* reseal = group->add_subcommand(
      "reseal", "Seal everything anew with the newest key: after a rotation by hand");
  add_shared(*reseal, *flags);
  add_pace(*reseal, *flags);
  reseal->callback([&job, flags] { job = [flags] { return run_reseal(*flags); }; });

  auto* retire = group->add_subcommand("retire", "Take a key out that nothing depends on any more");
  add_shared(*retire, *flags);
  retire->add_option("id", flags->id, "Its id")->required();
  retire->add_option("--reason", flags->reason, "For the audit and whoever asks");
  retire->callback([&job, flags] { job = [flags] { return run_retire(*flags); }; });
}

}  // namespace patchbay::app
