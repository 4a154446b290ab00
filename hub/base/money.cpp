#include "hub/base/money.h"

#include <algorithm>
#include <array>
#include <limits>

#include "hub/base/text.h"

namespace patchbay {
namespace {

// ISO 4217 list one, the currencies of the source documents and their neighbours.
constexpr std::array<std::pair<std::string_view, std::uint8_t>, 16> known_currencies{{
    {"AUD", 2},
    {"CAD", 2},
    {"CHF", 2},
    {"CNY", 2},
    {"EUR", 2},
    {"GBP", 2},
    {"GHS", 2},
    {"INR", 2},
    {"JPY", 0},
    {"KES", 2},
    {"KWD", 3},
    {"NGN", 2},
    {"NZD", 2},
    {"RUB", 2},
    {"USD", 2},
    {"ZAR", 2},
}};

__extension__ using Wide = __int128;

/// numerator / denominator (> 0) as the rounding says.
Wide divide(Wide numerator, Wide denominator, Rounding rounding) {
  const Wide quotient = numerator / denominator;
  const Wide rest = numerator % denominator;
  if (rest == 0) return quotient;
  const Wide away = numerator < 0 ? -1 : 1;
  const Wide twice = (rest < 0 ? -rest : rest) * 2;
  switch (rounding) {
    case Rounding::toward_zero: return quotient;
    case Rounding::floor: return numerator < 0 ? quotient - 1 : quotient;
    case Rounding::ceil: return numerator < 0 ? quotient : quotient + 1;
    case Rounding::half_up: return twice >= denominator ? quotient + away : quotient;
    case Rounding::half_even:
      if (twice == denominator) return quotient % 2 == 0 ? quotient : quotient + away;
      return twice > denominator ? quotient + away : quotient;
  }
  return quotient;
}

Error bad_amount(std::string_view text, const std::string& why) {
  return invalid("\"" + clean_text(text, 40) + "\" is not an amount: " + why);
}

}  // namespace

std::int64_t Currency::minor_per_major() const {
  std::int64_t units = 1;
  for (int i = 0; i < exponent; ++i) units *= 10;
  return units;
}

std::vector<std::string> currency_codes() {
  std::vector<std::string> codes;
  for (const auto& [code, exponent] : known_currencies) codes.emplace_back(code);
  return codes;
}

Result<Currency> find_currency(std::string_view code) {
  const auto found = std::find_if(known_currencies.begin(), known_currencies.end(),
                                  [&](const auto& known) { return known.first == code; });
  if (found == known_currencies.end())
    return invalid("\"" + clean_text(code, 20) +
                   "\" is not a currency that the hub knows; use an ISO 4217 code such as AUD");
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code);
  currency.exponent = found->second;
  return currency;
}

Result<Rounding> parse_rounding(std::string_view name) {
  if (name == "floor") return Rounding::floor;
  if (name == "ceil") return Rounding::ceil;
  if (name == "half_up") return Rounding::half_up;
  if (name == "half_even") return Rounding::half_even;
  if (name == "toward_zero") return Rounding::toward_zero;
  return invalid("\"" + clean_text(name, 20) +
                 "\" is not a rounding; use floor, ceil, half_up, half_even or toward_zero");
}

Result<std::int64_t> multiply(std::int64_t value, Ratio ratio, Rounding rounding) {
  if (ratio.denominator <= 0) return invalid("a ratio needs a denominator above zero");
  const Wide product = divide(Wide(value) * ratio.numerator, ratio.denominator, rounding);
  if (product > std::numeric_limits<std::int64_t>::max() ||
      product < std::numeric_limits<std::int64_t>::min())
    return invalid("the product does not fit 64 bits");
  return static_cast<std::int64_t>(product);
}

Result<std::int64_t> parse_minor(std::string_view text, int exponent) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  std::int64_t minor = 0;
  int decimals = -1;  // -1 until the point was seen
  std::size_t whole_digits = 0;
  for (const char c : digits) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return bad_amount(text, "only digits and one point are allowed");
    if (decimals < 0) ++whole_digits;
    if (decimals >= 0 && ++decimals > exponent)
      return bad_amount(text, "more than " + std::to_string(exponent) + " decimals");
    if (__builtin_mul_overflow(minor, std::int64_t{10}, &minor) ||
        __builtin_add_overflow(minor, std::int64_t{c - '0'}, &minor))
      return bad_amount(text, "too large");
  }
  if (whole_digits == 0 || decimals == 0) return bad_amount(text, "digits are missing");
  for (int i = std::max(decimals, 0); i < exponent; ++i)
    if (__builtin_mul_overflow(minor, std::int64_t{10}, &minor))
      return bad_amount(text, "too large");
  if (negative && minor == 0) return bad_amount(text, "minus zero");
  return negative ? -minor : minor;
}

std::string format_minor(std::int64_t minor, int exponent) {
  // Through unsigned, so that the smallest number has an absolute value.
  const std::uint64_t size = minor < 0 ? -static_cast<std::uint64_t>(minor) : minor;
  std::string text = std::to_string(size);
  const auto places = static_cast<std::size_t>(exponent);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, 1, '.');
  return minor < 0 ? "-" + text : text;
}

std::string to_text(const Money& money) {
  return std::string(money.currency.text()) + " " +
         format_minor(money.minor, money.currency.exponent);
}

}  // namespace patchbay
