#include "adapters/registry.h"

#include <utility>

namespace patchbay::adapters {

Result<void> Registry::add(Partner partner) {
  const auto taken = partners_.find(partner.id);
  if (taken != partners_.end())
    return conflict("partner \"" + partner.id +
                    "\" is there twice: " + taken->second.plug->origin() + " and " +
                    partner.plug->origin() + "; give one of them another id");
  auto id = partner.id;
  partners_.emplace(std::move(id), std::move(partner));
  return {};
}

const Partner* Registry::find(const std::string& id) const {
  const auto found = partners_.find(id);
  return found == partners_.end() ? nullptr : &found->second;
}

}  // namespace patchbay::adapters
