#include "adapters/partner_words.h"

#include <initializer_list>

#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t words_bytes_max = 300;
constexpr std::size_t code_bytes_max = 100;
constexpr std::size_t body_bytes_max = 64 * 1024;  // of an answer that is looked into

/// The first of the members that is a text or a whole number, as text.
std::string member(const boost::json::object& object, std::initializer_list<const char*> names,
                   const Scrubber& hidden, std::size_t bytes_max) {
  for (const char* name : names) {
    const auto* value = object.if_contains(name);
    if (!value) continue;
    if (const auto* text = value->if_string(); text && !text->empty())
      return clean_text(hidden.scrub_text(std::string(*text)), bytes_max);
    if (const auto* number = value->if_int64()) return std::to_string(*number);
  }
  return {};
}

/// "Card Blocked" becomes "card_blocked".
std::string snake_case(const std::string& words) {
  std::string code;
  for (const char c : words) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    code += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
  }
  return code;
}

/// The object that describes the error: the answer itself, its "error", or the first of "errors".
const boost::json::object* description(const boost::json::value& json) {
  const auto* object = json.if_object();
  if (!object) return nullptr;
  if (const auto* error = object->if_contains("error"); error && error->is_object())
    return &error->get_object();
  const auto* errors = object->if_contains("errors");
  if (errors && errors->is_array() && !errors->get_array().empty() &&
      errors->get_array()[0].is_object())
    return &errors->get_array()[0].get_object();
  return object;
}

}  // namespace

PartnerWords words_of(const http::Response& response, const Scrubber& hidden) {
  if (response.body.size() > body_bytes_max) return {};
  const auto json = parse_json(response.body);
  if (!json) return {};
  const auto* object = description(*json);
  if (!object) return {};
  PartnerWords words;
  words.code = snake_case(
      member(*object, {"error", "code", "error_code", "errorCode"}, hidden, code_bytes_max));
  words.message = member(*object,
                         {"message", "error_description", "detail", "error_message", "errorMessage",
                          "description", "title"},
                         hidden, words_bytes_max);
  return words;
}

}  // namespace patchbay::adapters
