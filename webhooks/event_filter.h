#pragma once
// Which events an endpoint wants: names and patterns. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::webhooks {

/// "tier.updated, reward.*": a name, everything under a prefix, or "*". What comes in masses
/// (EventType::on_request) is wanted only by name or prefix, never by "*" or by no pattern.
/// Immutable.
class EventFilter {
 public:
  static constexpr std::size_t bytes_max = 4096;

  /// Wants everything but what is on request.
  EventFilter() = default;
  /// With commas between; aliases (events/catalogue.h) count as what they stand for; empty: all.
  /// Errors: invalid: no event type has this name or prefix, with the nearest; too long.
  static Result<EventFilter> parse(std::string_view patterns);

  bool wants(std::string_view type) const;
  /// The patterns with canonical names, as stored.
  std::string text() const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace patchbay::webhooks
