#include "tests/tidy/blank.h"

#include <algorithm>
#include <cctype>

namespace patchbay::tidy {
namespace {

/// Where the comment that starts at `at` ends (one past it), or `at` when there is none.
std::size_t comment_end(std::string_view text, std::size_t at) {
  const auto start = text.substr(at, 2);
  if (start == "//") return std::min(text.find('\n', at), text.size());
  if (start != "/*") return at;
  const auto close = text.find("*/", at + 2);
  return close == std::string_view::npos ? text.size() : close + 2;
}

/// One past the closing quote of the literal whose opening quote stands at `at`.
std::size_t literal_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote == '"' && at > 0 && text[at - 1] == 'R') {
    const auto open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
    const auto end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote || text[i] == '\n')
      return i + 1;
  }
  return text.size();
}

bool opens_literal(std::string_view text, std::size_t at) {
  if (text[at] == '"') return true;
  // 1'000 has a quote that opens nothing.
  return text[at] == '\'' && (at == 0 || !std::isalnum(static_cast<unsigned char>(text[at - 1])));
}

}  // namespace

std::string blank(std::string_view text, Blank what) {
  std::string blanked(text);
  const auto wipe = [&](std::size_t from, std::size_t to) {
    for (; from < to; ++from)
      if (blanked[from] != '\n') blanked[from] = ' ';
  };
  for (std::size_t at = 0; at < text.size();) {
    if (const auto end = comment_end(text, at); end > at) {
      wipe(at, end);
      at = end;
    } else if (opens_literal(text, at)) {
      const auto end_of_literal = literal_end(text, at);
      if (what == Blank::comments_and_literals && end_of_literal > at + 1)
        wipe(at + 1, end_of_literal - 1);
      at = end_of_literal;
    } else {
      ++at;
    }
  }
  return blanked;
}

}  // namespace patchbay::tidy
