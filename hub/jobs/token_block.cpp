#include "hub/jobs/token_block.h"

#include <algorithm>

namespace patchbay::jobs {
namespace {

/// Where the next token of a block may start.
std::int64_t start_in(const TokenBlock& block, Timestamp now) {
  return std::max(block.from_us, now.micros - TokenRate::late_us);
}

}  // namespace

TokenRate::TokenRate(std::int64_t calls_per_second) {
  const std::int64_t rate = std::clamp<std::int64_t>(calls_per_second, 1, bucket_us);
  interval_us = (bucket_us + rate - 1) / rate;
  early_us = std::max(bucket_us - late_us, interval_us);
}

TokenBlock take_block(std::int64_t& next_us, const TokenRate& rate, std::int64_t tokens,
                      Timestamp now, Duration ahead_max) {
  const std::int64_t from = std::max(next_us, now.micros);
  const std::int64_t until = now.micros + rate.early_us + ahead_max.count();
  const std::int64_t fit = std::max<std::int64_t>(until - from, 0) / rate.interval_us;
  const std::int64_t to = from + std::min(tokens, fit) * rate.interval_us;
  if (to > from) next_us = to;
  return {from, to};
}

std::optional<Duration> TokenPurse::peek(Timestamp now, const TokenRate& rate) {
  while (!blocks_.empty()) {
    const std::int64_t end = start_in(blocks_.front(), now) + rate.interval_us;
    if (end <= blocks_.front().to_us)
      return Duration(std::max<std::int64_t>(end - rate.early_us - now.micros, 0));
    blocks_.pop_front();
  }
  return std::nullopt;
}

void TokenPurse::take(Timestamp now, const TokenRate& rate) {
  if (!peek(now, rate)) return;
  blocks_.front().from_us = start_in(blocks_.front(), now) + rate.interval_us;
}

std::int64_t TokenPurse::left(Timestamp now, const TokenRate& rate) const {
  std::int64_t tokens = 0;
  for (const auto& block : blocks_)
    tokens += std::max<std::int64_t>(block.to_us - start_in(block, now), 0) / rate.interval_us;
  return tokens;
}

}  // namespace patchbay::jobs
