#include "adapters/drift.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

namespace patchbay::adapters {
namespace {

using boost::json::object;
using boost::json::value;

/// Types by place; "[]" stands for every element. Also the places of arrays that were empty and of
/// nulls: nobody knows what stands below them.
struct Shape {
  std::map<std::string, std::set<std::string>> types;
  std::set<std::string> open;
};

const char* type_of(const value& json) {
  switch (json.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "boolean";
    case boost::json::kind::string: return "text";
    case boost::json::kind::array: return "array";
    case boost::json::kind::object: return "object";
    default: return "number";
  }
}

void walk(const std::string& place, const value& json, Shape& shape) {
  if (json.is_null()) {
    shape.open.insert(place);
    return;
  }
  shape.types[place].insert(type_of(json));
  if (const auto* members = json.if_object())
    for (const auto& [name, member] : *members)
      walk(place.empty() ? std::string(name) : place + "." + std::string(name), member, shape);
  if (const auto* items = json.if_array()) {
    if (items->empty()) shape.open.insert(place);
    for (const auto& item : *items) walk(place + "[]", item, shape);
  }
}

bool is_below(const std::string& place, const std::string& above) {
  return place.starts_with(above) && (place.size() == above.size() || place[above.size()] == '.' ||
                                      place[above.size()] == '[' || above.empty());
}

/// Whether a place above says nothing (`open`), or was told already (`told`).
bool is_covered(const std::string& place, const std::set<std::string>& places) {
  for (const auto& above : places)
    if (is_below(place, above)) return true;
  return false;
}

std::string list(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " or ") + name;
  return text;
}

std::vector<Drift> compare(const Shape& recorded, const Shape& live) {
  std::vector<Drift> drifts;
  std::set<std::string> told;
  for (const auto& [place, types] : recorded.types) {
    const auto found = live.types.find(place);
    if (is_covered(place, live.open) || is_covered(place, told)) continue;
    if (found == live.types.end())
      drifts.push_back({"missing field", place, list(types), "(nothing)"});
    else if (found->second != types)
      drifts.push_back({"type", place, list(types), list(found->second)});
    else
      continue;
    told.insert(place);
  }
  for (const auto& [place, types] : live.types) {
    if (recorded.types.contains(place) || is_covered(place, recorded.open) ||
        is_covered(place, told))
      continue;
    drifts.push_back({"new field", place, "(nothing)", list(types)});
    told.insert(place);
  }
  return drifts;
}

const value* content_of(const object& response) {
  const auto* json = response.if_contains("json");
  return json ? json : response.if_contains("body");
}

}  // namespace

std::vector<Drift> find_drift(const object& recorded, const object& live) {
  const auto* then = recorded.if_contains("response");
  const auto* now = live.if_contains("response");
  if (!then || !now) {
    if (!then && !now) return {};
    return {{"status", "", then ? "an answer" : "no answer",
             now ? "an answer" : boost::json::serialize(live)}};
  }
  const auto& before = then->at("status");
  const auto& after = now->at("status");
  if (before != after)
    return {{"status", "", boost::json::serialize(before), boost::json::serialize(after)}};
  Shape old_shape, new_shape;
  if (const auto* content = content_of(then->as_object())) walk("", *content, old_shape);
  if (const auto* content = content_of(now->as_object())) walk("", *content, new_shape);
  return compare(old_shape, new_shape);
}

}  // namespace patchbay::adapters
