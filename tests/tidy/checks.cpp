#include "tests/tidy/checks.h"

#include <array>
#include <iterator>

namespace patchbay::tidy {

Findings check_tree(std::span<const SourceFile> tree) {
  using Check = Findings (*)(const SourceFile&);
  constexpr std::array<Check, 11> checks{
      check_include_direction, check_gates,       check_file_length,   check_line_length,
      check_function_length,   check_markers,     check_partner_names, check_sql,
      check_schema_keywords,   check_pragma_once, check_await};
  Findings all = check_median(tree);
  for (const auto& file : tree)
    for (const auto check : checks) {
      Findings found = check(file);
      std::move(found.begin(), found.end(), std::back_inserter(all));
    }
  return all;
}

}  // namespace patchbay::tidy
