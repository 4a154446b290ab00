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

/// The SDK is installed to another folder: its headers name each other by their file's name alone.
std::string sdk_finding(std::string_view included) {
  if (included.find('/') == std::string_view::npos) return {};
  return "a header of the SDK is installed without the hub: it includes only its own, such as "
         "\"border.h\", std and Boost.JSON";
}

std::string finding_of(std::string_view path, std::string_view included) {
  if (path.starts_with("plugins/")) return plugin_finding(path, included);
  return path.starts_with(sdk) ? sdk_finding(included) : room_finding(path, included);
}

}  // namespace

Findings check_include_direction(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test()) return findings;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const auto included = quoted_include(file.code[i]);
    if (included.empty()) continue;
    const std::string what = finding_of(file.path, included);
    if (!what.empty()) findings.push_back({file.path, i + 1, what});
  }
  return findings;
}

}  // namespace patchbay::tidy
