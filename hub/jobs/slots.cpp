#include "hub/jobs/slots.h"

#include <algorithm>

namespace patchbay::jobs {

std::vector<Want> Slots::wants() const {
  std::vector<Want> wants;
  for (const auto& [name, kind] : kinds_)
    if (kind.may_have_more && kind.taken < kind.places)
      wants.push_back({name, std::min(kind.places - kind.taken, claim_max_)});
  return wants;
}

void Slots::wake_all() {
  for (auto& [name, kind] : kinds_) kind.may_have_more = true;
}

void Slots::claimed(const Want& want, std::size_t got) {
  auto& kind = kinds_.at(want.kind);
  kind.taken += got;
  kind.may_have_more = got >= want.limit;
}

}  // namespace patchbay::jobs
