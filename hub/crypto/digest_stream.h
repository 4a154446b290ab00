#pragma once
// SHA-256 of bytes that come piece by piece.

#include <memory>
#include <string_view>

#include "hub/crypto/digest.h"

namespace patchbay::crypto {

class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(const DigestStream&) = delete;
  void add(std::string_view bytes);
  /// Of all that was added; the last call.
  Digest256 finish();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace patchbay::crypto
