#pragma once
// Charts as SVG, drawn without scripts or anything from a network. Private to the simulation.

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::policy {

/// Text as HTML and SVG take it, in elements and in quoted attributes; broken UTF-8 and control
/// characters become U+FFFD.
std::string escape_markup(std::string_view text);

/// A name with two numbers side by side; the texts are what a person reads of them.
struct ChartPoint {
  std::string name;
  std::int64_t before = 0, after = 0;
  std::string before_text, after_text;
};
/// Two lines from left to right.
std::string line_chart(const std::vector<ChartPoint>& points, const std::string& label);
/// Two bars a name, below each other; what is below zero is drawn as nothing.
std::string bar_chart(const std::vector<ChartPoint>& points, const std::string& label);

}  // namespace patchbay::policy
