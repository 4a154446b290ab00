#include "hub/jobs/partner_row.h"

#include <algorithm>

namespace patchbay::jobs {
namespace {

void change(PartnerRow& row, const Breaker& breaker) {
  if (row.breaker == breaker) return;
  row.breaker = breaker;
  ++row.revision;
}

void take_in(PartnerRow& row, const PartnerAsk& ask, Timestamp now) {
  Breaker before = row.breaker;
  if (before.state == BreakerState::closed) before.failures = ask.failures;
  const Breaker changed = after(before, *ask.ended, ask.pace.breaker, now);
  if (changed.state == row.breaker.state) return;
  if (changed.trips > row.breaker.trips) ++row.trips_ever;
  change(row, changed);
}

}  // namespace

PartnerAnswer answer(PartnerRow& row, const PartnerAsk& ask, Timestamp now) {
  if (ask.ended) {
    take_in(row, ask, now);
    return {.breaker = row.breaker, .revision = row.revision, .now = now};
  }
  const Admission admission = admit(row.breaker, now, ask.pace.probe_limit);
  PartnerAnswer given{.breaker = row.breaker, .revision = row.revision, .now = now};
  if (!admission.passes) return given;
  const TokenRate rate(ask.pace.calls_per_second);
  const bool is_probe = row.breaker.state != BreakerState::closed;
  given.tokens = take_block(row.next_us, rate, is_probe ? 1 : ask.tokens, now, tokens_ahead_max);
  if (given.tokens.from_us == given.tokens.to_us) {
    const Timestamp first{row.next_us + rate.interval_us - rate.early_us};
    given.next_in = first - now - tokens_ahead_max;
    return given;
  }
  given.is_probe = is_probe;
  change(row, admission.after);
  given.breaker = row.breaker;
  given.revision = row.revision;
  return given;
}

}  // namespace patchbay::jobs
