#include "adapters/kinds.h"

#include <boost/json/parse.hpp>
#include <map>

#include "adapters/currency_places.h"
#include "adapters/schema.h"
#include "hub/base/embedded.h"

namespace patchbay::adapters {
namespace {

namespace json = boost::json;

/// One side of a capability.
struct Side {
  Schema schema;
  CurrencyPlaces currencies;
  Examples examples;
};
struct Entry {
  Capability capability;
  Side request;
  Side result;
};
using Entries = std::map<std::string, Entry>;  // by capability name
using Kinds = std::map<std::string, Entries>;

std::vector<json::value> list_of(const json::value& values) {
  return {values.as_array().begin(), values.as_array().end()};
}

Side load_side(const json::object& file, const std::string& where, const json::value& capability,
               const char* name) {
  json::object schema = capability.at(name).as_object();
  schema["definitions"] = file.at("definitions");  // so that its references resolve
  auto compiled = Schema::compile(schema);
  if (!compiled) throw ErrorException(compiled.error().in(where + " " + name));
  const auto& examples = capability.at("examples").at(name);
  return {*std::move(compiled),
          CurrencyPlaces(schema),
          {list_of(examples.at("good")), list_of(examples.at("bad"))}};
}

Kinds load() {
  Kinds kinds;
  for (const auto& embedded : embedded_kinds()) {
    const json::value parsed = json::parse(embedded.text);
    const auto& file = parsed.as_object();
    const std::string kind(file.at("kind").as_string());
    for (const auto& [key, value] : file.at("capabilities").as_object()) {
      const std::string name(key);
      const std::string where = "adapters/kinds/" + std::string(embedded.name) + ": " + name;
      const bool moves_value = value.at("moves_value").as_bool();
      kinds[kind].emplace(name,
                          Entry{{kind, name, moves_value, value.as_object().contains("reverses")},
                                load_side(file, where, value, "request"),
                                load_side(file, where, value, "result")});
    }
  }
  return kinds;
}

const Kinds& kinds() {
  static const Kinds loaded = load();
  return loaded;
}

const Entry* find(const std::string& kind, const std::string& name) {
  const auto entries = kinds().find(kind);
  if (entries == kinds().end()) return nullptr;
  const auto entry = entries->second.find(name);
  return entry == entries->second.end() ? nullptr : &entry->second;
}

const Entry& entry_of(const Capability& capability) {
  const Entry* entry = find(capability.kind, capability.name);
  if (!entry)
    throw ErrorException(
        invalid("kind \"" + capability.kind + "\" has no capability \"" + capability.name + "\""));
  return *entry;
}

Result<void> check(const Side& side, const json::value& value) {
  if (auto fits = side.schema.check(value); !fits) return fits;
  return side.currencies.check(value);
}

}  // namespace

const Capability* find_capability(const std::string& kind, const std::string& name) {
  const Entry* entry = find(kind, name);
  return entry ? &entry->capability : nullptr;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& [name, entries] : kinds()) names.push_back(name);
  return names;
}

std::vector<std::string> capability_names(const std::string& kind) {
  std::vector<std::string> names;
  const auto entries = kinds().find(kind);
  if (entries == kinds().end()) return names;
  for (const auto& [name, entry] : entries->second) names.push_back(name);
  return names;
}

Result<void> check_request(const Capability& capability, const json::value& request) {
  const auto checked = check(entry_of(capability).request, request);
  return checked ? checked : checked.error().in(capability.name + " request");
}

Result<void> check_result(const Capability& capability, const json::value& result) {
  const auto checked = check(entry_of(capability).result, result);
  return checked ? checked : checked.error().in(capability.name + " result");
}

const Examples& request_examples(const Capability& capability) {
  return entry_of(capability).request.examples;
}

const Examples& result_examples(const Capability& capability) {
  return entry_of(capability).result.examples;
}

}  // namespace patchbay::adapters
