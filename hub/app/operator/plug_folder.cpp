#include "hub/app/operator/plug_folder.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "hub/app/config.h"
#include "hub/app/environment.h"
#include "hub/app/operator/work_folder.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

/// Without "." and a slash at its end, so that the last part is a name.
fs::path whole(const std::string& path) {
  fs::path normal = fs::absolute(path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

/// The name as it was given, when it is one: errors and findings then read as the engineer typed.
std::string shown(const fs::path& path) {
  const fs::path near = path.lexically_proximate(fs::current_path());
  return near.native().starts_with("..") ? path.string() : near.string();
}

std::optional<PlugFolder> in_folder(const fs::path& folder) {
  if (fs::exists(folder / "partner.lua"))
    return PlugFolder{shown(folder), shown(folder / "partner.lua"), false};
  const std::string library = folder.filename().string() + ".so";
  for (const fs::path& file : {folder / "build" / library, folder / library})
    if (fs::exists(file)) return PlugFolder{shown(folder), shown(file), true};
  return std::nullopt;
}

PlugFolder of_library(const fs::path& file) {
  const fs::path folder = file.parent_path();
  return {shown(folder.filename() == "build" ? folder.parent_path() : folder), shown(file), true};
}

}  // namespace

CLI::App* add_plug_command(CLI::App& group, PlugFlags& flags, const char* name, const char* help) {
  auto* command = group.add_subcommand(name, help);
  command
      ->add_option("partner", flags.partner, "Its name in the scripts or plugins folder, or a path")
      ->required();
  command->add_option("--config", flags.config_file, "TOML file, as for patchbay serve");
  command->add_flag("--json", flags.json, "JSON for programs");
  return command;
}

std::string PlugFolder::name() const { return whole(folder).filename().string(); }

Home PlugFolder::home(Home others) const {
  others.scripts = whole(folder).parent_path().string();
  if (is_native) others.plugins = whole(file).parent_path().string();
  return others;
}

std::string PlugFolder::plug() const { return is_native ? whole(file).stem().string() : name(); }

Result<Home> home_of(const PlugFlags& flags) {
  const auto settings = load_settings(flags.config_file, process_environment());
  if (!settings) return settings.error();
  return configured_home(*settings, find_home());
}

Result<PlugFolder> find_plug(const std::string& partner, const Home& home) {
  const bool is_path = partner.find('/') != std::string::npos || partner == "." || partner == "..";
  const fs::path script = fs::path(home.scripts) / partner;
  const fs::path library = fs::path(home.plugins) / (partner + ".so");
  if (!is_path) {
    if (const auto found = in_folder(script)) return *found;
    if (fs::exists(library)) {
      const bool has_folder = fs::exists(script);
      return PlugFolder{has_folder ? shown(script) : shown(library.parent_path() / partner),
                        shown(library), true};
    }
  }
  const fs::path path = whole(partner);
  if (path.extension() == ".so" && fs::exists(path)) return of_library(path);
  if (const auto found = in_folder(path)) return *found;
  for (const fs::path& folder : {script, path})
    if (fs::exists(folder / "CMakeLists.txt"))
      return not_found(shown(folder) + " is a native partner that is not built: cmake -S " +
                       shown(folder) + " -B " + shown(folder / "build") + " && cmake --build " +
                       shown(folder / "build"));
  if (is_path)
    return not_found(partner +
                     " holds neither partner.lua nor a built plugin; make one by: "
                     "patchbay partner new NAME --kind retail");
  return not_found("there is no partner \"" + partner + "\": neither " +
                   (script / "partner.lua").string() + " nor " + library.string() +
                   " exists; make it by: patchbay partner new " + partner + " --kind retail");
}

Result<PlugFolder> find_plug(const PlugFlags& flags) {
  const auto home = home_of(flags);
  if (!home) return home.error();
  return find_plug(flags.partner, *home);
}

Result<std::shared_ptr<adapters::Plug>> load_plug(const PlugFolder& found) {
  if (!found.is_native) return load_plug_at(found.folder, "");
  // What is mapped stays when its file goes.
  const WorkFolder cache(fs::temp_directory_path().string() + "/patchbay-plugin-");
  return load_plug_at(found.file, cache.folder());
}

Result<std::string> tools_folder(const PlugFlags& flags) {
  const auto settings = load_settings(flags.config_file, process_environment());
  if (!settings) return settings.error();
  std::string folder = settings->text("paths.data");
  if (::access(folder.c_str(), W_OK) != 0) {
    const std::string state = environment_value("XDG_STATE_HOME");
    const std::string own = environment_value("HOME");
    if (state.empty() && own.empty())
      return unavailable(folder + " cannot be written; set paths.data or HOME");
    folder = (state.empty() ? own + "/.local/state" : state) + "/patchbay";
  }
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return unavailable(folder + ": cannot be made: " + failed.message());
  return folder;
}

}  // namespace patchbay::app
