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
  /// Comes in masses: written only where somebody asks for it by name or by its prefix (demand.h).
  bool on_request = false;
};

/// In order of name. Thread safe, lives for ever.
std::span<const EventType> catalogue();
/// By its name or an alias. Null when there is no such type.
const EventType* find_type(std::string_view name);
/// Whether the type of this canonical name is one on request.
bool is_on_request(std::string_view name);
/// The names of all of those.
std::span<const std::string> types_on_request();

}  // namespace patchbay::events
