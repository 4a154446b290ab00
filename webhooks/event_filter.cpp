#include "webhooks/event_filter.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/events/catalogue.h"

namespace patchbay::webhooks {
namespace {

bool matches(std::string_view pattern, std::string_view type) {
  if (pattern == "*") return !events::is_on_request(type);
  if (!pattern.ends_with(".*")) return pattern == type;
  pattern.remove_suffix(1);  // the dot stays: "reward.*" is not "rewards.paid"
  return type.size() > pattern.size() && type.starts_with(pattern);
}

Error unknown(std::string_view pattern) {
  std::vector<std::string> known;
  for (const auto& type : events::catalogue()) {
    known.push_back(type.name);
    known.insert(known.end(), type.aliases.begin(), type.aliases.end());
  }
  std::string message = "event_types: there is no event type \"" + clean_text(pattern, 100) + "\"";
  if (const auto meant = nearest(pattern, known)) message += "; did you mean \"" + *meant + "\"?";
  return invalid(message);
}

}  // namespace

Result<EventFilter> EventFilter::parse(std::string_view patterns) {
  if (patterns.size() > bytes_max)
    return invalid("event_types: the list is longer than 4096 bytes; use patterns (\"reward.*\")");
  EventFilter filter;
  if (trim(patterns).empty()) return filter;
  for (const auto part : split(patterns, ',')) {
    std::string pattern(trim(part));
    if (const auto* type = events::find_type(pattern)) pattern = type->name;
    const auto types = events::catalogue();
    if (std::none_of(types.begin(), types.end(),
                     [&](const auto& type) { return matches(pattern, type.name); }))
      return unknown(pattern);
    filter.patterns_.push_back(std::move(pattern));
  }
  return filter;
}

bool EventFilter::wants(std::string_view type) const {
  if (patterns_.empty()) return matches("*", type);
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const std::string& pattern) { return matches(pattern, type); });
}

std::string EventFilter::text() const { return join(patterns_, ","); }

}  // namespace patchbay::webhooks
