#pragma once
#include <memory>
#include <string_view>

namespace patchbay::crypto {

/// Key material in memory of its own: never swapped out, never in a core dump, guarded on both
/// sides, overwritten when it goes (libsodium's secure memory). Immutable, so copies share it.
class KeyBytes {
 public:
  /// Throws ErrorException (unavailable) without memory.
  explicit KeyBytes(std::string_view bytes);
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::shared_ptr<const char[]> bytes_;
  std::size_t size_;
};

}  // namespace patchbay::crypto
