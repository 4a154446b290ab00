#pragma once
// C++ text with its comments, or its comments and literals, blanked out.

#include <string>
#include <string_view>

namespace patchbay::tidy {

enum class Blank { comments, comments_and_literals };

/// The same text with spaces for what is blanked; line ends stay. Knows //, /* */, string and
/// character literals with escapes, raw strings and digit separators. Quotes of literals stay.
std::string blank(std::string_view text, Blank what);

}  // namespace patchbay::tidy
