#pragma once
// The rules of the house as checks (STYLE.md sections 9 and 11). Each looks at one file and says
// what is wrong with it; check_median looks at all.

#include <span>
#include <string>
#include <vector>

#include "tests/tidy/source.h"

namespace patchbay::tidy {

using Findings = std::vector<Finding>;

inline constexpr std::size_t file_lines_max = 400;
inline constexpr std::size_t file_lines_median_max = 130;  ///< of sources that are not tests
inline constexpr std::size_t function_lines_max = 70;
inline constexpr std::size_t line_columns_max = 100;
inline constexpr std::size_t partner_script_lines_max = 200;

Findings check_include_direction(const SourceFile& file);  ///< a room includes rooms before it
Findings check_gates(const SourceFile& file);              ///< one library, one gate
Findings check_file_length(const SourceFile& file);
Findings check_line_length(const SourceFile& file);  ///< in characters, not bytes
Findings check_function_length(const SourceFile& file);
Findings check_markers(const SourceFile& file);          ///< left-over notes, paths of one machine
Findings check_partner_names(const SourceFile& file);    ///< none in C++ outside plugins and tests
Findings check_sql(const SourceFile& file);              ///< only hub/store and *_store.cpp
Findings check_schema_keywords(const SourceFile& file);  ///< adapters/kinds/*.json
Findings check_pragma_once(const SourceFile& file);
Findings check_await(const SourceFile& file);  ///< no co_await inside a condition

/// The median number of lines of C++ and Lua sources that are not tests; 0 when there are none.
std::size_t median_lines(std::span<const SourceFile> tree);
Findings check_median(std::span<const SourceFile> tree);

/// Every check over every file.
Findings check_tree(std::span<const SourceFile> tree);

}  // namespace patchbay::tidy
