#pragma once
// Rows of comma separated values (RFC 4180, libcsv), a whole text at once.

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

constexpr std::size_t csv_columns_max = 1'000;
constexpr std::size_t csv_fields_max = 200'000;

using CsvRow = std::vector<std::string>;

/// All rows; blank lines are left out, blanks around fields without quotes are cut off, a UTF-8
/// byte order mark is too.
/// Errors: invalid: a stray quote or one that is never closed (with the row), limits above.
Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator);

/// Adds one row with its line end (CRLF); a field has quotes where it needs them.
void append_csv(std::string& text, const CsvRow& row, char separator);

}  // namespace patchbay::adapters::lua
