#pragma once
// One HTTP step with everything that the hub adds: base URL, proof, limits, deadline, record.

#include <chrono>
#include <functional>
#include <memory>
#include <variant>

#include "adapters/auth.h"
#include "adapters/caller.h"
#include "adapters/exchange_store.h"
#include "adapters/identified_client.h"
#include "adapters/partner_way.h"
#include "adapters/scrub.h"

namespace patchbay::adapters {

/// The HTTP side of one call. Used by one coroutine.
class PartnerHttp {
 public:
  /// Borrows everything for the life of the call; `record` gets each exchange that was tried, and
  /// `hidden` what requests were proven with: a partner's words must not repeat it.
  PartnerHttp(const Call& call, PartnerWay way, oauth::TokenSource& tokens, http::Client& client,
              const Clock& clock, SteadyTime deadline, Scrubber& hidden,
              std::function<void(ExchangeRow)> record);

  /// The exchange, or the outcome of a call that cannot go on: nothing of this step was sent then.
  Async<std::variant<http::Exchange, Outcome>> send(HttpStep step);

 private:
  // Awaited at once: references save copies.
  Async<std::variant<http::Exchange, Outcome>> send_once(const HttpStep& step, Proof& proof);
  /// Puts the proof on; or the outcome of a call that has none.
  Async<std::optional<Outcome>> sign(http::ClientRequest& request, Proof& proof, Leave& leave);
  void hide_proof(const http::ClientRequest& request, const Proof& proof);
  void hide(std::string_view proof);
  Async<bool> may_repeat(const http::Response& answer, const Proof& proof);
  AuthContext context();
  Async<http::Exchange> exchange_once(http::ClientRequest request);
  std::optional<Outcome> refusal(const HttpStep& step) const;
  /// When a step that moves value must have left.
  SteadyTime limit_of(const HttpStep& step) const;
  std::optional<Outcome> too_late(const HttpStep& step, SteadyTime until) const;
  http::ClientRequest request(const HttpStep& step) const;
  std::chrono::milliseconds timeout(SteadyTime until) const;
  ExchangeRow row(const HttpStep& step, const http::Exchange& exchange, Timestamp started,
                  Duration took) const;

  const Call& call_;
  const PartnerWay way_;
  oauth::TokenSource& tokens_;
  IdentifiedClient client_;
  const Clock& clock_;
  const SteadyTime deadline_;
  Scrubber& hidden_;
  int proofs_ = 0;
  std::function<void(ExchangeRow)> record_;
  std::string api_url_;  // without a slash at its end; empty: the partner has none
};

}  // namespace patchbay::adapters
