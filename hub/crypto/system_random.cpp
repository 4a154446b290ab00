#include "hub/crypto/system_random.h"

#include <sodium.h>

#include <vector>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {
namespace {

class SystemRandom final : public Random {
 public:
  SystemRandom() {
    if (sodium_init() < 0) throw ErrorException(internal("libsodium could not start"));
  }
  void fill(std::span<std::byte> bytes) override { randombytes_buf(bytes.data(), bytes.size()); }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

Secret random_hex(std::size_t bytes) {
  std::vector<std::byte> raw(bytes);
  system_random().fill(raw);
  Secret text(to_hex(raw));
  sodium_memzero(raw.data(), raw.size());
  return text;
}

}  // namespace patchbay::crypto
