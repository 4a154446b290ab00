#include "hub/app/plugs/shelf.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

Result<void> lay_down(const VersionFiles& files, const fs::path& folder) {
  std::error_code failed;
  for (const auto& [name, content] : files) {
    const fs::path file = folder / name;
    fs::create_directories(file.parent_path(), failed);
    if (failed) return unavailable(file.string() + ": cannot be made: " + failed.message());
    // Not synced: find() sees whether it is whole.
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) return unavailable(file.string() + ": cannot be written: is the disk full?");
  }
  return {};
}

}  // namespace

Result<void> Shelf::keep(const std::string& plug, const VersionFiles& files) {
  if (folder_.empty()) return {};
  const fs::path place = fs::path(folder_) / plug / stamp_of(files);
  std::error_code failed;
  if (fs::exists(place)) {
    fs::last_write_time(place, fs::file_time_type::clock::now(), failed);
    return {};
  }
  const fs::path aside = place.string() + "." + std::to_string(::getpid()) + ".part";
  fs::remove_all(aside, failed);
  if (auto laid = lay_down(files, aside); !laid) return laid.error();
  fs::rename(aside, place, failed);
  const bool is_there = fs::exists(place);  // another hub on this folder may have been faster
  fs::remove_all(aside, failed);
  if (!is_there) return unavailable(place.string() + ": cannot be made: check the data folder");
  forget_oldest(plug);
  return {};
}

std::optional<Home> Shelf::find(const std::string& plug, const std::string& stamp) const {
  const fs::path place = fs::path(folder_) / plug / stamp;
  if (stamp.empty() || !fs::exists(place)) return std::nullopt;
  Home home{(place / "scripts").string(), (place / "plugins").string(), ""};
  const auto files = read_version(home, plug);
  if (!files || stamp_of(*files) != stamp) return std::nullopt;
  return home;
}

void Shelf::forget_oldest(const std::string& plug) const {
  std::vector<std::pair<fs::file_time_type, fs::path>> versions;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(fs::path(folder_) / plug, failed))
    versions.emplace_back(entry.last_write_time(failed), entry.path());
  if (versions.size() <= versions_max) return;
  std::sort(versions.begin(), versions.end());
  versions.resize(versions.size() - versions_max);
  for (const auto& [time, path] : versions) fs::remove_all(path, failed);
}

}  // namespace patchbay::app
