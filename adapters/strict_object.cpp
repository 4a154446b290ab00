#include "adapters/strict_object.h"

#include <boost/json/array.hpp>

#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

const boost::json::object nothing;

bool is_empty_object(const boost::json::value& value) {
  return value.is_object() && value.get_object().empty();
}

}  // namespace

StrictObject::StrictObject(const boost::json::value& value, std::string where)
    : object_(&nothing), where_(std::move(where)) {
  if (const auto* object = value.if_object())
    object_ = object;
  else if (!value.is_array() || !value.get_array().empty())
    fail("is not an object");
}

std::string StrictObject::at(const std::string& key) const { return "\"" + key + "\""; }

void StrictObject::fail(const std::string& message) {
  if (!error_) error_ = invalid(where_ + ": " + message);
}

const boost::json::value* StrictObject::value(const char* key) {
  known_.emplace_back(key);
  const auto* found = object_->if_contains(key);
  return found && !found->is_null() ? found : nullptr;
}

std::string StrictObject::text(const char* key, std::optional<std::string> default_value) {
  const auto* found = value(key);
  if (!found) {
    if (!default_value) fail(at(key) + " is missing");
    return default_value.value_or("");
  }
  if (const auto* text = found->if_string()) return std::string(*text);
  fail(at(key) + " is not a text");
  return "";
}

std::int64_t StrictObject::integer(const char* key, std::int64_t default_value,
                                   std::int64_t minimum, std::int64_t maximum) {
  const auto* found = value(key);
  if (!found) return default_value;
  const auto* number = found->if_int64();
  if (number && *number >= minimum && *number <= maximum) return *number;
  fail(at(key) + " is not a whole number from " + std::to_string(minimum) + " to " +
       std::to_string(maximum));
  return default_value;
}

bool StrictObject::boolean(const char* key, bool default_value) {
  const auto* found = value(key);
  if (!found) return default_value;
  if (const auto* flag = found->if_bool()) return *flag;
  fail(at(key) + " is not true or false");
  return default_value;
}

std::vector<const boost::json::value*> StrictObject::list(const char* key) {
  std::vector<const boost::json::value*> items;
  const auto* found = value(key);
  if (!found || is_empty_object(*found)) return items;
  if (const auto* array = found->if_array())
    for (const auto& item : *array) items.push_back(&item);
  else
    fail(at(key) + " is not a list");
  return items;
}

std::vector<std::string> StrictObject::texts(const char* key) {
  std::vector<std::string> texts;
  for (const auto* item : list(key)) {
    if (const auto* text = item->if_string())
      texts.emplace_back(*text);
    else
      fail(at(key) + " holds something that is not a text");
  }
  return texts;
}

Result<void> StrictObject::finish() {
  for (const auto& member : *object_) {
    const std::string key(member.key());
    if (error_ || std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const auto meant = nearest(key, known_);
    fail("unknown key " + at(key) + (meant ? "; did you mean " + at(*meant) + "?" : ""));
  }
  if (error_) return *error_;
  return {};
}

}  // namespace patchbay::adapters
