#pragma once
// What the store holds of a partner's limits, and what a hub's question makes of it: pure.

#include <optional>
#include <string>

#include "hub/jobs/partner_limits.h"
#include "hub/jobs/token_block.h"

namespace patchbay::jobs {

struct PartnerRow {
  Breaker breaker;
  std::int64_t revision = 0;  ///< of the breaker: one more with every change
  std::int64_t trips_ever = 0;
  std::int64_t next_us = 0;  ///< see token_block.h

  bool operator==(const PartnerRow&) const = default;
};

/// A hub asks for tokens, or tells how an exchange ended.
struct PartnerAsk {
  OrganisationId organisation;
  std::string partner;
  PartnerPace pace;
  std::int64_t tokens = 0;
  std::optional<Ended> ended = {};
  std::int64_t failures = 0;  ///< in a row before `ended`, as the hub counted them
};

struct PartnerAnswer {
  Breaker breaker;
  std::int64_t revision = 0;             ///< of the breaker
  Timestamp now;                         ///< when it was given
  bool is_probe = false;                 ///< the tokens are for the breaker's probe
  TokenBlock tokens = {};                ///< may hold none
  std::optional<Duration> next_in = {};  ///< none to be had now: when to ask again
};

/// Tokens are given for at most this far ahead; who needs more asks again later.
constexpr Duration tokens_ahead_max{1'000'000};

/// Changes the row as asked. An open breaker whose time is up gives one token, for its probe.
PartnerAnswer answer(PartnerRow& row, const PartnerAsk& ask, Timestamp now);

}  // namespace patchbay::jobs
