#include <algorithm>

#include "tests/tidy/checks.h"

namespace patchbay::tidy {
namespace {

/// Characters, not bytes: UTF-8 continuation bytes do not count.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool is_prose_or_data(const SourceFile& file) {
  // A policy reads as a table: a row is a line, however wide.
  return file.path.starts_with("policies/") || file.path.starts_with("examples/policies/") ||
         file.path.ends_with(".md") || file.path.ends_with(".json") ||
         file.path.ends_with(".txt") || file.path.ends_with(".html");
}

std::string lines_of(const SourceFile& file) { return std::to_string(file.lines.size()); }

}  // namespace

Findings check_file_length(const SourceFile& file) {
  const std::size_t size = file.lines.size();
  if (file.path.ends_with("/partner.lua") && size > partner_script_lines_max)
    return {{file.path, 0,
             lines_of(file) + " lines; a partner script has at most " +
                 std::to_string(partner_script_lines_max) + ": share helpers in scripts/lib"}};
  if (is_prose_or_data(file) || size <= file_lines_max) return {};
  return {{file.path, 0,
           lines_of(file) + " lines; a file has at most " + std::to_string(file_lines_max) +
               ": give each idea its own file"}};
}

Findings check_line_length(const SourceFile& file) {
  Findings findings;
  if (is_prose_or_data(file)) return findings;
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (const auto width = columns(file.lines[i]); width > line_columns_max)
      findings.push_back({file.path, i + 1,
                          std::to_string(width) + " columns; break the line at " +
                              std::to_string(line_columns_max)});
  return findings;
}

std::size_t median_lines(std::span<const SourceFile> tree) {
  std::vector<std::size_t> sizes;
  for (const auto& file : tree)
    if (!file.is_test() && (file.is_cpp() || file.path.ends_with(".lua")))
      sizes.push_back(file.lines.size());
  if (sizes.empty()) return 0;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  return *middle;
}

Findings check_median(std::span<const SourceFile> tree) {
  const std::size_t median = median_lines(tree);
  if (median <= file_lines_median_max) return {};
  return {{"the tree", 0,
           "the median source file has " + std::to_string(median) + " lines, at most " +
               std::to_string(file_lines_median_max) + " are wanted: split the long ones"}};
}

}  // namespace patchbay::tidy
