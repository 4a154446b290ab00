#include "adapters/sandbox_faults.h"

#include <algorithm>
#include <string_view>

#include "hub/base/random.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t keys_max = 1'000'000;

/// FNV-1a, 64 bits: the same on every machine, unlike std::hash.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

}  // namespace

Fault Faults::next(const std::string& key) {
  if (seen_.size() >= keys_max) seen_.clear();
  const auto drawn = static_cast<int>(draw(key, ++seen_[key]) % 1'000);
  const int late_from = rates_.error_permille;
  const int cut_from = late_from + rates_.late_permille;
  if (drawn < late_from) return Fault::error;
  if (drawn < cut_from) return Fault::late;
  return drawn < cut_from + rates_.cut_permille ? Fault::cut : Fault::none;
}

std::uint64_t Faults::draw(const std::string& key, std::uint64_t times) const {
  return mix(seed_, hash(key + "#" + std::to_string(times)));
}

Duration Faults::latency(const std::string& key) const {
  const auto span = static_cast<std::uint64_t>((rates_.latency_max - rates_.latency_min).count());
  if (span == 0) return rates_.latency_min;
  const auto seen = seen_.find(key);
  const std::uint64_t drawn = draw("latency " + key, seen == seen_.end() ? 0 : seen->second);
  return rates_.latency_min + Duration(static_cast<std::int64_t>(drawn % (span + 1)));
}

bool CallRate::take(Timestamp now) {
  if (calls_per_second_ <= 0) return true;
  const std::int64_t burst = calls_per_second_ * 1'000'000;
  const std::int64_t passed_us = std::clamp<std::int64_t>(now.micros - last_.micros, 0, 1'000'000);
  last_ = now;
  credit_ = std::min(burst, credit_ + passed_us * calls_per_second_);
  if (credit_ < 1'000'000) return false;
  credit_ -= 1'000'000;
  return true;
}

}  // namespace patchbay::adapters
