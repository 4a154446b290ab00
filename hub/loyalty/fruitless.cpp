#include "hub/loyalty/fruitless.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace patchbay::loyalty {

namespace json = boost::json;

std::string to_text(const FruitlessCalls& calls) {
  if (calls.empty()) return "";
  json::object all;
  for (const auto& [partner, one] : calls)
    all[partner] = {{"calls", one.calls}, {"first_at", one.first_at.micros}};
  return json::serialize(all);
}

FruitlessCalls parse_fruitless_calls(const std::string& text) {
  FruitlessCalls calls;
  if (text.empty()) return calls;
  try {
    const json::value all = json::parse(text);
    for (const auto& [partner, one] : all.as_object())
      calls[partner] = {one.at("calls").as_int64(), {one.at("first_at").as_int64()}};
  } catch (const std::exception& error) {
    throw ErrorException(corrupt("a reward's fruitless calls cannot be read (" +
                                 std::string(error.what()) + "): " + text));
  }
  return calls;
}

}  // namespace patchbay::loyalty
