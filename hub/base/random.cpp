#include "hub/base/random.h"

#include <algorithm>
#include <cstring>

namespace patchbay {

std::uint64_t mix(std::uint64_t seed, std::uint64_t position) {
  std::uint64_t z = seed + (position + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    // One counter step a word; atomic, so that the class is thread safe as promised.
    const std::uint64_t position = __atomic_fetch_add(&state_, 1, __ATOMIC_RELAXED);
    const std::uint64_t word = mix(position, 0x5eed);
    std::memcpy(bytes.data() + at, &word, std::min(sizeof word, bytes.size() - at));
  }
}

}  // namespace patchbay
