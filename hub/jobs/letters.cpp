#include "hub/jobs/letters.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/http/json.h"

namespace patchbay::jobs {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<Timestamp> time_at(const json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  if (!value || !value->is_int64()) return std::nullopt;
  return Timestamp{value->get_int64()};
}

}  // namespace

std::string to_json_text(const Letters& letters) {
  const auto& filter = letters.filter;
  json::object object{{"kind", filter.kind},
                      {"partner", filter.partner},
                      {"key", filter.key},
                      {"reason", filter.reason}};
  if (filter.since) object["since"] = filter.since->micros;
  if (filter.until) object["until"] = filter.until->micros;
  json::array ids;
  for (const auto id : letters.ids) ids.emplace_back(id);
  object["ids"] = std::move(ids);
  return json::serialize(object);
}

Letters letters_of(const OrganisationId& organisation, const std::string& text) {
  const auto value = parse_json(text);
  const auto* object = value ? value->if_object() : nullptr;
  if (!object) throw ErrorException(corrupt("a redrive's letters in the store are no JSON object"));
  Letters letters;
  letters.filter.organisation = organisation;
  letters.filter.kind = text_at(*object, "kind");
  letters.filter.partner = text_at(*object, "partner");
  letters.filter.key = text_at(*object, "key");
  letters.filter.reason = text_at(*object, "reason");
  letters.filter.since = time_at(*object, "since");
  letters.filter.until = time_at(*object, "until");
  if (const auto* ids = object->if_contains("ids"); ids && ids->is_array())
    for (const auto& id : ids->get_array())
      if (id.is_int64()) letters.ids.push_back(id.get_int64());
  return letters;
}

}  // namespace patchbay::jobs
