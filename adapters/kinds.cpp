#include "adapters/kinds.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <optional>

#include "adapters/schema.h"
#include "hub/base/embedded.h"

namespace patchbay::adapters {
namespace {

namespace json = boost::json;

/// One side of a capability.
struct Side {
  Schema schema;
  Examples examples;
};
struct Entry {
  Capability capability;
  Side request;
  Side result;
};
using Entries = std::map<std::string, Entry>;  // by capability name
using Kinds = std::map<std::string, Entries>;

/// A schema of a kinds file with the file's definitions put in, so that its references resolve.
Schema compile(const json::object& file, const std::string& where, const json::value& schema) {
  json::object document = schema.as_object();
  document["definitions"] = file.at("definitions");
  auto compiled = Schema::compile(document);
  if (!compiled) throw ErrorException(compiled.error().in(where));
  return *std::move(compiled);
}

std::vector<json::value> list_of(const json::value& values) {
  return {values.as_array().begin(), values.as_array().end()};
}

Side load_side(const json::object& file, const std::string& where, const json::value& capability,
               const char* name) {
  const auto& examples = capability.at("examples").at(name);
  return {compile(file, where + " " + name, capability.at(name)),
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

bool is_currency(const json::value& value) {
  const auto* text = value.if_string();
  return text && text->size() == 3 &&
         std::all_of(text->begin(), text->end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Where a currency is that is none; empty: nowhere. Schema::check() bounds the depth.
std::optional<std::string> bad_currency(const json::value& value) {
  if (const auto* array = value.if_array())
    for (std::size_t i = 0; i < array->size(); ++i)
      if (const auto below = bad_currency((*array)[i]))
        return "[" + std::to_string(i) + "]" + *below;
  if (const auto* object = value.if_object())
    for (const auto& [key, inner] : *object) {
      const bool is_bad = key == "currency" && !is_currency(inner);
      const auto below = is_bad ? std::optional<std::string>("") : bad_currency(inner);
      if (below) return "." + std::string(key) + *below;
    }
  return std::nullopt;
}

Result<void> check(const Side& side, const json::value& value) {
  if (auto fits = side.schema.check(value); !fits) return fits;
  if (const auto place = bad_currency(value))
    return invalid("$" + *place + ": must be three upper-case letters, such as AUD (ISO 4217)");
  return {};
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
