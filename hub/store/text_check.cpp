#include "hub/store/text_check.h"

#include <string>

#include "hub/base/result.h"
#include "hub/base/text.h"

namespace patchbay::store {
void check_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = text[i] == '\0' ? 0 : character_bytes(text.substr(i));
    if (length == 0)
      throw ErrorException(invalid("A text for the store is not UTF-8 or holds a NUL at byte " +
                                   std::to_string(i) + "; send valid UTF-8 without NUL."));
    i += length;
  }
}

}  // namespace patchbay::store
