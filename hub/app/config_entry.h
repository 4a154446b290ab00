#pragma once
// One given setting and where it was given. Private to the configuration.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::app {

struct ConfigEntry {
  std::string key;           ///< dotted: "http.listen", "partners.acme.api_url"
  std::string value;         ///< in text form
  std::string where;         ///< "patchbay.toml:7" or "PATCHBAY_HTTP_LISTEN"
  bool is_table = false;     ///< a table without anything in it
  bool is_optional = false;  ///< of no use to some plugs, who may leave it out
};

/// "partners.acme.api_url" or "partners.acme.sandbox.api_url" in parts; nothing when the key is not
/// of a partner.
struct PartnerKey {
  std::string id;
  std::string environment;  ///< "sandbox" or "production"; empty: what counts for both
  std::string setting;      ///< empty for the table itself
};
std::optional<PartnerKey> partner_key(std::string_view key);

/// True for names whose values must not stand in the file: client_id, api_key, username, pin,
/// *secret*, *password*, *token*, *private_key*.
bool is_secret_name(std::string_view setting);

/// "FUEL_CARD" for "fuel-card", "HTTP_LISTEN" for "http.listen".
std::string variable_part(std::string_view name);

/// The entries of a TOML text, in its order. `name` is the file as messages call it.
/// Errors: invalid: syntax, with line; a value that is no text, whole number or boolean; a secret.
Result<std::vector<ConfigEntry>> read_config_toml(const std::string& text, const std::string& name);

/// What the environment gives.
struct EnvironmentEntries {
  std::vector<ConfigEntry> entries;
  std::vector<std::pair<PartnerKey, Secret>> partner_secrets;
  Secret admin_token;
  Secret encryption_key;
};
/// `partners` are the ids that the file declares.
/// Errors: invalid: an unknown PATCHBAY_… variable, with the nearest known one.
Result<EnvironmentEntries> read_config_environment(
    const std::map<std::string, std::string>& environment, const std::vector<std::string>& partners,
    const std::vector<std::string>& plugs);

}  // namespace patchbay::app
