#include "adapters/kind_schema.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "hub/base/embedded.h"

namespace patchbay::adapters {
namespace {

using boost::json::object;
using boost::json::value;

const std::map<std::string, object>& files() {
  static const auto read = [] {
    std::map<std::string, object> by_kind;
    for (const auto& embedded : embedded_kinds()) {
      object file = boost::json::parse(embedded.text).as_object();
      const std::string kind(file.at("kind").as_string());
      by_kind.emplace(kind, std::move(file));
    }
    return by_kind;
  }();
  return read;
}

std::string text(const object& schema, const char* key) {
  const auto* found = schema.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// What "$ref": "#/definitions/name" names, else the schema itself.
const object& resolved(const object& schema, const object& definitions) {
  const std::string name = text(schema, "$ref");
  if (name.empty()) return schema;
  const auto* found = definitions.if_contains(name.substr(name.rfind('/') + 1));
  return found ? found->as_object() : schema;
}

std::string type_of(const object& schema, const object& definitions) {
  if (const auto* choices = schema.if_contains("enum")) {
    std::string names;
    for (const auto& choice : choices->as_array())
      names += (names.empty() ? "" : ", ") + (choice.is_string() ? std::string(choice.get_string())
                                                                 : boost::json::serialize(choice));
    return "one of " + names;
  }
  const std::string type = text(schema, "type");
  if (type == "string") return "text";
  if (type == "integer") return "whole number";
  if (type == "boolean") return "true or false";
  if (type != "array") return type.empty() ? "anything" : type;
  const auto* items = schema.if_contains("items");
  if (!items || !items->is_object()) return "list";
  const auto& item = resolved(items->get_object(), definitions);
  const auto* members = item.if_contains("properties");
  if (!members) return "list of " + type_of(item, definitions);
  std::string names;
  for (const auto& member : members->as_object())
    names += (names.empty() ? "" : ", ") + std::string(member.key());
  return "list of { " + names + " }";
}

std::string notes_of(const object& schema) {
  std::string notes = text(schema, "description");
  const auto add = [&](const char* key, const char* words) {
    const auto* limit = schema.if_contains(key);
    if (limit)
      notes += (notes.empty() ? "" : "; ") + std::string(words) + boost::json::serialize(*limit);
  };
  add("minimum", "at least ");
  add("maximum", "at most ");
  add("maxLength", "characters at most ");
  add("maxItems", "entries at most ");
  return notes;
}

std::vector<SchemaField> fields_of(const std::string& kind, const std::string& capability,
                                   const char* side) {
  std::vector<SchemaField> fields;
  const auto file = files().find(kind);
  if (file == files().end()) return fields;
  const auto* known = file->second.at("capabilities").as_object().if_contains(capability);
  if (!known) return fields;
  const auto& definitions = file->second.at("definitions").as_object();
  const auto& schema = known->at(side).as_object();
  const auto* properties = schema.if_contains("properties");
  if (!properties) return fields;
  const auto* required = schema.if_contains("required");
  for (const auto& [name, property] : properties->as_object()) {
    const auto& about = resolved(property.as_object(), definitions);
    const bool must =
        required && std::find(required->as_array().begin(), required->as_array().end(),
                              value(name)) != required->as_array().end();
    fields.push_back({std::string(name), type_of(about, definitions), notes_of(about), must});
  }
  std::stable_partition(fields.begin(), fields.end(), [](const auto& f) { return f.required; });
  return fields;
}

}  // namespace

std::vector<SchemaField> request_fields(const std::string& kind, const std::string& capability) {
  return fields_of(kind, capability, "request");
}

std::vector<SchemaField> result_fields(const std::string& kind, const std::string& capability) {
  return fields_of(kind, capability, "result");
}

}  // namespace patchbay::adapters
