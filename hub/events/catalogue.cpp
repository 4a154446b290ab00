#include "hub/events/catalogue.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/embedded.h"

namespace patchbay::events {
namespace {

// Texts from outside carry lengths but no pattern or format: valijson fails on them (DESIGN.md).
EventType read_type(std::string_view text) {
  const auto file = boost::json::parse(boost::json::string_view(text.data(), text.size()));
  EventType type;
  type.name = file.at("name").as_string();
  type.version = static_cast<int>(file.at("version").as_int64());
  type.summary = file.at("summary").as_string();
  for (const auto& alias : file.at("aliases").as_array())
    type.aliases.emplace_back(alias.as_string());
  type.schema = boost::json::serialize(file.at("schema"));
  if (const auto* flag = file.as_object().if_contains("on_request"))
    type.on_request = flag->as_bool();
  return type;
}

bool is_named(const EventType& type, std::string_view name) {
  return type.name == name ||
         std::find(type.aliases.begin(), type.aliases.end(), name) != type.aliases.end();
}

}  // namespace

std::span<const EventType> catalogue() {
  static const std::vector<EventType> types = [] {
    std::vector<EventType> all;
    for (const auto& file : embedded_types()) all.push_back(read_type(file.text));
    std::sort(all.begin(), all.end(),
              [](const EventType& a, const EventType& b) { return a.name < b.name; });
    return all;
  }();
  return types;
}

const EventType* find_type(std::string_view name) {
  const auto types = catalogue();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const EventType& type) { return is_named(type, name); });
  return found == types.end() ? nullptr : &*found;
}

std::span<const std::string> types_on_request() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& type : catalogue())
      if (type.on_request) all.push_back(type.name);
    return all;
  }();
  return names;
}

bool is_on_request(std::string_view name) {
  const auto names = types_on_request();
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace patchbay::events
