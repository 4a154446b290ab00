#pragma once
// Money and exact rates (P-01, P-02, P-03): integers only, rounding always named.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay {

/// An ISO 4217 currency that the hub knows, with its number of decimals. Compare by value.
struct Currency {
  char code[4] = {};          ///< upper-case letters and a closing NUL
  std::uint8_t exponent = 0;  ///< decimals of the major unit: 2 for AUD, 0 for JPY

  bool operator==(const Currency& other) const { return text() == other.text(); }
  std::string_view text() const { return {code, 3}; }
  /// Minor units in a major unit: 100 for AUD.
  std::int64_t minor_per_major() const;
};

/// The codes of all currencies that the hub knows, in order.
std::vector<std::string> currency_codes();
/// Finds a currency by its upper-case code. Errors: invalid, naming the code.
Result<Currency> find_currency(std::string_view code);

/// An amount in minor units (cents, kopecks) of one currency. Different currencies never add
/// (P-35).
struct Money {
  std::int64_t minor = 0;
  Currency currency;
  bool operator==(const Money&) const = default;
};

/// How a quotient becomes an integer. `half_up` and the others are symmetric about zero, so that
/// reversing an amount gives back what was given (P-03); `floor` and `ceil` are not.
enum class Rounding { floor, ceil, half_up, half_even, toward_zero };

/// Reads "floor", "ceil", "half_up", "half_even", "toward_zero". Errors: invalid.
Result<Rounding> parse_rounding(std::string_view name);

/// An exact fraction; `denominator` > 0.
struct Ratio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  bool operator==(const Ratio&) const = default;
};

/// value x ratio, rounded once. Computed in 128 bits. Errors: invalid, when the result or the
/// denominator does not fit.
Result<std::int64_t> multiply(std::int64_t value, Ratio ratio, Rounding rounding);

/// Reads decimal text ("39.55", "-3", "0.5") as minor units of a currency with `exponent`
/// decimals. Exact: more decimals than the currency has, exponents ("1e3"), thousands separators,
/// blanks, "+", "-0" and "NaN" are errors (P-02). Errors: invalid, quoting the text.
Result<std::int64_t> parse_minor(std::string_view text, int exponent);

/// "39.55" for 3955 minor units of a currency with two decimals; "-0.05" for -5.
std::string format_minor(std::int64_t minor, int exponent);

/// "AUD 20.00".
std::string to_text(const Money& money);

}  // namespace patchbay
