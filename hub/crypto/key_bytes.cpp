#include "hub/crypto/key_bytes.h"

#include <sodium.h>

#include <cstring>

#include "hub/base/result.h"

namespace patchbay::crypto {

KeyBytes::KeyBytes(std::string_view bytes) : size_(bytes.size()) {
  if (sodium_init() < 0) throw ErrorException(internal("libsodium cannot start"));
  char* const memory = static_cast<char*>(sodium_malloc(size_));
  if (!memory) throw ErrorException(unavailable("there is no memory for a key"));
  bytes_ = std::shared_ptr<const char[]>(
      memory, [](const char* old) { sodium_free(const_cast<char*>(old)); });
  std::memcpy(memory, bytes.data(), size_);
  sodium_mprotect_readonly(memory);
}

}  // namespace patchbay::crypto
