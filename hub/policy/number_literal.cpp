#include "hub/policy/number_literal.h"

#include <algorithm>

#include "hub/base/money.h"
#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

using Kind = LuaToken::Kind;

bool is_all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Decimal text, exact: "12.50" is 12 and 50.
struct Decimal {
  std::string whole, decimals;

  bool is_whole() const { return decimals.empty(); }
  std::string text() const { return is_whole() ? whole : whole + "." + decimals; }
};

std::string without_zeros_in_front(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return digits;
}

/// "5,000.50" without its commas. Errors: invalid.
Result<Decimal> parse_decimal(std::string_view text) {
  const auto wrong = [&] {
    return invalid("\"" + clean_text(text, 100) +
                   "\" is not a number; write it as in 25, 25.50 or 5,000");
  };
  const auto point = text.find('.');
  const auto parts = split(text.substr(0, point), ',');
  if (parts.size() > 1 && parts.front().starts_with('0')) return wrong();  // a decimal comma
  Decimal number;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_group =
        parts.size() == 1 || (i == 0 ? parts[i].size() <= 3 : parts[i].size() == 3);
    if (!is_all_digits(parts[i]) || !is_group) return wrong();
    number.whole += parts[i];
  }
  if (point != std::string_view::npos) {
    number.decimals = text.substr(point + 1);
    if (!is_all_digits(number.decimals)) return wrong();
  }
  number.whole = without_zeros_in_front(std::move(number.whole));
  return number;
}

void drop_closing_zeros(Decimal& number) {
  number.decimals.erase(number.decimals.find_last_not_of('0') + 1);
}

/// A hundredth of it.
Decimal hundredth(const Decimal& number) {
  const std::string digits = "00" + number.whole;
  Decimal all{without_zeros_in_front(digits.substr(0, digits.size() - 2)),
              digits.substr(digits.size() - 2) + number.decimals};
  drop_closing_zeros(all);
  return all;
}
std::string grouped(std::string whole) {
  for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, ",");
  return whole;
}

/// AUD(20), NGN "5,000": a word and what it is given.
struct Call {
  std::string word;
  LuaToken argument;               ///< one number or text
  std::size_t begin = 0, end = 0;  ///< of the argument with its brackets
};

/// Replaces one literal of a text.
class Replacer {
 public:
  Replacer(const LuaText& text, std::span<const LuaToken> literal)
      : text_(text), literal_(literal) {}

  Result<std::string> run(const std::string& value) const {
    if (literal_.size() == 1 && literal_[0].kind == Kind::number) return put_count(value);
    if (is_ratio_of_two()) return put_ratio(value);
    const auto call = read_call();
    if (!call) return by_hand();
    if (call->word == "percent" || call->word == "times") return put_factor(*call, value);
    if (const auto currency = find_currency(call->word)) return put_money(*call, *currency, value);
    return by_hand();
  }

 private:
  std::string spelled(std::size_t index) const {
    return std::string(text_.spelled(literal_[index]));
  }
  bool is_symbol(std::size_t index, std::string_view symbol) const {
    return literal_[index].kind == Kind::symbol && text_.spelled(literal_[index]) == symbol;
  }

  Error by_hand() const {
    if (literal_.empty())
      return invalid("its number is not written in this rule's own table; change it by hand");
    return invalid("it is written as \"" + clean_text(text_.plain(literal_), 100) + "\" (line " +
                   std::to_string(literal_.front().line) +
                   "), which is not a plain number; change it by hand");
  }

  std::optional<Call> read_call() const {
    if (literal_.size() < 2 || literal_[0].kind != Kind::name) return {};
    const bool has_brackets = literal_.size() == 4 && is_symbol(1, "(") && is_symbol(3, ")");
    if (literal_.size() != 2 && !has_brackets) return {};
    const LuaToken argument = literal_[has_brackets ? 2 : 1];
    if (argument.kind != Kind::text && !(has_brackets && argument.kind == Kind::number)) return {};
    return Call{spelled(0), argument, literal_[1].begin, literal_.back().end};
  }
  bool is_ratio_of_two() const {
    return literal_.size() == 6 && spelled(0) == "ratio" && is_symbol(1, "(") &&
           literal_[2].kind == Kind::number && is_symbol(3, ",") &&
           literal_[4].kind == Kind::number && is_symbol(5, ")");
  }

  std::string with(std::size_t begin, std::size_t end, const std::string& what) const {
    return text_.text().substr(0, begin) + what + text_.text().substr(end);
  }

  Result<std::string> put_count(const std::string& value) const {
    const auto number = parse_decimal(trim(value));
    if (!number) return number.error();
    if (!number->is_whole())
      return invalid("a whole number is needed, such as 30; \"" + clean_text(value, 100) +
                     "\" is not one");
    return with(literal_[0].begin, literal_[0].end, number->whole);
  }

  /// Whole numbers stay in brackets; others are texts, since Lua would make them floats.
  Result<std::string> put(const Call& call, const Decimal& number) const {
    if (call.argument.kind == Kind::number && number.is_whole())
      return with(call.argument.begin, call.argument.end, number.text());
    if (call.argument.kind == Kind::number)
      return with(call.begin, call.end, " \"" + number.text() + "\"");
    const auto old = text_.spelled(call.argument);
    const bool has_groups = unquoted(old).find(',') != std::string_view::npos;
    Decimal shown = number;
    if (has_groups) shown.whole = grouped(number.whole);
    const std::string quote = old.front() == '\'' ? "'" : "\"";
    return with(call.argument.begin, call.argument.end, quote + shown.text() + quote);
  }

  Result<std::string> put_money(const Call& call, const Currency& currency,
                                const std::string& value) const {
    std::string_view amount = trim(value);
    if (const auto blank = amount.find_first_of(" \t"); blank != std::string_view::npos) {
      if (amount.substr(0, blank) != currency.text())
        return invalid("it is in " + call.word + "; \"" + clean_text(value, 100) +
                       "\" is not, and to change a currency takes a change by hand");
      amount = trim(amount.substr(blank));
    }
    auto number = parse_decimal(amount);
    if (!number) return number.error();
    const auto minor = parse_minor(number->text(), currency.exponent);
    if (!minor) return minor.error();
    // Cents are shown whole, and where the old amount showed them.
    const bool has_cents =
        call.argument.kind == Kind::text &&
        unquoted(text_.spelled(call.argument)).find('.') != std::string_view::npos;
    drop_closing_zeros(*number);
    if (!number->is_whole() || has_cents) number->decimals.resize(currency.exponent, '0');
    return put(call, *number);
  }

  /// The share of one that a person means: "7 %" and "0.07" are the same.
  Result<std::string> put_factor(const Call& call, const std::string& value) const {
    std::string_view text = trim(value);
    const bool says_percent = text.ends_with('%');
    if (says_percent) text = trim(text.substr(0, text.size() - 1));
    auto number = parse_decimal(text);
    if (!number) return number.error();
    drop_closing_zeros(*number);
    if (call.word == "percent" && !says_percent)
      return invalid("it is a percentage; write it with its sign, as in \"" + number->text() +
                     " %\"");
    return put(call, call.word == "times" && says_percent ? hundredth(*number) : *number);
  }

  Result<std::string> put_ratio(const std::string& value) const {
    std::string_view text = trim(value);
    const bool says_percent = text.ends_with('%');
    if (says_percent) text = trim(text.substr(0, text.size() - 1));
    auto number = parse_decimal(text);
    if (!number) return number.error();
    drop_closing_zeros(*number);
    const auto factor = says_percent ? hundredth(*number) : *number;
    return with(literal_.front().begin, literal_.back().end, "times \"" + factor.text() + "\"");
  }

  const LuaText& text_;
  std::span<const LuaToken> literal_;
};

}  // namespace

Result<std::string> replace_number(const LuaText& text, std::span<const LuaToken> literal,
                                   const std::string& value) {
  return Replacer(text, literal).run(value);
}

}  // namespace patchbay::policy
