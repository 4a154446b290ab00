#include "adapters/currency_places.h"

#include <algorithm>
#include <optional>

namespace patchbay::adapters {
namespace {

namespace json = boost::json;
using Place = CurrencyPlaces::Place;
using Places = std::vector<Place>;

constexpr std::string_view definitions = "#/definitions/";

Places places_below(const json::object& schema, const json::object& document);

void add(Places& places, std::string member, const json::object& schema,
         const json::object& document) {
  Place place{std::move(member), false, {}};
  if (const auto* found = schema.if_contains("$ref")) {
    const std::string_view name = std::string_view(found->as_string()).substr(definitions.size());
    place.is_currency = name == "currency";
    place.below = places_below(document.at("definitions").at(name).as_object(), document);
  } else {
    place.below = places_below(schema, document);
  }
  if (place.is_currency || !place.below.empty()) places.push_back(std::move(place));
}

Places places_below(const json::object& schema, const json::object& document) {
  Places places;
  if (const auto* properties = schema.if_contains("properties"))
    for (const auto& [name, member] : properties->as_object())
      add(places, std::string(name), member.as_object(), document);
  if (const auto* items = schema.if_contains("items"))
    add(places, {}, items->as_object(), document);
  return places;
}

bool is_currency(const json::value& value) {
  const auto* text = value.if_string();
  return text && text->size() == 3 &&
         std::all_of(text->begin(), text->end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The path to the first currency that is none, below `value`; nothing: all are sound.
std::optional<std::string> bad_place(const Places& places, const json::value& value);

std::optional<std::string> bad_at(const Place& place, const json::value& value) {
  if (place.is_currency && !is_currency(value)) return std::string();
  return bad_place(place.below, value);
}

std::optional<std::string> bad_place(const Places& places, const json::value& value) {
  for (const Place& place : places) {
    if (place.member.empty()) {
      const auto* list = value.if_array();
      for (std::size_t i = 0; list && i < list->size(); ++i)
        if (const auto below = bad_at(place, (*list)[i]))
          return "[" + std::to_string(i) + "]" + *below;
      continue;
    }
    const auto* object = value.if_object();
    const auto* member = object ? object->if_contains(place.member) : nullptr;
    if (!member) continue;
    if (const auto below = bad_at(place, *member)) return "." + place.member + *below;
  }
  return std::nullopt;
}

}  // namespace

CurrencyPlaces::CurrencyPlaces(const json::object& schema)
    : places_(places_below(schema, schema)) {}

Result<void> CurrencyPlaces::check(const json::value& value) const {
  if (const auto place = bad_place(places_, value))
    return invalid("$" + *place + ": must be three upper-case letters, such as AUD (ISO 4217)");
  return {};
}

}  // namespace patchbay::adapters
