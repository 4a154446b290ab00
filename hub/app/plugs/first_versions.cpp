#include "hub/app/plugs/first_versions.h"

#include "hub/app/plugs/candidate.h"
#include "hub/app/plugs/shelf.h"
#include "hub/app/plugs/version_files.h"
#include "hub/base/log.h"

namespace patchbay::app {
namespace {

std::vector<PartnerSetup> setups_of(const std::string& plug,
                                    const std::vector<PartnerSetup>& setups) {
  std::vector<PartnerSetup> own;
  for (const auto& setup : setups)
    if (setup.plug == plug) own.push_back(setup);
  return own;
}

/// Where the wished version can be served from.
Result<Home> find_wished(const PlugWish& wish, const std::vector<PartnerSetup>& setups,
                         const std::string& cache_folder, const Shelf& shelf) {
  const auto home = shelf.find(wish.plug, wish.stamp);
  if (!home) return not_found("it is not on the shelf of this hub");
  const auto sound = make_candidate(setups, *home, cache_folder, {});
  if (!sound) return sound.error();
  return *home;
}

}  // namespace

FirstVersions first_versions(const std::vector<PlugWish>& wishes,
                             const std::vector<PartnerSetup>& setups, const Home& home,
                             const std::string& cache_folder, const std::string& shelf_folder) {
  const Shelf shelf(shelf_folder);
  FirstVersions first{stamps_of(home, plugs_of(setups)), {}};
  for (const auto& wish : wishes) {
    const auto own = setups_of(wish.plug, setups);
    const auto on_disk = first.stamps.find(wish.plug);
    const bool is_on_disk = on_disk != first.stamps.end() && on_disk->second == wish.stamp;
    if (own.empty() || wish.stamp.empty() || is_on_disk) continue;
    auto found = find_wished(wish, own, cache_folder, shelf);
    if (!found) {
      log_line(LogLevel::error, "plug.not_gone_back",
               {{"plug", wish.plug}, {"stamp", wish.stamp}, {"error", found.error().message}});
      continue;
    }
    first.stamps[wish.plug] = wish.stamp;
    first.homes[wish.plug] = *std::move(found);
  }
  return first;
}

}  // namespace patchbay::app
