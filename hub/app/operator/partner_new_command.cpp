#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "adapters/kinds.h"
#include "adapters/templates.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/plug_folder.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

struct NewFlags : PlugFlags {
  std::string kind, name, in;
  bool native = false;
};

/// "fuel_card" is "Fuel card" to people.
std::string name_of(std::string id) {
  std::replace(id.begin(), id.end(), '_', ' ');
  if (!id.empty() && id[0] >= 'a' && id[0] <= 'z') id[0] = static_cast<char>(id[0] - 'a' + 'A');
  return id;
}

/// For everybody to read: there is no secret in it, and the hub may run as another user.
Result<void> write_readable(const fs::path& file, const std::string& text) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed)
    return unavailable(file.parent_path().string() + ": cannot be made: " + failed.message() +
                       "; name another folder with --in");
  constexpr auto everybody = fs::perms::group_read | fs::perms::others_read;
  constexpr auto into_folder = everybody | fs::perms::group_exec | fs::perms::others_exec;
  fs::permissions(file.parent_path(), into_folder, fs::perm_options::add, failed);
  if (auto written = write_file(file.string(), text); !written) return written;
  fs::permissions(file, everybody, fs::perm_options::add, failed);
  return {};
}

void tell(const NewFlags& flags, const adapters::NewPartner& partner, const fs::path& folder,
          const std::vector<adapters::NewFile>& files) {
  if (flags.json) {
    boost::json::array paths;
    for (const auto& file : files)
      paths.push_back(boost::json::string((folder / file.path).string()));
    const boost::json::object facts{
        {"id", partner.id}, {"folder", folder.string()}, {"files", std::move(paths)}};
    std::puts(boost::json::serialize(facts).c_str());
    return;
  }
  for (const auto& file : files) std::printf("%s\n", (folder / file.path).c_str());
  const char* name = partner.folder.c_str();
  if (partner.native)
    std::printf("\nNext: cmake -S %s -B %s/build && cmake --build %s/build\n", name, name, name);
  else
    std::printf("\nNext: patchbay partner lint %s && patchbay partner test %s\n", name, name);
}

Result<void> run_new(const NewFlags& flags) {
  const auto home = home_of(flags);
  if (!home) return home.error();
  const bool is_own = flags.in.empty();
  const fs::path folder = fs::path(is_own ? home->scripts : flags.in) / flags.partner;
  adapters::NewPartner partner;
  partner.id = flags.partner;
  partner.name = flags.name.empty() ? name_of(flags.partner) : flags.name;
  partner.kind = flags.kind;
  partner.native = flags.native;
  partner.folder = is_own ? flags.partner : folder.string();
  const auto files = adapters::new_partner_files(partner);
  if (!files) return files.error();
  if (fs::exists(folder))
    return conflict(folder.string() + " exists already; take another name, or remove it first");
  for (const auto& file : *files)
    if (auto written = write_readable(folder / file.path, file.text); !written) return written;
  tell(flags, partner, folder, *files);
  return {};
}

}  // namespace

void add_partner_new_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<NewFlags>();
  auto* command =
      add_plug_command(group, *flags, "new",
                       "Make the working folder of a new partner: plug, sandbox, cases, "
                       "README; it passes lint and test at once");
  command->add_option("--kind", flags->kind, join(adapters::kind_names(), ", "))->required();
  command->add_flag("--native", flags->native, "In C++ against the installed SDK, instead of Lua");
  command->add_option("--in", flags->in, "The folder to make it in (default: the scripts folder)");
  command->add_option("--name", flags->name, "Its name for people (default: made from the id)");
  command->footer(
      "Example: patchbay partner new acme --kind retail\n"
      "         patchbay partner lint acme && patchbay partner test acme\n"
      "         patchbay partner new fuel_card --kind transport --native --in .");
  command->callback([flags, &job] { job = [flags] { return run_new(*flags); }; });
}

}  // namespace patchbay::app
