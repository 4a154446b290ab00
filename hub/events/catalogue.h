#pragma once
// Every event type the hub sends, declared once.

#include <span>
#include <string_view>

namespace patchbay::events {

struct EventType {
  std::string_view name;     ///< dotted, canonical
  std::string_view summary;  ///< one sentence for a partner's engineer
  std::string_view schema;   ///< JSON Schema (draft-07) of `data`
};

std::span<const EventType> catalogue();
/// Null when there is no such type.
const EventType* find_type(std::string_view name);

}  // namespace patchbay::events
