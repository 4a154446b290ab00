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

}  // namespace patchbay::events
