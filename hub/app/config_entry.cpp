#include "hub/app/config_entry.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "adapters/manifest_settings.h"

namespace patchbay::app {

std::optional<PartnerKey> partner_key(std::string_view key) {
  constexpr std::string_view prefix = "partners.";
  if (!key.starts_with(prefix)) return std::nullopt;
  key.remove_prefix(prefix.size());
  const auto cut_part = [&key] {
    const std::string_view part = key.substr(0, key.find('.'));
    key.remove_prefix(std::min(part.size() + 1, key.size()));
    return std::string(part);
  };
  PartnerKey parts{cut_part(), "", ""};
  if (adapters::is_environment(key.substr(0, key.find('.')))) parts.environment = cut_part();
  parts.setting = key;
  return parts;
}

bool is_secret_name(std::string_view setting) {
  constexpr std::array<std::string_view, 4> telling{"secret", "password", "token", "private_key"};
  if (setting.ends_with("_file") || setting.ends_with("_path") || setting.ends_with("_url"))
    return false;
  for (const auto name : {"client_id", "api_key", "username", "pin"})
    if (setting == name) return true;
  return std::any_of(telling.begin(), telling.end(), [&](std::string_view word) {
    return setting.find(word) != std::string_view::npos;
  });
}

std::string variable_part(std::string_view name) {
  std::string part(name);
  for (char& c : part)
    c = c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return part;
}

}  // namespace patchbay::app
