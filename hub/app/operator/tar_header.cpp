#include "hub/app/operator/tar_header.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>

namespace patchbay::app {
namespace {

struct Place {
  std::size_t begin, size;
};
constexpr Place name_place{0, 100}, mode_place{100, 8}, user_place{108, 8}, group_place{116, 8},
    size_place{124, 12}, time_place{136, 12}, sum_place{148, 8}, magic_place{257, 8};
constexpr std::size_t type_at = 156;
constexpr std::string_view magic("ustar\00000", 8);
constexpr std::int64_t octal_size_max = 077777777777;
constexpr char base_256_mark = static_cast<char>(0x80);

void put(TarBlock& block, Place place, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), place.size), block.begin() + place.begin);
}

void put_octal(TarBlock& block, Place place, std::int64_t number) {
  std::array<char, 32> text{};
  const int width = static_cast<int>(place.size) - 1;
  std::snprintf(text.data(), text.size(), "%0*llo", width, static_cast<unsigned long long>(number));
  put(block, place, text.data());
}

void put_size(TarBlock& block, std::int64_t size) {
  if (size <= octal_size_max) return put_octal(block, size_place, size);
  block[size_place.begin] = base_256_mark;
  for (std::size_t i = size_place.size - 1; i > 0; --i, size >>= 8)
    block[size_place.begin + i] = static_cast<char>(size & 0xFF);
}

std::optional<std::int64_t> read_octal(const TarBlock& block, Place place) {
  std::int64_t number = 0;
  std::size_t digits = 0;
  for (char c : std::span(block).subspan(place.begin, place.size)) {
    if (c == '\0' || c == ' ') break;
    if (c < '0' || c > '7') return std::nullopt;
    number = number * 8 + (c - '0');
    ++digits;
  }
  return digits > 0 ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> read_size(const TarBlock& block) {
  if (block[size_place.begin] != base_256_mark) return read_octal(block, size_place);
  std::int64_t number = 0;
  for (std::size_t i = 1; i < size_place.size; ++i) {
    if (number > (INT64_MAX >> 8)) return std::nullopt;
    number = (number << 8) | static_cast<unsigned char>(block[size_place.begin + i]);
  }
  return number;
}

/// The sum of all bytes, its own place counted as blanks.
std::int64_t sum_of(TarBlock block) {
  std::fill_n(block.begin() + sum_place.begin, sum_place.size, ' ');
  std::int64_t sum = 0;
  for (char c : block) sum += static_cast<unsigned char>(c);
  return sum;
}

bool is_plain_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

TarBlock to_block(const TarHeader& header) {
  TarBlock block{};
  put(block, name_place, header.name);
  put_octal(block, mode_place, 0600);
  put_octal(block, user_place, 0);
  put_octal(block, group_place, 0);
  put_size(block, header.bytes);
  put_octal(block, time_place, 0);
  block[type_at] = '0';
  put(block, magic_place, magic);
  put_octal(block, sum_place, sum_of(block));
  return block;
}

std::optional<TarHeader> from_block(const TarBlock& block) {
  if (std::string_view(block.data() + magic_place.begin, magic.size()) != magic) return {};
  if (read_octal(block, sum_place) != sum_of(block) || block[type_at] != '0') return {};
  const std::string name(block.data() + name_place.begin,
                         ::strnlen(block.data() + name_place.begin, name_place.size));
  const auto size = read_size(block);
  if (!is_plain_name(name) || !size) return {};
  return TarHeader{name, *size};
}

}  // namespace patchbay::app
