#include "adapters/registry.h"

#include <algorithm>
#include <utility>

#include "adapters/auth.h"

namespace patchbay::adapters {

namespace {

Result<std::vector<Settle>> settle_ways(const Partner& partner) {
  const Duration request_max = std::chrono::milliseconds(partner.limits.timeout_ms);
  auto ways = partner.plug->manifest().settle;
  for (auto& one : ways) {
    if (one.way == SettleWay::repeat_same_key) continue;
    one.settle_after = std::max(partner.settle_after.value_or(one.settle_after), request_max);
    if (one.way == SettleWay::reverse && one.deadline <= one.settle_after)
      return invalid("partner \"" + partner.id + "\": settle_after_ms, or timeout_ms which it is " +
                     "never less than, is not less than the plug's deadline_ms for reversals; " +
                     "lower it");
  }
  return ways;
}

}  // namespace

std::string api_url_of(const Partner& partner) {
  const auto& settings = partner.settings.all();
  const auto found = settings.find("api_url");
  std::string url = found == settings.end() ? "" : found->second;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<PartnerPtr> complete(Partner partner) {
  auto ways = settle_ways(partner);
  if (!ways) return ways.error();
  partner.settle = *std::move(ways);
  auto auth = make_authenticator(partner);
  if (!auth) return auth.error();
  partner.auth = *std::move(auth);
  return std::make_shared<const Partner>(std::move(partner));
}

Result<void> Registry::add(Partner partner) {
  if (const auto taken = find(partner.id))
    return conflict("partner \"" + partner.id + "\" is there twice: " + taken->plug->origin() +
                    " and " + partner.plug->origin() + "; give one of them another id");
  auto completed = complete(std::move(partner));
  if (!completed) return completed.error();
  const std::lock_guard lock(mutex_);
  partners_.emplace((*completed)->id, *completed);
  return {};
}

void Registry::replace(PartnerPtr partner) {
  const std::lock_guard lock(mutex_);
  partners_.at(partner->id).swap(partner);  // what was there goes when the lock is free
}

PartnerPtr Registry::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = partners_.find(id);
  return found == partners_.end() ? nullptr : found->second;
}

std::vector<PartnerPtr> Registry::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<PartnerPtr> partners;
  partners.reserve(partners_.size());
  for (const auto& [id, partner] : partners_) partners.push_back(partner);
  return partners;
}

}  // namespace patchbay::adapters
