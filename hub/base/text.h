#pragma once
// Small text helpers that several rooms need.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Without blanks, tabs and line ends at both sides.
std::string_view trim(std::string_view text);
/// The parts between separators; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
/// ASCII lower case; other bytes stay.
std::string to_lower(std::string_view text);
/// Equal but for ASCII case.
bool equal_ignoring_case(std::string_view a, std::string_view b);
/// The parts with `separator` between them.
std::string join(std::span<const std::string> parts, std::string_view separator);

/// Bytes of the character that `text` begins with: 1 to 4; 0 when it is empty or does not begin
/// with well-formed UTF-8 (RFC 3629, 4). NUL is a character of one byte.
std::size_t character_bytes(std::string_view text);
/// A text from outside as the stores, JSON and a terminal take it: UTF-8 of at most `bytes_max`
/// bytes, cut between characters; NUL, control characters other than tab and line feed, and each
/// byte of broken UTF-8 become U+FFFD.
std::string clean_text(std::string_view text, std::size_t bytes_max);

/// The candidate that a person probably meant, or nothing: at most a third of its length, at least
/// one, in letters changed, missing, surplus or swapped with their neighbour.
std::optional<std::string> nearest(std::string_view text, std::span<const std::string> candidates);

}  // namespace patchbay
