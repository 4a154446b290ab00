#include "adapters/manifest_settings.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "adapters/choice.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t id_length_max = 64;
constexpr std::int64_t length_limit = 1'000'000;

constexpr Choices<FieldType, 5> field_types{{{"text", FieldType::text},
                                             {"integer", FieldType::integer},
                                             {"boolean", FieldType::boolean},
                                             {"url", FieldType::url},
                                             {"path", FieldType::path}}};

std::optional<std::string> plain_text(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* number = value.if_int64()) return std::to_string(*number);
  if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
  return std::nullopt;
}

std::optional<std::string> default_text(StrictObject& object) {
  const auto* value = object.value("default");
  if (!value) return std::nullopt;
  auto text = plain_text(*value);
  if (!text) object.fail("\"default\" is not a text, a whole number, true or false");
  return text;
}

void read_limits(StrictObject& object, Field& field) {
  field.minimum = object.integer("minimum", 0, INT64_MIN, INT64_MAX);
  field.maximum = object.integer("maximum", INT64_MAX, INT64_MIN, INT64_MAX);
  field.length_min = object.integer("min_length", 0, 0, length_limit);
  field.length_max = object.integer("max_length", INT64_MAX, 0, length_limit);
  for (const auto* value : object.list("one_of")) {
    const auto text = plain_text(*value);
    if (!text) return object.fail("\"one_of\" holds what is not a text, a whole number or a flag");
    field.one_of.push_back(*text);
  }
  if (field.minimum > field.maximum) object.fail("\"minimum\" is above \"maximum\"");
  if (field.length_min > field.length_max) object.fail("\"min_length\" is above \"max_length\"");
}

void check_setting(StrictObject& object, const Field& field) {
  if (object.failed()) return;
  if (!is_identifier(field.name))
    return object.fail("\"name\" must be of lower-case letters, digits and _");
  if (field.secret && (field.type != FieldType::text || field.default_value))
    return object.fail("a secret is of type text and has no default");
  if (!field.default_value) return;
  if (const auto fits = check_value(field, *field.default_value); !fits)
    object.fail("\"default\": " + fits.error().message);
}

const Field* find_field(const std::vector<Field>& fields, const std::string& name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

Result<std::map<std::string, std::string>> read_environment(const boost::json::value& json,
                                                            const std::vector<Field>& settings) {
  std::map<std::string, std::string> values;
  if (json.is_array() && json.get_array().empty()) return values;  // {} in Lua
  if (!json.is_object()) return invalid("must name settings and their values");
  for (const auto& [key, value] : json.get_object()) {
    const std::string name(key);
    const Field* field = find_field(settings, name);
    if (!field) return unknown_field(name, settings);
    const auto text = plain_text(value);
    if (!text) return invalid("\"" + name + "\" is not a text, a whole number, true or false");
    if (auto fits = check_value(*field, *text); !fits) return fits.error();
    values[name] = *text;
  }
  return values;
}

}  // namespace

bool is_environment(std::string_view name) {
  return name == sandbox_environment || name == production_environment;
}

bool names_an_environment(std::string_view setting) {
  return is_environment(setting.substr(0, setting.find('_')));
}

bool is_identifier(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= id_length_max && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), allowed);
}

Result<Field> read_setting(const boost::json::value& json, std::size_t index) {
  StrictObject object(json, "settings[" + std::to_string(index) + "]");
  Field field;
  field.name = object.text("name");
  field.type = choose(object, "type", object.text("type", "text"), field_types);
  field.default_value = default_text(object);
  field.help = object.text("help", "");
  field.secret = object.boolean("secret", false);
  read_limits(object, field);
  check_setting(object, field);
  if (auto finished = object.finish(); !finished) return finished.error();
  return field;
}

Result<EnvironmentDefaults> read_environments(const boost::json::value& json,
                                              const std::vector<Field>& settings) {
  StrictObject object(json, "environments");
  EnvironmentDefaults defaults;
  for (const char* name : {sandbox_environment, production_environment}) {
    const auto* given = object.value(name);
    if (!given) continue;
    auto values = read_environment(*given, settings);
    if (values)
      defaults[name] = std::move(*values);
    else
      object.fail(std::string(name) + ": " + values.error().message);
  }
  if (auto finished = object.finish(); !finished) return finished.error();
  return defaults;
}

}  // namespace patchbay::adapters
