#include "webhooks/encoded.h"

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"

namespace patchbay::webhooks {

Result<std::string> decode(Encoding encoding, std::string_view text) {
  switch (encoding) {
    case Encoding::hex: return crypto::from_hex(text);
    case Encoding::base64: return crypto::from_base64(text);
    case Encoding::base64url: break;
  }
  while (text.ends_with('=')) text.remove_suffix(1);
  return crypto::from_base64url(text);
}

}  // namespace patchbay::webhooks
