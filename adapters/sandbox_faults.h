#pragma once
// Faults on purpose: decided by seed, key and how often the key was seen, not by the order of
// calls.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "hub/base/clock.h"

namespace patchbay::adapters {

enum class Fault {
  none,
  error,  ///< 503, nothing done
  late,   ///< done, then answered too late
  cut,    ///< done, then the connection is cut without an answer
};

/// In thousandths of the calls; together at most 1,000.
struct FaultRates {
  int error_permille = 0;
  int late_permille = 0;
  int cut_permille = 0;
  Duration latency_min{}, latency_max{};  ///< of every answer
};

/// Not thread safe.
class Faults {
 public:
  Faults(std::uint64_t seed, const FaultRates& rates) : seed_(seed), rates_(rates) {}
  /// What befalls this call of `key` (partner, method and key of the call). Counts it.
  Fault next(const std::string& key);
  /// How long the answer to that call of `key` takes which next() counted last.
  Duration latency(const std::string& key) const;

 private:
  std::uint64_t draw(const std::string& key, std::uint64_t times) const;

  std::uint64_t seed_;
  FaultRates rates_;
  std::unordered_map<std::string, std::uint64_t> seen_;
};

/// A token bucket with one second's burst; a rate of 0 lets everything pass. Not thread safe.
class CallRate {
 public:
  explicit CallRate(std::int64_t calls_per_second)
      : calls_per_second_(calls_per_second), credit_(calls_per_second * 1'000'000) {}
  bool take(Timestamp now);

 private:
  std::int64_t calls_per_second_;
  std::int64_t credit_;  // millionths of a call
  Timestamp last_{};
};

}  // namespace patchbay::adapters
