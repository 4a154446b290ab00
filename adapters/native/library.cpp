#include "adapters/native/library.h"

#include <unistd.h>

#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <vector>

#include "adapters/native/inspect.h"
#include "hub/crypto/digest.h"

namespace patchbay::adapters::native {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t library_bytes_max = 256 * 1024 * 1024;

Result<std::string> read_library(const std::string& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || !fs::is_regular_file(file))
    return not_found("plugin " + file + " cannot be read; check the path in the configuration");
  if (size > library_bytes_max) return invalid(file + " is too large for a plugin");
  std::ifstream in(file, std::ios::binary);
  std::string bytes(size, '\0');
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size)))
    return not_found("plugin " + file + " cannot be read; check its permissions");
  return bytes;
}

bool holds(const fs::path& file, const std::string& bytes) {
  std::error_code failed;
  if (fs::file_size(file, failed) != bytes.size() || failed) return false;
  const auto found = read_library(file.string());
  return found && *found == bytes;
}

/// The content-addressed copy; an existing one is kept if it still has the content of its name.
Result<std::string> copy_of(const std::string& bytes, const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  const auto name = crypto::to_hex(crypto::sha256(bytes)) + ".so";
  const fs::path copy = fs::absolute(fs::path(folder) / name);
  if (holds(copy, bytes)) return copy.string();
  const fs::path aside = copy.string() + "." + std::to_string(::getpid()) + ".part";
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) fs::rename(aside, copy, failed);
  if (!out || failed)
    return unavailable("the plugin cache " + folder +
                       " cannot be written; check the folder's permissions and free space");
  return copy.string();
}

/// Keeps every library mapped: objects of a plugin hold pointers into its code (HOSTS.md section
/// 5).
boost::dll::shared_library& keep(boost::dll::shared_library library) {
  static std::mutex mutex;
  static auto* kept = new std::vector<std::unique_ptr<boost::dll::shared_library>>();
  const std::lock_guard lock(mutex);
  kept->push_back(std::make_unique<boost::dll::shared_library>(std::move(library)));
  return *kept->back();
}

std::string build_text(const patchbay_magic& magic) {
  const std::string build(magic.build, ::strnlen(magic.build, sizeof magic.build));
  return "contract " + std::to_string(magic.contract_major) + "." +
         std::to_string(magic.contract_minor) + " built with " + build;
}

}  // namespace

Result<void> compare_magic(const std::string& file, const patchbay_magic& found) {
  const patchbay_magic wanted{sizeof(patchbay_magic), PATCHBAY_CONTRACT_MAJOR,
                              PATCHBAY_CONTRACT_MINOR, PATCHBAY_BUILD};
  const std::string advice = "; rebuild the plugin against this SDK (adapters/sdk)";
  if (found.struct_size != wanted.struct_size)
    return refused(file + " has a magic block of " + std::to_string(found.struct_size) +
                   " bytes, wanted " + std::to_string(wanted.struct_size) + advice);
  if (found.contract_major == wanted.contract_major &&
      found.contract_minor <= wanted.contract_minor &&
      std::memcmp(found.build, wanted.build, sizeof wanted.build) == 0)
    return {};
  return refused(file + ": found " + build_text(found) + ", wanted " + build_text(wanted) + advice);
}

Result<const patchbay_plugin_v1*> load_library(const std::string& file,
                                               const std::string& cache_folder) {
  const auto bytes = read_library(file);
  if (!bytes) return bytes.error();
  const auto copy = copy_of(*bytes, cache_folder);
  if (!copy) return copy.error();
  if (auto sound = inspect(*copy, *bytes); !sound) {
    fs::remove(*copy);
    return sound.error().in(file);
  }
  try {
    auto& library = keep(boost::dll::shared_library(*copy, boost::dll::load_mode::rtld_now));
    const auto& magic = library.get<const patchbay_magic>("patchbay_plugin_magic");
    if (auto same = compare_magic(file, magic); !same) return same.error();
    const auto* table = library.get<const patchbay_plugin_v1*()>("patchbay_plugin_entry_v1")();
    if (table && table->struct_size >= sizeof(patchbay_plugin_v1) && table->begin &&
        table->resume && table->destroy)
      return table;
    return invalid(file + " starts but gives no complete table of functions; see its own log");
  } catch (const std::exception& failed) {
    return invalid(file + " cannot be loaded: " + failed.what());
  }
}

}  // namespace patchbay::adapters::native
