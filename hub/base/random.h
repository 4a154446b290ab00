#pragma once
// Randomness is a seam: the system's generator in production, a seeded one in tests and the demo.

#include <cstddef>
#include <cstdint>
#include <span>

namespace patchbay {

/// A source of random bytes. Thread safe.
class Random {
 public:
  virtual ~Random() = default;
  /// Fills `bytes` whole. Never fails; the system generator aborts the process if the kernel has
  /// none.
  virtual void fill(std::span<std::byte> bytes) = 0;

  std::uint64_t next_u64() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  /// A number in [0, limit), limit > 0. The bias is below limit / 2^64.
  std::uint64_t below(std::uint64_t limit) { return next_u64() % limit; }
};

/// The same bytes for the same seed, for simulations. Never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::uint64_t state_;
};

/// One well-mixed number from a seed and a position (SplitMix64, Steele and others 2014): a
/// decision that does not depend on the order in which decisions are asked for.
std::uint64_t mix(std::uint64_t seed, std::uint64_t position);

}  // namespace patchbay
