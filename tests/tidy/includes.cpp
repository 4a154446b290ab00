#include <algorithm>
#include <array>
#include <optional>

#include "tests/tidy/checks.h"
#include "tests/tidy/include_line.h"

namespace patchbay::tidy {
namespace {

// DESIGN.md, "The house": a room may include only rooms that stand before it.
constexpr std::array<std::string_view, 18> rooms{
    "hub/base/",    "hub/crypto/", "hub/http/",    "hub/mail/", "hub/store/", "hub/events/",
    "hub/jobs/",    "hub/access/", "hub/oauth/",   "adapters/", "webhooks/",  "hub/policy/",
    "hub/loyalty/", "hub/sync/",   "hub/network/", "hub/care/", "hub/api/",   "hub/app/"};

constexpr std::string_view base = "hub/base/";  // std only, compiled into the plugin
constexpr std::string_view sdk = "adapters/sdk/";
constexpr std::string_view shared_by_plugins = "plugins/csv/";

std::optional<std::size_t> room_of(std::string_view path) {
  for (std::size_t i = 0; i < rooms.size(); ++i)
    if (path.starts_with(rooms[i])) return i;
  return std::nullopt;
}

std::string plugin_finding(std::string_view path, std::string_view included) {
  const auto own = path.substr(0, path.find('/', std::string_view("plugins/").size()) + 1);
  for (const auto allowed : {own, sdk, base, shared_by_plugins})
    if (included.starts_with(allowed)) return {};
  return "a plugin includes only adapters/sdk/, hub/base/, plugins/csv/ and its own folder, not "
         "\"" +
         std::string(included) + "\"";
}

std::string room_finding(std::string_view path, std::string_view included) {
  const auto from = room_of(path);
  const auto to = room_of(included);
  if (!from) return {};
  if (!to)
    return "\"" + std::string(included) +
           "\" is in no room that the core may include; give its whole path from the root";
  if (*to <= *from) return {};
  return std::string(rooms[*from]) + " may not include " + std::string(rooms[*to]) +
         " (DESIGN.md, the order of the rooms); move the code or hand it in from outside";
}

}  // namespace

Findings check_include_direction(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test()) return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const auto included = quoted_include(file.code[i]);
    if (included.empty()) continue;
    const std::string what = file.path.starts_with("plugins/") ? plugin_finding(file.path, included)
                                                               : room_finding(file.path, included);
    if (!what.empty()) findings.push_back({file.path, i + 1, what});
  }
  return findings;
}

}  // namespace patchbay::tidy
