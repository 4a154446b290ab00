#pragma once
// Cursors: whole numbers between colons, "<byte offset>:<line>…".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::csv {

std::string write_cursor(const std::vector<std::int64_t>& numbers);
/// Nothing unless `text` is exactly `count` numbers of zero or more.
std::optional<std::vector<std::int64_t>> read_cursor(std::string_view text, std::size_t count);

}  // namespace patchbay::csv
