#include "adapters/partner_way.h"

namespace patchbay::adapters {
namespace {

using std::chrono::steady_clock;

/// How long work for a stopped partner rests before somebody looks again.
constexpr std::chrono::seconds stopped_wait{5};
/// How long a call rests that found no room within its deadline.
constexpr std::chrono::seconds crowded_wait{1};
/// What a probe may take beyond the partner's own time-out before it is given up for lost.
constexpr std::chrono::seconds probe_margin{5};

jobs::PartnerPace pace_of(const Partner& partner) {
  jobs::PartnerPace pace;
  pace.calls_per_second = partner.limits.calls_per_second;
  pace.probe_limit = std::chrono::milliseconds(partner.limits.timeout_ms) + probe_margin;
  pace.breaker = partner.breaker;
  return pace;
}

Outcome crowded(const Partner& partner) {
  return held_back(
      "the limits of partner \"" + partner.id + "\" leave no room before the call's deadline",
      crowded_wait);
}

}  // namespace

PartnerWay::PartnerWay(std::shared_ptr<Gate> gate, jobs::PartnerLimits* limits,
                       const jobs::SwitchBoard* switches, OrganisationId organisation,
                       const Partner& partner)
    : gate_(std::move(gate)),
      limits_(limits),
      switches_(switches),
      organisation_(std::move(organisation)),
      partner_(&partner),
      pace_(pace_of(partner)) {}

Async<std::variant<Leave, Outcome>> PartnerWay::enter(SteadyTime deadline) const {
  Gate::Pass pass = co_await gate_->enter(deadline);
  if (!pass) co_return crowded(*partner_);
  if (!limits_) co_return Leave(std::move(pass), nullptr);
  const auto left = std::chrono::duration_cast<Duration>(deadline - steady_clock::now());
  const auto go =
      co_await limits_->enter(organisation_, partner_->id, pace_, std::max(left, Duration(0)));
  if (!go) co_return crowded(*partner_);
  if (!go->passes)
    co_return held_back("partner \"" + partner_->id + "\" is not called: " + go->why, go->wait);
  auto tell = [limits = limits_, organisation = organisation_, partner = partner_->id, pace = pace_,
               was_probe = go->is_probe](jobs::Health health) {
    limits->ended(organisation, partner, pace, {health, was_probe});
  };
  Leave leave(std::move(pass), std::move(tell));
  if (go->wait.count() > 0) co_await sleep_for(go->wait);
  co_return std::move(leave);
}

std::optional<Outcome> PartnerWay::stopped(bool moves_value) const {
  if (!switches_) return std::nullopt;
  if (switches_->is_disabled(organisation_, partner_->id))
    return held_back("partner \"" + partner_->id + "\" is disabled", stopped_wait);
  if (!moves_value || !switches_->stops_partner(organisation_, partner_->id)) return std::nullopt;
  return held_back("an operator stopped issuing at partner \"" + partner_->id + "\"", stopped_wait);
}

}  // namespace patchbay::adapters
