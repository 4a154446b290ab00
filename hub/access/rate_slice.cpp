#include "hub/access/rate_slice.h"

#include <algorithm>

namespace patchbay::access {
namespace {

constexpr std::int64_t busy_uses = 2;  // between two asks: then permits are leased ahead

}  // namespace

SliceTerms SliceTerms::among(std::int64_t hubs, const Rate& rate) {
  if (hubs <= 1) return alone();
  const std::int64_t part = std::max<std::int64_t>(rate.burst / (2 * hubs), 1);
  return {part, part};
}

RateDecision RateSlice::use(const Rate& rate, const SliceTerms& terms, Timestamp now) {
  if (held_ > 0) {
    --held_;
    ++used_;
    RateDecision decision = look(full_at_, rate, now);
    decision.passes = true;
    decision.retry_in = Duration(0);
    decision.remaining += held_;
    return decision;
  }
  RateDecision decision = look(full_at_, rate, now);
  if (!decision.passes) return decision;
  if (owed_ >= terms.unheard_max) {
    decision.passes = false;
    decision.remaining = 0;
    decision.retry_in = answer_wait;
    return decision;
  }
  if (owed_ == asked_) owed_since_ = now;
  ++owed_;
  ++used_;
  return take(full_at_, rate, now);
}

std::optional<SliceAsk> RateSlice::ask(const SliceTerms& terms, Timestamp now) {
  SliceAsk ask{owed_, 0, Duration(0)};
  if (owed_ > 0) ask.age = std::max(now - owed_since_, Duration(0));
  if (used_ >= busy_uses && held_ < used_)
    ask.want = std::max<std::int64_t>(std::min(2 * used_, terms.lease_max) - held_, 0);
  if (used_ > 0) held_until_ = now + lease_life;
  if (held_ > 0 && now >= held_until_) {
    ask.charge -= held_;
    held_ = 0;
  }
  used_ = 0;
  asked_ = owed_;
  if (ask.charge == 0 && ask.want == 0) return std::nullopt;
  return ask;
}

void RateSlice::answered(const SliceAnswer& answer, const Rate& rate, Timestamp now) {
  owed_ -= asked_;
  asked_ = 0;
  held_ += answer.granted;
  if (answer.granted > 0) held_until_ = now + lease_life;
  full_at_ = now.micros + answer.full_in.count();
  charge(full_at_, rate, now, owed_);
}

SliceAnswer answer_ask(TheoreticalArrival& full_at, const Rate& rate, const SliceAsk& ask,
                       Timestamp now) {
  charge(full_at, rate, now - ask.age, ask.charge);
  const std::int64_t granted = std::min(ask.want, look(full_at, rate, now).remaining);
  charge(full_at, rate, now, granted);
  return {Duration(full_at - now.micros), granted};
}

}  // namespace patchbay::access
