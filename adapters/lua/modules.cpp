#include "adapters/lua/modules.h"

#include <algorithm>
#include <filesystem>

#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t name_bytes_max = 64;

/// Adds the files of a folder whose names are not taken; a folder that is not there has none.
Result<void> add_folder(Modules& modules, const fs::path& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const fs::path& file = entry.path();
    const std::string name = file.stem().string();
    if (file.extension() != ".lua" || name == "partner" || name == "sandbox" ||
        !is_module_name(name) || modules.contains(name))
      continue;
    auto source = read_source(file.string());
    if (!source) return source.error();
    modules.emplace(name, std::move(*source));
    if (modules.size() > modules_max)
      return invalid(folder.string() + ": a partner may require " + std::to_string(modules_max) +
                     " files at most");
  }
  return {};
}

}  // namespace

bool is_module_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= name_bytes_max &&
         std::all_of(name.begin(), name.end(), fits);
}

Result<Modules> read_modules(const std::string& folder) {
  Modules modules;
  for (const fs::path& place : {fs::path(folder), fs::path(folder).parent_path() / "lib"})
    if (auto added = add_folder(modules, place); !added) return added.error();
  std::size_t bytes = 0;
  for (const auto& [name, source] : modules) {
    bytes += source.text.size();
    if (bytes > modules_bytes_max)
      return invalid(folder + ": the files that a partner may require have more than 1 MiB");
    if (auto compiled = check_syntax(source); !compiled) return compiled.error();
  }
  return modules;
}

}  // namespace patchbay::adapters::lua
