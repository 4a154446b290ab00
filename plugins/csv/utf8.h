#pragma once
// UTF-8 in rows from outside.

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::csv {

/// Valid UTF-8 (RFC 3629) without NUL.
bool is_clean(std::string_view text);
/// The characters of clean text.
std::size_t count_characters(std::string_view text);
/// At most `bytes_max` bytes of `text`, each unclean byte as U+FFFD (so the result may be longer).
std::string make_clean(std::string_view text, std::size_t bytes_max);

}  // namespace patchbay::csv
