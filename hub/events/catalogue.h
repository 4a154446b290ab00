#pragma once
// Every event type the hub sends, declared once: a file each in hub/events/types.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::events {

struct EventType {
  std::string name;                  ///< dotted, canonical
  int version = 1;                   ///< of the schema; grows with what receivers must change for
  std::string summary;               ///< one sentence for a partner's engineer
  std::vector<std::string> aliases;  ///< other names that filters may use (R-162)
  std::string schema;                ///< JSON Schema (draft-07) of `data`
};

/// In order of name. Thread safe, lives for ever.
std::span<const EventType> catalogue();
/// By its name or an alias. Null when there is no such type.
const EventType* find_type(std::string_view name);

}  // namespace patchbay::events
