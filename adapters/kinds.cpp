#include "adapters/kinds.h"

#include <boost/json/parse.hpp>

#include "adapters/schema.h"
#include "hub/base/embedded.h"

namespace patchbay::adapters {
namespace {

namespace json = boost::json;

struct Entry {
  Capability capability;
  Schema request;
  Schema result;
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
                                compile(file, where + " request", value.at("request")),
                                compile(file, where + " result", value.at("result"))});
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

Result<void> check(const Capability& capability, const json::value& value, bool is_request) {
  const Entry* entry = find(capability.kind, capability.name);
  if (!entry)
    return invalid("kind \"" + capability.kind + "\" has no capability \"" + capability.name +
                   "\"");
  const auto checked = (is_request ? entry->request : entry->result).check(value);
  if (checked) return {};
  return checked.error().in(capability.name + (is_request ? " request" : " result"));
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
  return check(capability, request, true);
}

Result<void> check_result(const Capability& capability, const json::value& result) {
  return check(capability, result, false);
}

}  // namespace patchbay::adapters
