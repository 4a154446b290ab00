#pragma once
// Bytes in the encodings that schemes know. Private to the room.

#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "webhooks/scheme.h"

namespace patchbay::webhooks {

/// Hex of either case; base64 padded; base64url padded or not. Errors: invalid.
Result<std::string> decode(Encoding encoding, std::string_view text);

}  // namespace patchbay::webhooks
