#include "hub/base/text.h"
#include "hub/policy/fields.h"

namespace patchbay::policy {
namespace {

/// Keeps products of a count, a rate and two factors within 128 bits.
constexpr std::int64_t count_max = 1'000'000'000;
constexpr std::int64_t minor_max = 1'000'000'000'000'000;
constexpr std::int64_t ratio_part_max = 1'000'000;

std::string named(std::string_view name) { return "the field \"" + std::string(name) + "\" "; }

std::string wanted_count(std::int64_t minimum) {
  return "a whole number of at least " + std::to_string(minimum);
}

std::string example_money(const ProgrammeRule& programme) {
  return std::string(programme.currency.text()) + "(20)";
}

const boost::json::value* part_of(const boost::json::value& value, const char* name) {
  const auto* table = value.if_object();
  return table && table->size() == 2 ? table->if_contains(name) : nullptr;
}

/// A whole number from `minimum` on.
std::optional<std::int64_t> whole(const boost::json::value* value, std::int64_t minimum,
                                  std::int64_t maximum) {
  if (!value || !value->is_int64()) return std::nullopt;
  const std::int64_t number = value->get_int64();
  return number >= minimum && number <= maximum ? std::optional(number) : std::nullopt;
}

}  // namespace

std::int64_t Fields::integer(std::string_view name, std::int64_t minimum) {
  need(name, wanted_count(minimum));
  return maybe_integer(name, minimum).value_or(minimum);
}

std::optional<std::int64_t> Fields::maybe_integer(std::string_view name, std::int64_t minimum) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  const auto number = whole(value, minimum, count_max);
  if (!number)
    refuse(named(name) + "must be " + wanted_count(minimum) + " and at most " +
           std::to_string(count_max));
  return number;
}

std::int64_t Fields::money(std::string_view name) {
  need(name, "an amount of money above zero, such as " + example_money(*programme_));
  return maybe_money(name).value_or(1);
}

std::optional<std::int64_t> Fields::maybe_money(std::string_view name) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  const auto* code = part_of(*value, "currency");
  const auto minor = whole(part_of(*value, "minor"), 1, minor_max);
  if (!code || !code->is_string() || !minor) {
    refuse(named(name) + "must be an amount of money above zero, such as " +
           example_money(*programme_));
    return std::nullopt;
  }
  const auto currency = find_currency(std::string_view(code->get_string()));
  if (!currency)
    refuse(named(name) + "has no currency: " + currency.error().message);
  else if (*currency != programme_->currency)
    refuse(named(name) + "is in " + std::string(currency->text()) +
           ", but the currency of the programme is " + std::string(programme_->currency.text()) +
           " (" + programme_->where + "); write it as " + example_money(*programme_));
  return minor;
}

std::optional<Ratio> Fields::maybe_ratio(std::string_view name, const std::string& wanted) {
  const auto* value = find(name);
  if (!value) return std::nullopt;
  const auto numerator = whole(part_of(*value, "numerator"), 0, ratio_part_max);
  const auto denominator = whole(part_of(*value, "denominator"), 1, ratio_part_max);
  if (numerator && denominator) return Ratio{*numerator, *denominator};
  refuse(named(name) + "must be " + wanted);
  return std::nullopt;
}

Ratio Fields::share(std::string_view name) {
  static const std::string wanted = "a share of 0 to 100 percent, such as percent(5)";
  need(name, wanted);
  const Ratio ratio = maybe_ratio(name, wanted).value_or(Ratio{0, 1});
  if (ratio.numerator > ratio.denominator) refuse(named(name) + "must be " + wanted);
  return ratio;
}

Ratio Fields::factor(std::string_view name) {
  static const std::string wanted = "a factor above zero, such as times \"1.2\"";
  const Ratio ratio = maybe_ratio(name, wanted).value_or(Ratio{1, 1});
  if (ratio.numerator == 0) refuse(named(name) + "must be " + wanted);
  return ratio;
}

bool Fields::flag(std::string_view name) {
  const auto* value = find(name);
  if (!value) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  refuse(named(name) + "must be true or false");
  return false;
}

std::optional<Rounding> Fields::maybe_rounding(std::string_view name) {
  const std::string word = maybe_text(name);
  if (word.empty()) return std::nullopt;
  const auto rounding = parse_rounding(word);
  if (!rounding) {
    refuse(named(name) + "does not say how to round: " + rounding.error().message);
    return std::nullopt;
  }
  return *rounding;
}

Rounding Fields::rounding() {
  if (const auto own = maybe_rounding("rounding")) return *own;
  if (has("rounding") || programme_->rounding)
    return programme_->rounding.value_or(Rounding::floor);
  refuse(
      "nothing says how to round; write rounding = \"half_up\" (or floor, ceil, half_even, "
      "toward_zero) here or in the programme (" +
      programme_->where + ")");
  return Rounding::floor;
}

}  // namespace patchbay::policy
