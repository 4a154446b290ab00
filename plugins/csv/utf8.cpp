#include "plugins/csv/utf8.h"

#include <algorithm>

namespace patchbay::csv {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// The length of the clean character that `text` begins with, or 0 (RFC 3629 section 4).
std::size_t character_length(std::string_view text) {
  const unsigned first = byte_at(text, 0);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte_at(text, 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool too_high = first == 0xF4 && second >= 0x90;
  return overlong || surrogate || too_high ? 0 : length;
}

}  // namespace

bool is_clean(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string make_clean(std::string_view text, std::size_t bytes_max) {
  std::string clean;
  std::size_t taken = 0;
  while (taken < text.size()) {
    const std::size_t length = character_length(text.substr(taken));
    const std::size_t step = std::max<std::size_t>(length, 1);
    if (taken + step > bytes_max) break;
    clean += length > 0 ? text.substr(taken, length) : "\xEF\xBF\xBD";
    taken += step;
  }
  return clean;
}

}  // namespace patchbay::csv
