#include "webhooks/payload_check.h"

#include <map>

#include "adapters/schema.h"
#include "hub/events/catalogue.h"
#include "hub/http/json.h"

namespace patchbay::webhooks {
namespace {

/// Compiled once, by name.
const std::map<std::string, Schema, std::less<>>& schemas() {
  static const auto all = [] {
    std::map<std::string, Schema, std::less<>> compiled;
    for (const auto& type : events::catalogue())
      compiled.emplace(type.name, Schema::compile(parse_json(type.schema).value()).value());
    return compiled;
  }();
  return all;
}

}  // namespace

Result<void> check_payload(std::string_view type, std::string_view data) {
  const auto schema = schemas().find(type);
  if (schema == schemas().end())
    return invalid("the event type \"" + std::string(type) + "\" is not in the catalogue");
  const auto json = parse_json(data);
  if (!json) return json.error().in("the event's data");
  if (auto fits = schema->second.check(*json); !fits)
    return fits.error().in("the event's data does not fit the schema of " + std::string(type));
  return {};
}

}  // namespace patchbay::webhooks
