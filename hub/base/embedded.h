#pragma once
// Text files compiled into the program (cmake/rooms.cmake, patchbay_embed).

#include <span>
#include <string_view>

namespace patchbay {

struct EmbeddedFile {
  std::string_view name;  ///< file name with extension
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_migrations();   ///< hub/store/migrations, by name
std::span<const EmbeddedFile> embedded_kinds();        ///< adapters/kinds, by name
std::span<const EmbeddedFile> embedded_helpers();      ///< adapters/lua/helpers, by name
std::span<const EmbeddedFile> embedded_types();        ///< hub/events/types, by name
std::span<const EmbeddedFile> embedded_completions();  ///< completions, by name
std::span<const EmbeddedFile> embedded_webhooks();     ///< examples/webhooks, by name
std::span<const EmbeddedFile> embedded_presets();      ///< webhooks/presets, by name
std::span<const EmbeddedFile> embedded_cases();        ///< adapters/cases, by name
std::span<const EmbeddedFile> embedded_templates();    ///< adapters/templates, by name

}  // namespace patchbay
