#include "hub/policy/simulation/charts.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

constexpr int width = 860;
constexpr int line_height = 260;
constexpr int left = 10, right = 10, top = 24, bottom = 28;
constexpr int bar_left = 220, bar_right = 150;
constexpr int bar_height = 12, bar_step = 40;
constexpr std::size_t names_shown = 6;  ///< under a line chart

std::string number(std::int64_t value) { return std::to_string(value); }

std::int64_t largest(const std::vector<ChartPoint>& points) {
  std::int64_t most = 1;
  for (const auto& point : points) most = std::max({most, point.before, point.after});
  return most;
}

/// Value of most, as a part of pixels: a place on paper, no amount.
std::int64_t scaled(std::int64_t value, std::int64_t most, int pixels) {
  if (value <= 0) return 0;
  return static_cast<std::int64_t>(static_cast<double>(value) / static_cast<double>(most) * pixels);
}

std::string begin_svg(std::int64_t height, const std::string& label) {
  return "<svg viewBox=\"0 0 " + number(width) + " " + number(height) +
         "\" role=\"img\" aria-label=\"" + escape_markup(label) + "\">\n";
}

std::string text_at(std::int64_t x, std::int64_t y, const std::string& anchor,
                    const std::string& text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" +
         escape_markup(text) + "</text>\n";
}

std::int64_t x_of(std::size_t index, std::size_t count) {
  if (count < 2) return width / 2;
  return left + static_cast<std::int64_t>(index) * (width - left - right) /
                    static_cast<std::int64_t>(count - 1);
}

std::string line(const std::vector<ChartPoint>& points, std::int64_t ChartPoint::*value,
                 std::string ChartPoint::*text, const std::string& style) {
  const std::int64_t most = largest(points);
  std::string path, dots;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t x = x_of(i, points.size());
    const std::int64_t y =
        line_height - bottom - scaled(points[i].*value, most, line_height - top - bottom);
    path += number(x) + "," + number(y) + " ";
    dots += "<circle class=\"" + style + "\" cx=\"" + number(x) + "\" cy=\"" + number(y) +
            "\" r=\"2.5\"><title>" + escape_markup(points[i].name + ": " + points[i].*text) +
            "</title></circle>\n";
  }
  return "<polyline class=\"" + style + "\" points=\"" + path + "\"/>\n" + dots;
}

std::string bar(std::int64_t y, std::int64_t length, const std::string& style,
                const std::string& text) {
  return "<rect class=\"" + style + "\" x=\"" + number(bar_left) + "\" y=\"" + number(y) +
         "\" width=\"" + number(length) + "\" height=\"" + number(bar_height) + "\"/>\n" +
         text_at(bar_left + length + 6, y + bar_height - 2, "start", text);
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char c : clean_text(text, 3 * text.size())) switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  return escaped;
}

std::string line_chart(const std::vector<ChartPoint>& points, const std::string& label) {
  std::string svg = begin_svg(line_height, label);
  const std::int64_t floor = line_height - bottom;
  svg += "<line class=\"axis\" x1=\"" + number(left) + "\" y1=\"" + number(floor) + "\" x2=\"" +
         number(width - right) + "\" y2=\"" + number(floor) + "\"/>\n";
  svg += line(points, &ChartPoint::before, &ChartPoint::before_text, "before");
  svg += line(points, &ChartPoint::after, &ChartPoint::after_text, "after");
  const std::size_t step = std::max<std::size_t>(1, points.size() / names_shown);
  for (std::size_t i = 0; i < points.size(); i += step) {
    const bool is_last = i + step >= points.size() && i > 0;
    svg += text_at(x_of(i, points.size()), line_height - 8,
                   i == 0    ? "start"
                   : is_last ? "end"
                             : "middle",
                   points[i].name);
  }
  const auto highest =
      std::max_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
        return std::max(a.before, a.after) < std::max(b.before, b.after);
      });
  if (highest != points.end())
    svg += text_at(left, top - 10, "start",
                   "highest: " + (highest->before > highest->after ? highest->before_text
                                                                   : highest->after_text));
  return svg + "</svg>\n";
}

std::string bar_chart(const std::vector<ChartPoint>& points, const std::string& label) {
  const std::int64_t most = largest(points);
  std::string svg =
      begin_svg(static_cast<std::int64_t>(points.size()) * bar_step + bar_height, label);
  std::int64_t y = bar_height / 2;
  for (const auto& point : points) {
    svg += text_at(bar_left - 8, y + bar_height + 4, "end", point.name);
    for (const bool is_draft : {false, true})
      svg += bar(y + (is_draft ? bar_height + 2 : 0),
                 scaled(is_draft ? point.after : point.before, most, width - bar_left - bar_right),
                 is_draft ? "after" : "before", is_draft ? point.after_text : point.before_text);
    y += bar_step;
  }
  return svg + "</svg>\n";
}

}  // namespace patchbay::policy
