#pragma once
// A partner's breaker and rate, kept in the store: they survive a restart and all hubs share them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/jobs/breaker.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

struct PartnerPace {
  std::int64_t calls_per_second = 50;  ///< over all hubs; a token bucket of one second's worth
  Duration probe_limit{60'000'000};    ///< a half open breaker's probe is lost after this
  BreakerPolicy breaker;
};

/// Whether an exchange may go, decided for all hubs.
struct Go {
  Duration wait{0};    ///< go after this
  bool passes = true;  ///< false: the breaker is open, nothing may be sent before `wait`
};

/// Tokens are taken from the store a handful at a time, and breakers are written only when they
/// change, so that a busy partner costs few transactions. Thread safe; from any loop.
class PartnerLimits {
 public:
  virtual ~PartnerLimits() = default;
  /// Takes a token. Empty when the wait for it would be longer than `wait_max`.
  virtual Async<std::optional<Go>> enter(OrganisationId organisation, std::string partner,
                                         PartnerPace pace, Duration wait_max) = 0;
  /// How an exchange that was let through ended; `is_healthy`: see breaker.h.
  virtual void ended(const OrganisationId& organisation, const std::string& partner,
                     const PartnerPace& pace, bool is_healthy) = 0;
  /// As this process knows it; for claims, health pages and fallback decisions.
  virtual Breaker breaker(const OrganisationId& organisation, const std::string& partner) const = 0;
};

std::unique_ptr<PartnerLimits> make_partner_limits(store::Store& store, const Clock& clock);

/// From the store, for pages and commands.
struct PartnerHealth {
  OrganisationId organisation;
  std::string partner;
  Breaker breaker;
};
std::vector<PartnerHealth> list_partner_health(store::Session& session);
/// Closes a breaker by hand. Returns false when there is none.
bool reset_breaker(store::Session& session, const OrganisationId& organisation,
                   const std::string& partner, Timestamp now);

}  // namespace patchbay::jobs
