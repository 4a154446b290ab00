#include "hub/app/plugs/version_files.h"

#include <filesystem>

#include "hub/app/files.h"
#include "hub/crypto/digest.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t stamp_digits = 16;

bool counts(const fs::path& file) {
  const std::string name = file.filename().string();
  return !name.starts_with('.') && !name.ends_with('~');
}

Result<void> add_file(VersionFiles& files, const std::string& name, const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed) return unavailable(file.string() + ": cannot be read: " + failed.message());
  if (files.size() >= version_files_max || size > version_bytes_max)
    return invalid(file.string() + ": a plug is at most " + std::to_string(version_files_max) +
                   " files and " + std::to_string(version_bytes_max / (1024 * 1024)) + " MiB");
  auto bytes = read_file(file.string());
  if (!bytes) return bytes.error();
  files.emplace(name, std::move(*bytes));
  return {};
}

Result<void> add_folder(VersionFiles& files, const std::string& name, const fs::path& folder) {
  std::error_code failed;
  fs::recursive_directory_iterator walk(folder, failed);
  const fs::recursive_directory_iterator end;
  for (; !failed && walk != end; walk.increment(failed)) {
    if (!counts(walk->path())) {
      if (walk->is_directory(failed)) walk.disable_recursion_pending();
      continue;
    }
    if (!walk->is_regular_file(failed)) continue;
    const auto below = walk->path().lexically_relative(folder).generic_string();
    if (auto added = add_file(files, name + "/" + below, walk->path()); !added)
      return added.error();
  }
  if (failed) return unavailable(folder.string() + ": cannot be read: " + failed.message());
  return {};
}

std::size_t bytes_in(const VersionFiles& files) {
  std::size_t bytes = 0;
  for (const auto& [name, content] : files) bytes += content.size();
  return bytes;
}

}  // namespace

Result<VersionFiles> read_version(const Home& home, const std::string& plug) {
  VersionFiles files;
  const fs::path scripts = home.scripts;
  const fs::path library = fs::path(home.plugins) / (plug + ".so");
  Result<void> added;
  if (fs::exists(scripts / plug / "partner.lua")) {
    added = add_folder(files, "scripts/" + plug, scripts / plug);
    if (added && fs::exists(scripts / "lib"))
      added = add_folder(files, "scripts/lib", scripts / "lib");
  } else if (fs::exists(library)) {
    added = add_file(files, "plugins/" + plug + ".so", library);
    if (added && fs::exists(scripts / plug))
      added = add_folder(files, "scripts/" + plug, scripts / plug);
  } else {
    return not_found("there is no plug \"" + plug + "\": neither " +
                     (scripts / plug / "partner.lua").string() + " nor " + library.string() +
                     " exists");
  }
  if (!added) return added.error();
  if (bytes_in(files) > version_bytes_max)
    return invalid("plug \"" + plug + "\" is larger than " +
                   std::to_string(version_bytes_max / (1024 * 1024)) + " MiB");
  return files;
}

std::string stamp_of(const VersionFiles& files) {
  // Lengths before bytes, so that two lists of files never look the same.
  std::string all;
  all.reserve(bytes_in(files) + files.size() * 64);
  for (const auto& [name, content] : files)
    all +=
        std::to_string(name.size()) + ":" + name + std::to_string(content.size()) + ":" + content;
  return crypto::to_hex(crypto::sha256(all)).substr(0, stamp_digits);
}

std::map<std::string, std::string> stamps_of(const Home& home, const std::set<std::string>& plugs) {
  std::map<std::string, std::string> stamps;
  for (const auto& plug : plugs)
    if (const auto files = read_version(home, plug)) stamps[plug] = stamp_of(*files);
  return stamps;
}

}  // namespace patchbay::app
