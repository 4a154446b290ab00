#pragma once
// The way to a partner: its gate here, its breaker and rate over all hubs, the operator's switch.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "adapters/gate.h"
#include "adapters/registry.h"
#include "adapters/steady_time.h"
#include "hub/base/organisation.h"
#include "hub/jobs/partner_limits.h"
#include "hub/jobs/switches.h"

namespace patchbay::adapters {

/// The leave for one exchange. When it goes without a word, nothing was sent.
class Leave {
 public:
  Leave(Gate::Pass pass, std::function<void(jobs::Health)> tell)
      : pass_(std::move(pass)), tell_(std::move(tell)) {}
  Leave(Leave&& other) noexcept
      : pass_(std::move(other.pass_)), tell_(std::exchange(other.tell_, nullptr)) {}
  ~Leave() { ended(jobs::Health::silent); }
  void ended(jobs::Health health) {
    if (const auto tell = std::exchange(tell_, nullptr)) tell(health);
  }

 private:
  Gate::Pass pass_;
  std::function<void(jobs::Health)> tell_;  // empty: nobody wants to know
};

/// Of one call. `limits` and `switches` may be null and outlive it, as the partner does.
class PartnerWay {
 public:
  PartnerWay(std::shared_ptr<Gate> gate, jobs::PartnerLimits* limits,
             const jobs::SwitchBoard* switches, OrganisationId organisation,
             const Partner& partner);

  /// Waits for a place and a token; or the outcome of a call that is held back.
  Async<std::variant<Leave, Outcome>> enter(SteadyTime deadline) const;
  /// The outcome when an operator stopped issuing at this partner, or disabled it.
  std::optional<Outcome> stopped(bool moves_value) const;

 private:
  std::shared_ptr<Gate> gate_;
  jobs::PartnerLimits* limits_;
  const jobs::SwitchBoard* switches_;
  OrganisationId organisation_;
  const Partner* partner_;
  jobs::PartnerPace pace_;
};

}  // namespace patchbay::adapters
