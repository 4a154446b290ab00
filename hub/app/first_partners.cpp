#include "hub/app/first_partners.h"

#include "adapters/native/library.h"
#include "hub/app/inbound.h"
#include "hub/app/plugs/first_versions.h"
#include "hub/base/log.h"

namespace patchbay::app {

Result<FirstPartners> load_first_partners(const HubSettings& settings, store::Store& store) {
  const auto wishes = store.run_blocking(store::Access::read, list_wishes);
  auto first = first_versions(wishes, settings.partners, settings.home, settings.cache_folder,
                              settings.shelf_folder);
  auto registry =
      load_partners(settings.partners, settings.home, settings.cache_folder, first.homes);
  if (!registry) return registry.error();
  auto verifiers = inbound_verifiers(settings.partners, *registry);
  if (!verifiers) return verifiers.error();
  if (const auto copies = adapters::native::forget_copies(settings.cache_folder); copies > 0)
    log_line(LogLevel::info, "plugs.copies_forgotten", {{"copies", std::to_string(copies)}});
  return FirstPartners{*std::move(registry), *std::move(verifiers), std::move(first.stamps)};
}

}  // namespace patchbay::app
