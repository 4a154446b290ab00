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

/// The candidate that a person probably meant, or nothing: at most a third of its length, at least
/// one, in letters changed, missing, surplus or swapped with their neighbour.
std::optional<std::string> nearest(std::string_view text, std::span<const std::string> candidates);

}  // namespace patchbay
