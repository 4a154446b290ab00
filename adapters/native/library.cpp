#include "adapters/native/library.h"

#include <boost/dll/shared_library.hpp>
#include <exception>
#include <map>
#include <mutex>
#include <set>

#include "adapters/native/inspect.h"
#include "adapters/native/library_file.h"
#include "adapters/sdk/sized.h"
#include "hub/crypto/digest.h"

namespace patchbay::adapters::native {
namespace {

using Loaded = Result<std::shared_ptr<const Library>>;

/// What a plugin of contract 1.0 has.
constexpr std::size_t table_bytes_min = offsetof(patchbay_plugin_v1, destroy) + sizeof(void*);

struct Image {
  boost::dll::shared_library mapping;
  Loaded loaded;
};

/// Every library that this process has mapped, by hash. Objects of a plugin hold pointers into its
/// code, so it goes when the process goes, and is not even destroyed then.
struct Images {
  std::mutex mutex;
  std::map<std::string, Image> by_hash;

  static Images& all() {
    static auto* images = new Images;
    return *images;
  }
};

Loaded read_table(const boost::dll::shared_library& mapping, const std::string& hash) {
  const std::string complaint = "starts but gives no complete table of functions; see its own log";
  try {
    const auto* given = mapping.get<const patchbay_plugin_v1*()>("patchbay_plugin_entry_v1")();
    if (!given || given->struct_size < table_bytes_min) return invalid(complaint);
    auto library = std::make_shared<Library>(Library{hash, sdk::border::taken(given)});
    const auto& table = library->table;
    if (!table.begin || !table.resume || !table.destroy) return invalid(complaint);
    return std::shared_ptr<const Library>(std::move(library));
  } catch (const std::exception& failed) {
    return invalid(std::string("cannot start: ") + failed.what());
  } catch (...) {
    return invalid("cannot start: its entry throws");
  }
}

}  // namespace

Result<std::shared_ptr<const Library>> load_library(const std::string& file,
                                                    const std::string& cache_folder) {
  const auto bytes = read_library(file);
  if (!bytes) return bytes.error();
  const auto hash = crypto::to_hex(crypto::sha256(*bytes));
  auto& images = Images::all();
  const std::lock_guard lock(images.mutex);
  auto known = images.by_hash.find(hash);
  if (known == images.by_hash.end()) {
    if (auto sound = inspect(file, *bytes); !sound) return sound.error();
    const auto copy = copy_library(*bytes, hash, cache_folder);
    if (!copy) return copy.error();
    try {
      boost::dll::shared_library mapping(*copy, boost::dll::load_mode::rtld_now);
      auto loaded = read_table(mapping, hash);
      known = images.by_hash.emplace(hash, Image{std::move(mapping), std::move(loaded)}).first;
    } catch (const std::exception& failed) {
      return invalid(file + " cannot be loaded: " + failed.what());
    }
  }
  const auto& loaded = known->second.loaded;
  if (!loaded) return loaded.error().in(file);
  return loaded;
}

std::size_t forget_copies(const std::string& cache_folder) {
  auto& images = Images::all();
  const std::lock_guard lock(images.mutex);
  std::set<std::string> mapped;
  for (const auto& [hash, image] : images.by_hash) mapped.insert(hash);
  return forget_old_copies(cache_folder, mapped, spare_copies_max);
}

std::size_t mapped_images() {
  auto& images = Images::all();
  const std::lock_guard lock(images.mutex);
  return images.by_hash.size();
}

}  // namespace patchbay::adapters::native
