#pragma once
// Any bytes as the store's text and back. Private to the room.

#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::webhooks {

struct BodyText {
  std::string text, encoding;  ///< empty encoding: UTF-8 without NUL as it stands; else "base64"
};
BodyText to_text(std::string_view bytes);
/// Errors: corrupt.
Result<std::string> to_bytes(std::string text, const std::string& encoding);

}  // namespace patchbay::webhooks
