#include "hub/policy/written.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"
#include "hub/policy/lua_text.h"
#include "hub/policy/sentences.h"

namespace patchbay::policy {
namespace {

constexpr int decimals_max = 12;

const std::int64_t* integer_at(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value ? value->if_int64() : nullptr;
}

}  // namespace

std::optional<Money> money_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* code = object ? object->if_contains("currency") : nullptr;
  const auto* minor = object ? integer_at(*object, "minor") : nullptr;
  if (!code || !code->is_string() || !minor) return {};
  const auto currency = find_currency(std::string_view(code->get_string()));
  if (!currency) return {};
  return Money{*minor, *currency};
}

std::optional<Ratio> ratio_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* above = object ? integer_at(*object, "numerator") : nullptr;
  const auto* below = object ? integer_at(*object, "denominator") : nullptr;
  if (!above || !below || *below <= 0) return {};
  return Ratio{*above, *below};
}

std::string decimal_text(Ratio ratio) {
  std::string text = std::to_string(ratio.numerator / ratio.denominator);
  std::int64_t rest = ratio.numerator % ratio.denominator;
  if (ratio.numerator >= 0 && rest != 0 && ratio.denominator < INT64_MAX / 10) {
    text += '.';
    for (int i = 0; i < decimals_max && rest != 0; ++i) {
      rest *= 10;
      text += static_cast<char>('0' + rest / ratio.denominator);
      rest %= ratio.denominator;
    }
  }
  if (rest == 0) return text;
  return std::to_string(ratio.numerator) + "/" + std::to_string(ratio.denominator);
}

std::string percent_text(Ratio ratio) {
  if (ratio.numerator > INT64_MAX / 100) return decimal_text(ratio);
  const std::string text = decimal_text({ratio.numerator * 100, ratio.denominator});
  return text.find('/') == std::string::npos ? text + " %" : decimal_text(ratio);
}

std::string written(const boost::json::value& value) {
  if (const auto money = money_of(value)) return to_text(*money);
  if (const auto ratio = ratio_of(value))
    return ratio->numerator < ratio->denominator ? percent_text(*ratio) : decimal_text(*ratio);
  if (const auto* flag = value.if_bool()) return *flag ? "yes" : "no";
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* list = value.if_array()) {
    std::vector<std::string> parts;
    for (const auto& part : *list) parts.push_back(written(part));
    return join(parts, ", ");
  }
  const auto* object = value.if_object();
  const auto* function = object ? object->if_contains("function") : nullptr;
  if (function && function->is_string()) {
    const auto place = parse_place(std::string(function->get_string()));
    return "a function (" + place.file + ":" + std::to_string(place.line) + ")";
  }
  return boost::json::serialize(value);
}

}  // namespace patchbay::policy
