#include "adapters/manifest_webhook.h"

#include <algorithm>

#include "adapters/choice.h"
#include "adapters/strict_object.h"
#include "hub/events/catalogue.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t events_max = 1'000;

std::string read_type(StrictObject& object, const std::string& name) {
  if (const auto* type = events::find_type(name)) return type->name;
  std::vector<std::string> known;
  for (const auto& type : events::catalogue()) known.push_back(type.name);
  object.fail(not_one_of("event", name, known));
  return {};
}

void check_pointer(StrictObject& object, const std::string& what, const std::string& pointer) {
  if (!pointer.empty() && !pointer.starts_with('/'))
    object.fail("\"" + what + "\": \"" + pointer +
                "\" is no JSON pointer; write \"/data/reference\"");
}

void read_members(StrictObject& object, EventMapping& mapping) {
  const auto* value = object.value("data");
  const auto* members = value ? value->if_object() : nullptr;
  if (!members) {
    if (value && !(value->is_array() && value->get_array().empty()))
      object.fail("\"data\" must name members of the event and where they are");
    return;
  }
  for (const auto& [name, pointer] : *members) {
    if (!pointer.is_string() || pointer.get_string().empty())
      return object.fail("\"data\": \"" + std::string(name) + "\" must name a place, as \"/id\"");
    check_pointer(object, std::string(name), std::string(pointer.get_string()));
    mapping.data[std::string(name)] = std::string(pointer.get_string());
  }
}

/// A name of the catalogue, or a table that also says where things are.
Result<EventMapping> read_event(const std::string& theirs, const boost::json::value& ours) {
  const boost::json::object name_alone{{"type", ours}};
  const boost::json::value whole = ours.is_string() ? boost::json::value(name_alone) : ours;
  StrictObject object(whole, "\"events\": \"" + theirs + "\"");
  EventMapping mapping;
  const std::string type = object.text("type");
  if (!object.failed()) mapping.type = read_type(object, type);
  mapping.reference = object.text("reference", "");
  mapping.customer = object.text("customer", "");
  check_pointer(object, "reference", mapping.reference);
  check_pointer(object, "customer", mapping.customer);
  read_members(object, mapping);
  if (auto finished = object.finish(); !finished) return finished.error();
  return mapping;
}

void read_events(StrictObject& object, std::map<std::string, EventMapping>& events) {
  const auto* value = object.value("events");
  if (!value) return;
  const auto* named = value->if_object();
  const bool is_empty_list = value->is_array() && value->get_array().empty();
  if (is_empty_list) return;
  if (!named) return object.fail("\"events\" must name the partner's types and ours");
  if (named->size() > events_max) return object.fail("\"events\" has more than 1000 types");
  for (const auto& [theirs, ours] : *named) {
    auto mapping = read_event(std::string(theirs), ours);
    if (!mapping) return object.fail(mapping.error().message);
    events[std::string(theirs)] = *std::move(mapping);
  }
}

}  // namespace

Result<WebhookDeclaration> read_webhook(const boost::json::value& json) {
  StrictObject object(json, "webhook");
  WebhookDeclaration webhook;
  if (const auto* scheme = object.value("scheme"))
    webhook.scheme = *scheme;
  else
    object.fail("\"scheme\" is missing; name a preset such as \"standard\", or declare one");
  read_events(object, webhook.events);
  webhook.has_decoder = object.boolean("decode", false);
  if (auto finished = object.finish(); !finished) return finished.error();
  return webhook;
}

}  // namespace patchbay::adapters
