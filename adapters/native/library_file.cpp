#include "adapters/native/library_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace patchbay::adapters::native {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t library_bytes_max = 256 * 1024 * 1024;
constexpr std::size_t hash_digits = 64;

std::string hash_of(const std::string& copy) { return copy.substr(0, hash_digits); }

/// "<hash>.so", or such a copy in the making; an operator's own plugins have other names.
bool is_copy(const std::string& name) {
  return name.find_first_not_of("0123456789abcdef") == hash_digits &&
         name.compare(hash_digits, 3, ".so") == 0;
}

bool holds(const fs::path& file, const std::string& bytes) {
  std::error_code failed;
  if (fs::file_size(file, failed) != bytes.size() || failed) return false;
  const auto found = read_library(file.string());
  return found && *found == bytes;
}

}  // namespace

Result<std::string> read_library(const std::string& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || !fs::is_regular_file(file, failed))
    return not_found("plugin " + file + " cannot be read; check the path in the configuration");
  if (size > library_bytes_max) return invalid(file + " is too large for a plugin");
  std::ifstream in(file, std::ios::binary);
  std::string bytes(size, '\0');
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size)))
    return not_found("plugin " + file + " cannot be read; check its permissions");
  return bytes;
}

Result<std::string> copy_library(const std::string& bytes, const std::string& hash,
                                 const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  const fs::path copy = fs::absolute(fs::path(folder) / (hash + ".so"));
  if (holds(copy, bytes)) {
    fs::last_write_time(copy, fs::file_time_type::clock::now(), failed);  // see forget_old_copies
    return copy.string();
  }
  const fs::path aside = copy.string() + "." + std::to_string(::getpid()) + ".part";
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) fs::rename(aside, copy, failed);
  if (!out || failed) {
    fs::remove(aside, failed);
    return unavailable("the plugin cache " + folder +
                       " cannot be written; check the folder's permissions and free space");
  }
  return copy.string();
}

std::size_t forget_old_copies(const std::string& folder, const std::set<std::string>& needed,
                              std::size_t newest) {
  std::vector<std::pair<fs::file_time_type, fs::path>> others;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    std::error_code gone;  // another hub on this folder may be at it as well
    const std::string name = entry->path().filename().string();
    if (is_copy(name) && !needed.contains(hash_of(name)) && entry->is_regular_file(gone))
      others.emplace_back(entry->last_write_time(gone), entry->path());
  }
  std::sort(others.rbegin(), others.rend());
  std::size_t forgotten = 0;
  for (std::size_t i = newest; i < others.size(); ++i)
    if (fs::remove(others[i].second, failed)) ++forgotten;
  return forgotten;
}

}  // namespace patchbay::adapters::native
