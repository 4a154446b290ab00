#pragma once
// Drives conversations: schemas, authentication, limits, deadlines, the record of the exchange.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/partner_health.h"
#include "adapters/registry.h"
#include "hub/base/boot_clock.h"
#include "hub/base/organisation.h"
#include "hub/http/loops.h"
#include "hub/jobs/partner_limits.h"
#include "hub/jobs/switches.h"
#include "hub/oauth/tokens.h"
#include "hub/store/store.h"

namespace patchbay::adapters {

struct Call {
  OrganisationId organisation;
  PartnerPtr partner;
  std::string capability;
  std::string idempotency_key;
  std::string reference;  ///< what of ours the call is for ("rwd_…"), for the exchange record
  int attempt = 1;
  /// Whom of the programme it is about; for a partner that each customer has to let in (auth.h).
  std::string customer = {};
  boost::json::value request;
  /// Until when steps may move value, asked just before each is sent: such a step leaves before
  /// then or not at all (the call is then held back). Empty: no limit.
  std::function<BootTime()> moves_value_until{};
};

/// Calls partners. Thread safe; call from a coroutine on one of the loops. Goes after its last
/// call, before the loops and the store, or is mute() first; the destructor waits for the records
/// of exchanges, and leaves behind what plugs do not end (plug_threads.h).
class Caller {
 public:
  virtual ~Caller() = default;
  /// One call from request to outcome. The plug's steps run on plug threads; HTTP steps wait for
  /// the partner's rate limit and concurrency, carry the proof that the manifest asks for (of a
  /// token, a 401 causes one refresh and one repeat), and are recorded in `partner_exchanges` (no
  /// secrets, no bodies). A breaker that is open or half open and a partner that an operator
  /// stopped hold the call back (outcome.h); of a stopped partner only what moves value. A request
  /// or result that breaks its schema is `rejected` (`unknown` after a step that moved value).
  virtual Async<Outcome> call(Call call) = 0;
  /// After the loops were stopped, before they go with the calls that were under way: what plugs
  /// still say is for nobody.
  virtual void mute() {}
};

struct CallerOptions {
  std::size_t plug_threads = 2;
  /// One call as a whole, with its waits for limits; then `retryable`, or `unknown` once value may
  /// have moved.
  std::chrono::milliseconds call_timeout{300'000};
  /// Breaker and rate over all hubs; null: no breaker, and the rate is this process's own.
  jobs::PartnerLimits* limits = nullptr;
  /// Where partners are stopped; null: none is.
  const jobs::SwitchBoard* switches = nullptr;
  /// Is told of every exchange; null: nobody wants to know.
  PulseBook* pulses = nullptr;
};

std::unique_ptr<Caller> make_caller(store::Store& store, http::Loops& loops,
                                    oauth::TokenSource& tokens,
                                    std::function<http::Client&()> client_of_this_loop,
                                    const Clock& clock, CallerOptions options);

struct ExchangeCounts {
  std::int64_t calls = 0;    ///< HTTP steps that reached a partner or tried to
  std::int64_t retries = 0;  ///< those with attempt > 1
};
ExchangeCounts count_exchanges(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::adapters
