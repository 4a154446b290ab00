#include "adapters/manifest_webhook.h"

#include "adapters/strict_object.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t events_max = 1'000;

void read_events(StrictObject& object, std::map<std::string, std::string>& events) {
  const auto* value = object.value("events");
  if (!value) return;
  const auto* named = value->if_object();
  const bool is_empty_list = value->is_array() && value->get_array().empty();
  if (is_empty_list) return;
  if (!named) return object.fail("\"events\" must name the partner's types and ours");
  if (named->size() > events_max) return object.fail("\"events\" has more than 1000 types");
  for (const auto& [theirs, ours] : *named) {
    if (!ours.is_string() || ours.get_string().empty())
      return object.fail("\"events\": \"" + std::string(theirs) +
                         "\" must name a type of the catalogue, such as \"voucher.redeemed\"");
    events[std::string(theirs)] = std::string(ours.get_string());
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
