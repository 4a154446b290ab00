#pragma once
// What an #include line names.

#include <string_view>

namespace patchbay::tidy {

/// The text between `open` and `close` of an #include line, or nothing.
inline std::string_view included_between(std::string_view line, char open, char close) {
  const auto hash = line.find_first_not_of(" \t");
  if (hash == std::string_view::npos || line[hash] != '#') return {};
  const auto word = line.find("include", hash);
  const auto start = line.find(open, hash);
  if (word == std::string_view::npos || start == std::string_view::npos || start < word) return {};
  const auto end = line.find(close, start + 1);
  return end == std::string_view::npos ? std::string_view{}
                                       : line.substr(start + 1, end - start - 1);
}

inline std::string_view quoted_include(std::string_view line) {
  return included_between(line, '"', '"');
}
inline std::string_view angled_include(std::string_view line) {
  return included_between(line, '<', '>');
}

}  // namespace patchbay::tidy
