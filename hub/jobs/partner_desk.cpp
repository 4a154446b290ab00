#include "hub/jobs/partner_desk.h"

#include <algorithm>

namespace patchbay::jobs {
namespace {

/// What a block of tokens is worth.
constexpr Duration block_span_min{50'000};
constexpr Duration block_span_max{400'000};
constexpr std::int64_t busy_block_min = 10;  // tokens: smaller ones are not fetched in advance
constexpr Duration look_every{1'000'000};

std::int64_t tokens_of(const PartnerPace& pace, Duration span) {
  return std::max<std::int64_t>(pace.calls_per_second * span.count() / TokenRate::bucket_us, 1);
}

std::string why_closed_off(const Breaker& breaker) {
  return breaker.state == BreakerState::half_open
             ? "its breaker is half open: one probe is on its way"
             : "its breaker is open: it failed too often in a row";
}

}  // namespace

DeskVerdict PartnerDesk::decide(const PartnerPace& pace, Timestamp now, Duration wait_max) {
  if (!is_known_) return {};
  const bool is_closed = breaker_.state == BreakerState::closed;
  if (!is_closed && !has_probe_) {
    if (now >= breaker_.open_until) return {};
    return {DeskVerdict::Kind::go,
            {false, breaker_.open_until - now, false, why_closed_off(breaker_)}};
  }
  const TokenRate rate(pace.calls_per_second);
  const auto wait = purse_.peek(now, rate);
  if (!wait) return {};
  if (*wait > wait_max) return {DeskVerdict::Kind::no_room, {}};
  purse_.take(now, rate);
  ++taken_;
  return {DeskVerdict::Kind::go, {true, *wait, std::exchange(has_probe_, false), {}}};
}

bool PartnerDesk::note(const Ended& ended, const BreakerPolicy& policy, Timestamp now) {
  const BreakerState before = breaker_.state;
  breaker_ = after(breaker_, ended, policy, now);
  if (breaker_.state == before) return false;
  ++changes_under_way_;
  has_probe_ = false;
  return true;
}

void PartnerDesk::noted(const PartnerAnswer* answer) {
  --changes_under_way_;
  if (answer && changes_under_way_ == 0) accept(answer->breaker, answer->revision);
}

void PartnerDesk::take_in(const PartnerAnswer& answer, std::size_t waiting) {
  is_known_ = true;
  was_awaited_ = waiting > 1;  // one: who asked
  looked_at_ = answer.now;
  if (changes_under_way_ == 0) accept(answer.breaker, answer.revision);
  has_probe_ = answer.is_probe;
  purse_.add(answer.tokens);
}

void PartnerDesk::refresh(const Breaker& stored, std::int64_t revision, Timestamp now) {
  looked_at_ = now;
  if (changes_under_way_ == 0 && revision > revision_) accept(stored, revision);
}

/// Answers and looks overtake each other: what is older than what was seen says nothing.
void PartnerDesk::accept(const Breaker& stored, std::int64_t revision) {
  if (revision < revision_) return;
  revision_ = revision;
  const bool both_closed =
      stored.state == BreakerState::closed && breaker_.state == BreakerState::closed;
  const std::int64_t failures = breaker_.failures;
  if (stored != breaker_) has_probe_ = false;
  breaker_ = stored;
  if (both_closed) breaker_.failures = failures;
}

bool PartnerDesk::is_low(const PartnerPace& pace, Timestamp now) const {
  const std::int64_t block = tokens_of(pace, block_span_);
  const bool is_closed = is_known_ && breaker_.state == BreakerState::closed;
  return is_closed && block >= busy_block_min &&
         purse_.left(now, TokenRate(pace.calls_per_second)) * 2 < block;
}

std::int64_t PartnerDesk::tokens_to_ask(const PartnerPace& pace, std::size_t waiting) {
  const bool was_used = taken_ * 2 >= asked_;
  const bool is_too_little = was_awaited_ || waiting > 1;
  if (!was_used)
    block_span_ = block_span_min;
  else if (is_too_little)
    block_span_ = block_span_ * 2;
  block_span_ = std::clamp(block_span_, block_span_min, block_span_max);
  asked_ = std::max(tokens_of(pace, block_span_), static_cast<std::int64_t>(waiting));
  taken_ = 0;
  return asked_;
}

bool PartnerDesk::is_stale(Timestamp now) {
  if (breaker_.state == BreakerState::closed || now - looked_at_ < look_every) return false;
  looked_at_ = now;
  return true;
}

}  // namespace patchbay::jobs
