#include "hub/base/id.h"

#include <array>

namespace patchbay {

std::string new_id(std::string_view prefix, const Clock& clock, Random& random) {
  static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  auto millis = static_cast<std::uint64_t>(clock.now().micros / 1000);
  std::array<std::byte, 16> bits{};
  random.fill(bits);

  std::string id;
  id.reserve(prefix.size() + 27);
  id.append(prefix).push_back('_');
  const std::size_t start = id.size();
  id.resize(start + 26);
  for (int i = 9; i >= 0; --i, millis >>= 5) id[start + i] = alphabet[millis & 31];
  // 16 random bytes give 16 symbols of 5 bits: 80 bits are kept, the rest of each byte is dropped.
  for (std::size_t i = 0; i < bits.size(); ++i)
    id[start + 10 + i] = alphabet[std::to_integer<unsigned>(bits[i]) & 31];
  return id;
}

}  // namespace patchbay
