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

Result<void> Registry::add(Partner partner) {
  const auto taken = partners_.find(partner.id);
  if (taken != partners_.end())
    return conflict("partner \"" + partner.id +
                    "\" is there twice: " + taken->second.plug->origin() + " and " +
                    partner.plug->origin() + "; give one of them another id");
  auto ways = settle_ways(partner);
  if (!ways) return ways.error();
  partner.settle = *std::move(ways);
  auto auth = make_authenticator(partner);
  if (!auth) return auth.error();
  partner.auth = *std::move(auth);
  auto id = partner.id;
  partners_.emplace(std::move(id), std::move(partner));
  return {};
}

const Partner* Registry::find(const std::string& id) const {
  const auto found = partners_.find(id);
  return found == partners_.end() ? nullptr : &found->second;
}

}  // namespace patchbay::adapters
