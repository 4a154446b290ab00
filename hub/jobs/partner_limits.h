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
  bool passes = true;     ///< false: nothing may be sent before `wait`, `why` says it
  Duration wait{0};       ///< go after this, or ask again after this
  bool is_probe = false;  ///< hand it back to ended()
  std::string why = {};   ///< "its breaker is open", for messages after the partner's name
};

/// Tokens are taken from the store some tens of milliseconds' worth at a time, more while they are
/// used up, and expire unused; breakers are written when they change state and read anew when
/// another hub changed one, so a busy partner costs few transactions. Failures in a row are counted
/// by each process for itself; what follows from them is shared. While the store gives no answer,
/// nothing passes. Thread safe; enter() from a coroutine on any loop. Outlives its callers, the
/// suspended ones too.
class PartnerLimits {
 public:
  virtual ~PartnerLimits() = default;
  /// Takes a token. Empty when the wait for it would be longer than `wait_max`.
  virtual Async<std::optional<Go>> enter(OrganisationId organisation, std::string partner,
                                         PartnerPace pace, Duration wait_max) = 0;
  /// How an exchange that was let through ended. Never blocks.
  virtual void ended(const OrganisationId& organisation, const std::string& partner,
                     const PartnerPace& pace, const Ended& ended) = 0;
  /// As this process knows it; for claims, health pages and fallback decisions. Open with its time
  /// up means that the next call is let through as a probe.
  virtual Breaker breaker(const OrganisationId& organisation, const std::string& partner) const = 0;
  /// Ends what it does with the store, which may go afterwards; callers that are left get nothing
  /// any more. Once the loops stand still; not from a store's thread. The destructor stops too.
  virtual void stop() = 0;
};

/// Times are the database's, unless `clock` is not the machine's (a test's then counts).
std::unique_ptr<PartnerLimits> make_partner_limits(store::Store& store, const Clock& clock);

/// From the store, for pages and commands.
struct PartnerHealth {
  OrganisationId organisation;
  std::string partner;
  Breaker breaker;
  std::int64_t revision = 0;    ///< of the breaker: one more with every change
  std::int64_t trips_ever = 0;  ///< how often it opened since it is known
};
/// In order of organisation and partner; those that were ever called. A name with a slash is no
/// partner's: other rooms keep rates under such names, without breakers.
std::vector<PartnerHealth> list_partner_health(store::Session& session);
/// Closes a breaker by hand and signals every hub. Returns false when it was closed already.
bool reset_breaker(store::Session& session, const OrganisationId& organisation,
                   const std::string& partner, Timestamp now);

}  // namespace patchbay::jobs
