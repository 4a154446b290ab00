#include "plugins/csv/cursor.h"

#include <charconv>

#include "hub/base/text.h"

namespace patchbay::csv {

std::string write_cursor(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ":") + std::to_string(number);
  return text;
}

std::optional<std::vector<std::int64_t>> read_cursor(std::string_view text, std::size_t count) {
  std::vector<std::int64_t> numbers;
  for (const auto part : split(text, ':')) {
    std::int64_t number = -1;
    const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (failed != std::errc{} || end != part.data() + part.size() || number < 0)
      return std::nullopt;
    numbers.push_back(number);
  }
  if (numbers.size() != count) return std::nullopt;
  return numbers;
}

}  // namespace patchbay::csv
