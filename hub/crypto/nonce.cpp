#include "hub/crypto/nonce.h"

#include <algorithm>
#include <array>

#include "hub/crypto/system_random.h"

namespace patchbay::crypto {
namespace {

constexpr std::size_t nonces_at_once = 64;

struct Pool {
  std::array<char, nonces_at_once * gcm_nonce_bytes> bytes{};
  std::size_t used = sizeof(bytes);
};

}  // namespace

void fill_nonce(std::span<char, gcm_nonce_bytes> nonce) {
  thread_local Pool pool;
  if (pool.used == pool.bytes.size()) {
    system_random().fill(std::as_writable_bytes(std::span(pool.bytes)));
    pool.used = 0;
  }
  std::copy_n(pool.bytes.data() + pool.used, nonce.size(), nonce.data());
  pool.used += nonce.size();
}

}  // namespace patchbay::crypto
