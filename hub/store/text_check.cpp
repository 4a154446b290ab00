#include "hub/store/text_check.h"

#include <cstdint>
#include <string>

#include "hub/base/result.h"

namespace patchbay::store {
namespace {

bool is_tail(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Length of the UTF-8 sequence that begins with text[i], 0 when it is broken (RFC 3629, 4).
std::size_t sequence(std::string_view text, std::size_t i) {
  auto byte = [&](std::size_t k) {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
  };
  unsigned char first = byte(0), second = byte(1);
  if (first < 0x80) return first == 0 ? 0 : 1;
  if (first < 0xC2 || first > 0xF4 || !is_tail(second)) return 0;
  if (first < 0xE0) return 2;
  if (!is_tail(byte(2))) return 0;
  if (first < 0xF0) {
    bool overlong = first == 0xE0 && second < 0xA0;
    bool surrogate = first == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  bool out_of_range = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return is_tail(byte(3)) && !out_of_range ? 4 : 0;
}

}  // namespace

void check_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    auto length = sequence(text, i);
    if (length == 0)
      throw ErrorException(invalid("A text for the store is not UTF-8 or holds a NUL at byte " +
                                   std::to_string(i) + "; send valid UTF-8 without NUL."));
    i += length;
  }
}

}  // namespace patchbay::store
