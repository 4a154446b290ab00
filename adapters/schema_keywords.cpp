#include "adapters/schema_keywords.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>
#include <string>

#include "hub/base/text.h"

namespace patchbay {
namespace {

using boost::json::object;
using boost::json::value;

constexpr int depth_max = 64;
constexpr int reference_chain_max = 16;

// What a keyword's value holds decides where the walk goes on.
const std::vector<std::string> plain_keywords{"$comment",
                                              "$id",
                                              "$schema",
                                              "const",
                                              "default",
                                              "description",
                                              "enum",
                                              "examples",
                                              "exclusiveMaximum",
                                              "exclusiveMinimum",
                                              "maxItems",
                                              "maxLength",
                                              "maximum",
                                              "minItems",
                                              "maxProperties",
                                              "minLength",
                                              "minProperties",
                                              "minimum",
                                              "readOnly",
                                              "required",
                                              "multipleOf",
                                              "title",
                                              "type",
                                              "uniqueItems",
                                              "writeOnly",
                                              "$ref"};
const std::vector<std::string> schema_keywords{"additionalItems",
                                               "additionalProperties",
                                               "contains",
                                               "else",
                                               "if",
                                               "not",
                                               "propertyNames",
                                               "then"};
const std::vector<std::string> list_keywords{"allOf", "anyOf", "oneOf"};
const std::vector<std::string> map_keywords{"definitions", "properties"};

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Walk {
 public:
  explicit Walk(const value& document) : document_(document) {}

  Result<void> schema(const value& node, const std::string& path, int depth) const {
    if (depth > depth_max) return invalid("schema at " + path + " is nested too deeply");
    if (node.is_bool()) return {};
    if (!node.is_object()) return invalid("schema at " + path + " is not an object or a boolean");
    for (const auto& [key, inner] : node.get_object())
      if (auto checked = keyword(key, inner, path + "/" + std::string(key), depth + 1); !checked)
        return checked;
    return {};
  }

 private:
  Result<void> keyword(std::string_view key, const value& inner, const std::string& path,
                       int depth) const {
    if (key == "$ref") return reference(inner, path);
    if (has(plain_keywords, key)) return {};
    if (has(schema_keywords, key)) return schema(inner, path, depth);
    if (key == "items" && !inner.is_array()) return schema(inner, path, depth);
    if (key == "items" || has(list_keywords, key)) return list(inner, path, depth);
    if (has(map_keywords, key)) return map(inner, path, depth);
    return invalid("schema keyword at " + path +
                   " is not supported; use draft-07 without pattern, format and dependencies, and "
                   "check such things in code");
  }

  Result<void> list(const value& inner, const std::string& path, int depth) const {
    if (!inner.is_array()) return invalid("schema at " + path + " is not an array");
    std::size_t index = 0;
    for (const auto& item : inner.get_array())
      if (auto checked = schema(item, path + "/" + std::to_string(index++), depth); !checked)
        return checked;
    return {};
  }

  Result<void> map(const value& inner, const std::string& path, int depth) const {
    if (!inner.is_object()) return invalid("schema at " + path + " is not an object");
    for (const auto& [name, item] : inner.get_object())
      if (auto checked = schema(item, path + "/" + std::string(name), depth); !checked)
        return checked;
    return {};
  }

  Result<void> reference(const value& inner, const std::string& path) const {
    const value* target = &inner;
    for (int i = 0; i < reference_chain_max; ++i) {
      if (!target->is_string() || !std::string_view(target->get_string()).starts_with("#/"))
        return invalid("reference at " + path + " must start with \"#/\"");
      boost::system::error_code failed;
      const auto pointer = std::string_view(target->get_string()).substr(1);
      target = document_.find_pointer(pointer, failed);
      if (!target) return invalid("reference at " + path + " finds nothing");
      const auto* next = target->is_object() ? target->get_object().if_contains("$ref") : nullptr;
      if (!next) return {};
      target = next;
    }
    return invalid("references at " + path + " run in a circle");
  }

  const value& document_;
};

}  // namespace

Result<void> check_keywords(const value& document) {
  return Walk(document).schema(document, "#", 0);
}

}  // namespace patchbay
