#include "webhooks/source_holds.h"

namespace patchbay::webhooks {

void SourceHolds::hold(const OrganisationId& organisation, const std::string& endpoint,
                       Duration wait) {
  const Timestamp until = clock_.now() + wait;
  const std::lock_guard lock(mutex_);
  if (until_.size() >= held_max) return;
  auto& held = until_[{organisation, endpoint}];
  held = std::max(held, until);
  count_ = until_.size();
}

Duration SourceHolds::left(const OrganisationId& organisation, const std::string& endpoint) {
  if (count_.load(std::memory_order_relaxed) == 0) return Duration(0);
  const Timestamp now = clock_.now();
  const std::lock_guard lock(mutex_);
  const auto held = until_.find({organisation, endpoint});
  if (held == until_.end()) return Duration(0);
  if (held->second > now) return held->second - now;
  until_.erase(held);
  count_ = until_.size();
  return Duration(0);
}

}  // namespace patchbay::webhooks
