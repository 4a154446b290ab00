#include "hub/app/home.h"

#include <cstdlib>
#include <filesystem>

namespace patchbay::app {

namespace fs = std::filesystem;

std::string program_path() { return fs::read_symlink("/proc/self/exe").string(); }

Home find_home() {
  if (const char* home = std::getenv("PATCHBAY_HOME"); home != nullptr && *home != '\0') {
    const fs::path folder(home);
    return {folder / "scripts", folder / "plugins", folder / "policies"};
  }
  const fs::path build = fs::path(program_path()).parent_path();
  const fs::path source = build.parent_path().parent_path();
  if (fs::exists(source / "scripts") && fs::exists(source / "policies"))
    return {source / "scripts", build / "plugins", source / "policies"};
  return {"/usr/share/patchbay/scripts", "/usr/lib/patchbay/plugins",
          "/usr/share/patchbay/policies"};
}

Home configured_home(const FieldValues& values, Home shipped) {
  for (const auto& [name, folder] : {std::pair{"paths.scripts", &shipped.scripts},
                                     {"paths.plugins", &shipped.plugins},
                                     {"paths.policies", &shipped.policies}})
    if (!values.text(name).empty()) *folder = values.text(name);
  return shipped;
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
