#include "hub/app/operator/listing.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace patchbay::app {
namespace {

std::string shown(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

/// Characters, not bytes (UTF-8: bytes that continue a character do not count).
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = shown(cells[i]);
    line += cell;
    if (i + 1 < cells.size()) line.append(widths[i] - width_of(cell) + 2, ' ');
  }
  return line + "\n";
}

}  // namespace

void print(const Listing& listing, bool json) {
  if (json) {
    std::puts(boost::json::serialize(listing.items).c_str());
    return;
  }
  if (listing.rows.empty()) {
    std::puts(listing.when_empty.c_str());
    return;
  }
  std::vector<std::size_t> widths;
  for (const auto& column : listing.columns) widths.push_back(width_of(column));
  for (const auto& row : listing.rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(shown(row[i])));
  std::string text = line_of(listing.columns, widths);
  for (const auto& row : listing.rows) text += line_of(row, widths);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace patchbay::app
