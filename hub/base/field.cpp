#include "hub/base/field.h"

#include <algorithm>
#include <charconv>

#include "hub/base/text.h"

namespace patchbay {
namespace {

constexpr std::size_t shown_max = 40;  // bytes of a value that is too long

Error wanted(const Field& field, const std::string& value, const std::string& what) {
  const std::string shown = field.secret ? "its value" : "\"" + value + "\"";
  return invalid("setting \"" + field.name + "\": " + shown + " is not " + what);
}

Result<void> check_choice(const Field& field, const std::string& value) {
  const bool is_there =
      std::find(field.one_of.begin(), field.one_of.end(), value) != field.one_of.end();
  if (is_there || field.one_of.empty()) return {};
  return wanted(field, value, "one of: " + join(field.one_of, ", "));
}

Result<void> check_length(const Field& field, const std::string& value) {
  const auto length = static_cast<std::int64_t>(value.size());
  if (length < field.length_min)
    return wanted(field, value, "of at least " + std::to_string(field.length_min) + " bytes");
  if (length > field.length_max)
    return wanted(field, value.substr(0, shown_max) + "…",
                  "of at most " + std::to_string(field.length_max) + " bytes");
  return {};
}

Result<void> check_type(const Field& field, const std::string& value) {
  switch (field.type) {
    case FieldType::text: return {};
    case FieldType::path:
      if (value.find('\0') != std::string::npos) return wanted(field, value, "a path");
      return {};
    case FieldType::boolean:
      if (value != "true" && value != "false") return wanted(field, value, "true or false");
      return {};
    case FieldType::url:
      if (!value.starts_with("http://") && !value.starts_with("https://"))
        return wanted(field, value, "a URL that starts with https:// or http://");
      return {};
    case FieldType::integer: {
      std::int64_t number = 0;
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (failed != std::errc{} || end != value.data() + value.size())
        return wanted(field, value, "a whole number");
      if (number < field.minimum || number > field.maximum)
        return wanted(
            field, value,
            "between " + std::to_string(field.minimum) + " and " + std::to_string(field.maximum));
      return {};
    }
  }
  return {};
}

}  // namespace

Result<void> check_value(const Field& field, const std::string& value) {
  const bool has_length = field.type != FieldType::integer && field.type != FieldType::boolean;
  if (has_length)
    if (auto fits = check_length(field, value); !fits) return fits;
  if (auto fits = check_type(field, value); !fits) return fits;
  return check_choice(field, value);
}

Error unknown_field(const std::string& name, std::span<const Field> fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.push_back(field.name);
  std::string message = "unknown setting \"" + name + "\"";
  if (const auto meant = nearest(name, names)) message += "; did you mean \"" + *meant + "\"?";
  return invalid(std::move(message));
}

Result<FieldValues> FieldValues::check(std::span<const Field> fields,
                                       const std::map<std::string, std::string>& given) {
  for (const auto& [name, value] : given) {
    const auto known = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& field) { return field.name == name; });
    if (known == fields.end()) return unknown_field(name, fields);
    if (auto checked = check_value(*known, value); !checked) return checked.error();
  }
  FieldValues values;
  for (const auto& field : fields) {
    const auto found = given.find(field.name);
    if (found != given.end())
      values.values_[field.name] = found->second;
    else if (field.default_value)
      values.values_[field.name] = *field.default_value;
    else
      return invalid("setting \"" + field.name + "\" is missing: " + field.help);
  }
  return values;
}

}  // namespace patchbay
