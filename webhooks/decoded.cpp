#include "webhooks/decoded.h"

#include <boost/json/serialize.hpp>
#include <map>
#include <mutex>
#include <tuple>

#include "adapters/schema.h"
#include "adapters/strict_object.h"
#include "hub/events/catalogue.h"
#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t events_max = 1'000;  // of one webhook

Result<PartnerEvent> read_event(const std::string& partner, const boost::json::value& json,
                                std::size_t index) {
  adapters::StrictObject object(json, "event " + std::to_string(index + 1));
  PartnerEvent event;
  event.partner = partner;
  event.type = object.text("type");
  event.reference = object.text("reference", "");
  event.customer = object.text("customer", "");
  if (const auto* data = object.value("data")) {
    if (const auto* members = data->if_object())
      event.data = *members;
    else if (!data->is_array() || !data->get_array().empty())
      object.fail("\"data\" is not a table of names");
  }
  if (auto finished = object.finish(); !finished) return finished.error();
  return event;
}

boost::json::value told(const Undecoded& webhook) {
  auto json = parse_json(webhook.body);
  return boost::json::object{{"type", webhook.type},
                             {"id", webhook.dedup},
                             {"body", webhook.body},
                             {"json", json ? *std::move(json) : boost::json::value()},
                             {"received_at", webhook.received_at.micros}};
}

std::string text_in(const boost::json::object& object, const char* key) {
  const auto* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// What a pointer leads to; null where there is nothing.
const boost::json::value* value_at(const boost::json::value& body, const std::string& pointer) {
  boost::system::error_code failed;
  const auto* found = body.find_pointer(pointer, failed);
  return found && !found->is_null() ? found : nullptr;
}

/// Errors: invalid: nothing is there, or no text and no whole number.
Result<std::string> text_at(const boost::json::value& body, const std::string& pointer) {
  const auto* found = value_at(body, pointer);
  if (found && found->is_string()) return std::string(found->get_string());
  if (found && found->is_int64()) return std::to_string(found->get_int64());
  return invalid("the body has no text and no whole number at " + pointer);
}

Result<void> read_ids(const adapters::EventMapping& mapping, const boost::json::value& body,
                      const boost::json::object& members, PartnerEvent& event) {
  for (const auto& [pointer, name, into] :
       {std::tuple{&mapping.reference, "reference", &event.reference},
        std::tuple{&mapping.customer, "customer", &event.customer}}) {
    if (pointer->empty()) {
      *into = text_in(members, name);
      continue;
    }
    auto text = text_at(body, *pointer);
    if (!text) return text.error();
    *into = *std::move(text);
  }
  return {};
}

/// The body is the event, or, when it has the form {"type", "data": {…}}, holds it; pointers lead
/// to what has other names.
Result<std::vector<PartnerEvent>> decode_by_map(const adapters::EventMapping& mapping,
                                                const Undecoded& webhook) {
  const auto body = parse_json(webhook.body);
  if (!body || !body->is_object())
    return invalid("the body of a webhook of type " + webhook.type + " is no JSON object");
  const auto* members = &body->get_object();
  if (const auto* data = members->if_contains("data"); data && data->is_object())
    members = &data->get_object();
  PartnerEvent event;
  event.partner = webhook.partner;
  event.type = mapping.type;
  if (auto read = read_ids(mapping, *body, *members, event); !read) return read.error();
  if (mapping.data.empty()) event.data = *members;
  for (const auto& [name, pointer] : mapping.data)
    if (const auto* found = value_at(*body, pointer)) event.data[name] = *found;
  return std::vector<PartnerEvent>{std::move(event)};
}

/// Compiled once a type: schemas are the hub's own, and few.
const Schema& schema_of(const events::EventType& type) {
  static std::mutex mutex;
  static std::map<std::string_view, Schema> compiled;
  const std::lock_guard lock(mutex);
  auto found = compiled.find(type.name);
  if (found == compiled.end())
    found =
        compiled.emplace(type.name, Schema::compile(parse_json(type.schema).value()).value()).first;
  return found->second;
}

}  // namespace

Result<std::vector<PartnerEvent>> read_decoded(const std::string& partner,
                                               const boost::json::value& list) {
  std::vector<PartnerEvent> events;
  if (list.is_null() || (list.is_object() && list.get_object().empty())) return events;
  if (!list.is_array())
    return invalid(
        "webhook.decode must return a list of events, such as { { "
        "type = \"voucher.redeemed\", reference = … } }");
  if (list.get_array().size() > events_max) return invalid("one webhook gave over 1000 events");
  for (const auto& item : list.get_array()) {
    auto event = read_event(partner, item, events.size());
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

Result<std::vector<PartnerEvent>> decode(adapters::Plug& plug, const Undecoded& webhook) {
  const auto& declared = plug.manifest().webhook;
  if (declared && declared->has_decoder) {
    auto list = plug.decode_webhook(told(webhook));
    if (!list) return list.error();
    auto events = read_decoded(webhook.partner, *list);
    if (!events) return events.error().in(plug.origin() + ": webhook.decode");
    return events;
  }
  if (!declared) return std::vector<PartnerEvent>();
  const auto mapped = declared->events.find(webhook.type);
  if (mapped == declared->events.end()) return std::vector<PartnerEvent>();
  return decode_by_map(mapped->second, webhook);
}

Result<std::string> plain_event_data(const PartnerEvent& event) {
  const auto* type = events::find_type(event.type);
  if (!type) return invalid("there is no event type \"" + event.type + "\" in the catalogue");
  if (auto fits = schema_of(*type).check(event.data); !fits)
    return fits.error().in("event " + event.type);
  return boost::json::serialize(event.data);
}

Result<std::string> event_data(const PartnerEvent& event) {
  PartnerEvent whole = event;
  whole.data["partner"] = event.partner;
  if (!event.customer.empty() || !whole.data.contains("customer"))
    whole.data["customer"] = event.customer;
  if (!event.reference.empty()) whole.data["reference"] = event.reference;
  return plain_event_data(whole);
}

}  // namespace patchbay::webhooks
