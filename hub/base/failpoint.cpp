#include "hub/base/failpoint.h"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>

namespace patchbay {
namespace {

struct Target {
  std::string name;
  std::atomic<int> passes_left{1};
};

/// Null when no failpoint is set. Read once, before any thread can change the environment.
Target* target() {
  static Target* const found = []() -> Target* {
    const char* given = std::getenv("PATCHBAY_FAILPOINT");
    if (given == nullptr || *given == '\0') return nullptr;
    static Target set;
    const std::string_view text(given);
    const auto colon = text.find(':');
    set.name = text.substr(0, colon);
    int passes = 1;
    if (colon != std::string_view::npos)
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), passes);
    set.passes_left = passes;
    return &set;
  }();
  return found;
}

}  // namespace

void failpoint(std::string_view name) {
  Target* const set = target();
  if (set == nullptr || set->name != name) return;
  if (set->passes_left.fetch_sub(1) == 1) std::raise(SIGKILL);
}

}  // namespace patchbay
