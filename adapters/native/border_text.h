#pragma once
// Texts over the border, both ways.

#include <string>
#include <string_view>

#include "adapters/sdk/border.h"

namespace patchbay::adapters::native {

inline patchbay_bytes bytes_of(std::string_view text) { return {text.data(), text.size()}; }
/// The caller has checked the size.
inline std::string text_of(patchbay_bytes bytes) {
  return bytes.data && bytes.size ? std::string(bytes.data, bytes.size) : std::string();
}

}  // namespace patchbay::adapters::native
