#include "tests/support/openapi_reader.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/text.h"

namespace patchbay {
namespace {

namespace json = boost::json;

constexpr std::string_view schemas_prefix = "#/components/schemas/";
constexpr std::array<std::string_view, 8> methods{"get",     "put",  "post",  "delete",
                                                  "options", "head", "patch", "trace"};

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw ErrorException(invalid("openapi.json: " + where + ": " + what));
}

const json::value& member(const json::object& object, std::string_view name,
                          const std::string& where) {
  const auto* found = object.if_contains(name);
  if (!found) fail(where, "\"" + std::string(name) + "\" is missing");
  return *found;
}

const json::object& as_object(const json::value& value, const std::string& where) {
  if (!value.is_object()) fail(where, "must be an object");
  return value.get_object();
}

/// OpenAPI's references point into components; a draft-07 document has definitions.
json::value with_definitions(const json::value& node) {
  if (const auto* array = node.if_array()) {
    json::array copy;
    for (const auto& item : *array) copy.push_back(with_definitions(item));
    return copy;
  }
  if (!node.is_object()) return node;
  json::object copy;
  for (const auto& [key, value] : node.get_object()) {
    const bool reference = key == "$ref" && value.is_string() &&
                           std::string_view(value.get_string()).starts_with(schemas_prefix);
    if (reference) {
      const auto name = std::string_view(value.get_string()).substr(schemas_prefix.size());
      copy[key] = "#/definitions/" + std::string(name);
    } else {
      copy[key] = with_definitions(value);
    }
  }
  return copy;
}

std::set<std::string> names_in(std::string_view pattern) {
  std::set<std::string> names;
  for (const auto part : split(pattern, '/')) {
    if (part.starts_with('{')) names.emplace(part.substr(1, part.size() - 2));
  }
  return names;
}

}  // namespace

OpenApiCheck::Reader::Reader(const json::object& document) : document_(document) {
  const auto& components = as_object(member(document_, "components", "document"), "components");
  const auto& schemas = as_object(member(components, "schemas", "components"), "schemas");
  for (const auto& [name, schema] : schemas) definitions_[name] = with_definitions(schema);
}

OpenApiCheck OpenApiCheck::Reader::read() {
  check_head();
  check_components();
  OpenApiCheck check;
  for (const auto& [pattern, item] : as_object(member(document_, "paths", "document"), "paths")) {
    const std::string path(pattern);
    check.paths_[path] = read_path(path, as_object(item, path));
  }
  if (const auto* unmatched = document_.if_contains("x-unmatched-responses")) {
    check.unmatched_ =
        read_responses(as_object(*unmatched, "x-unmatched-responses"), "x-unmatched-responses");
  }
  return check;
}

void OpenApiCheck::Reader::check_head() const {
  const auto& version = member(document_, "openapi", "document");
  if (version != "3.1.0") fail("openapi", "must be \"3.1.0\"");
  const auto& dialect = member(document_, "jsonSchemaDialect", "document");
  if (dialect != "http://json-schema.org/draft-07/schema#") {
    fail("jsonSchemaDialect", "must be draft-07, the dialect that is validated");
  }
  const auto& info = as_object(member(document_, "info", "document"), "info");
  member(info, "title", "info");
  member(info, "version", "info");
}

void OpenApiCheck::Reader::check_components() {
  for (const auto& [name, schema] : definitions_) {
    compile(schema, "components/schemas/" + std::string(name));
  }
  const auto& components = document_.at("components").as_object();
  if (const auto* responses = components.if_contains("responses")) {
    for (const auto& [name, response] : as_object(*responses, "components/responses")) {
      const json::object one{{"200", response}};
      read_responses(one, "components/responses/" + std::string(name));
    }
  }
}

const json::value& OpenApiCheck::Reader::resolve(const json::value& node) const {
  const auto* object = node.if_object();
  const auto* reference = object ? object->if_contains("$ref") : nullptr;
  if (!reference) return node;
  if (object->size() != 1) fail(std::string(reference->as_string()), "a $ref stands alone");
  const std::string_view text = reference->as_string();
  const json::value* target = nullptr;
  if (text.starts_with("#/components/")) {
    boost::system::error_code failed;
    static constexpr std::string_view components = "#/components";
    target = document_.at("components").find_pointer(text.substr(components.size()), failed);
  }
  if (!target) fail(std::string(text), "the reference finds nothing");
  return *target;
}

std::shared_ptr<const Schema> OpenApiCheck::Reader::compile(const json::value& schema,
                                                            const std::string& where) {
  auto& known = compiled_[json::serialize(schema)];
  if (known) return known;
  const json::object wrapper{{"definitions", definitions_},
                             {"allOf", json::array{with_definitions(schema)}}};
  auto compiled = Schema::compile(wrapper);
  if (!compiled) fail(where, compiled.error().message);
  known = std::make_shared<const Schema>(std::move(*compiled));
  return known;
}

OpenApiCheck::Operations OpenApiCheck::Reader::read_path(const std::string& pattern,
                                                         const json::object& item) {
  if (!pattern.starts_with('/')) fail(pattern, "a path starts with '/'");
  Operations operations;
  for (const auto& [method, value] : item) {
    const std::string where = std::string(method) + " " + pattern;
    if (std::find(methods.begin(), methods.end(), std::string_view(method)) == methods.end()) {
      fail(where, "is not a method");
    }
    const auto& operation = as_object(value, where);
    const auto& id = member(operation, "operationId", where);
    if (!operation_ids_.emplace(id.as_string()).second) fail(where, "operationId is used twice");
    member(operation, "summary", where);
    check_parameters(pattern, operation);
    std::string upper(method);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    const auto& responses = as_object(member(operation, "responses", where), where);
    if (responses.empty()) fail(where, "has no responses");
    operations[upper] = read_responses(responses, where);
  }
  return operations;
}

void OpenApiCheck::Reader::check_parameters(const std::string& pattern,
                                            const json::object& operation) {
  std::set<std::string> declared;
  if (const auto* parameters = operation.if_contains("parameters")) {
    for (const auto& node : parameters->as_array()) {
      const auto& parameter = as_object(resolve(node), pattern + " parameters");
      const std::string name(member(parameter, "name", pattern).as_string());
      const auto& place = member(parameter, "in", pattern + " " + name);
      compile(member(parameter, "schema", pattern + " " + name), pattern + " " + name);
      if (place == "path") declared.insert(name);
    }
  }
  if (declared != names_in(pattern)) fail(pattern, "path parameters and the path differ");
}

OpenApiCheck::Responses OpenApiCheck::Reader::read_responses(const json::object& responses,
                                                             const std::string& where) {
  Responses read;
  for (const auto& [status, node] : responses) {
    const std::string place = where + " " + std::string(status);
    const auto& response = as_object(resolve(node), place);
    member(response, "description", place);
    auto& contents = read[std::string(status)];
    const auto* content = response.if_contains("content");
    if (!content) continue;
    for (const auto& [media, body] : as_object(*content, place)) {
      const std::string inner = place + " " + std::string(media);
      contents.emplace(std::string(media),
                       compile(member(as_object(body, inner), "schema", inner), inner));
    }
  }
  return read;
}

}  // namespace patchbay
