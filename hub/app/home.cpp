#include "hub/app/home.h"

#include <cstdlib>
#include <filesystem>

namespace patchbay::app {

namespace fs = std::filesystem;

std::string program_path() { return fs::read_symlink("/proc/self/exe").string(); }

Home find_home() {
  if (const char* home = std::getenv("PATCHBAY_HOME"); home != nullptr && *home != '\0') {
    const fs::path folder(home);
    return {folder / "scripts", folder / "plugins", folder / "examples/policies"};
  }
  return find_home(program_path());
}

Home find_home(const std::string& program) {
  const fs::path folder = fs::path(program).parent_path();
  const fs::path prefix = folder.parent_path();  // of an installation: <prefix>/bin
  const fs::path source = prefix.parent_path();  // of a build: <source>/build/<preset>
  const fs::path shared = prefix / "share/patchbay";
  if (!fs::exists(shared / "scripts") && fs::exists(source / "scripts") &&
      fs::exists(source / "examples/policies"))
    return {source / "scripts", folder / "plugins", source / "examples/policies"};
  return {shared / "scripts", prefix / PATCHBAY_PLUGINS_FOLDER, shared / "examples/policies"};
}

Home configured_home(const FieldValues& values, Home home) {
  for (const auto& [name, folder] : {std::pair{"paths.scripts", &home.scripts},
                                     {"paths.plugins", &home.plugins},
                                     {"paths.policies", &home.policies}})
    if (!values.text(name).empty()) *folder = values.text(name);
  return home;
}

std::vector<std::string> shipped_plugs(const Home& home) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(home.scripts, failed))
    if (std::filesystem::exists(entry.path() / "partner.lua"))
      names.push_back(entry.path().filename().string());
  return names;
}

}  // namespace patchbay::app
