#pragma once
// Columns are found by the names in the header.

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::csv {

/// The header's first bytes when a file begins with a UTF-8 byte order mark.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The place of each wanted column. Errors: invalid: a column is missing or there twice, naming the
/// columns that were found.
Result<std::vector<std::size_t>> find_columns(const std::vector<std::string>& header,
                                              const std::vector<std::string>& wanted);

}  // namespace patchbay::csv
