#include "hub/app/config_entry.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace patchbay::app {

std::optional<PartnerKey> partner_key(std::string_view key) {
  constexpr std::string_view prefix = "partners.";
  if (!key.starts_with(prefix)) return std::nullopt;
  key.remove_prefix(prefix.size());
  const auto point = key.find('.');
  if (point == std::string_view::npos) return PartnerKey{std::string(key), ""};
  return PartnerKey{std::string(key.substr(0, point)), std::string(key.substr(point + 1))};
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
