#pragma once
// The settings of the hub: one TOML file, every setting overridable by environment.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/app/key_source.h"
#include "hub/app/partners.h"
#include "hub/app/schedule_setup.h"
#include "hub/base/field.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"

namespace patchbay::app {

using Environment = std::map<std::string, std::string>;

struct Config {
  FieldValues values;                    ///< by dotted name: values.integer("worker.lease_ms")
  std::vector<PartnerSetup> partners;    ///< in order of id
  std::vector<ScheduleSetup> schedules;  ///< in order of id
  Secret admin_token;                    ///< empty: nobody gave one
  KeySource key_source;
  std::optional<crypto::KeyRing> keys;  ///< what the source gave; none: nobody named one
};

/// "http.listen" split. `host` may be a name or an address; IPv6 in brackets loses them.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};
/// Reads "127.0.0.1:8080", "[::1]:8080", "localhost:0" (any free port). Errors: invalid.
Result<ListenAddress> parse_listen(const std::string& text);

/// Every setting of the hub but those of partners.
std::span<const Field> config_fields();

/// Reads the file, when one is named, lets the environment override it and reads the secret files
/// that both name.
///
/// Environment: setting "http.listen" is PATCHBAY_HTTP_LISTEN; setting "api_url" of partner
/// "fuel-card" is PATCHBAY_PARTNERS_FUEL_CARD_API_URL, or, for five names, FUEL_CARD_API_URL,
/// _CLIENT_ID, _CLIENT_SECRET, _WEBHOOK_SECRET and _REDIRECT_URI. Of `plugs`, the plugs
/// that ship with the program, each whose <P>_API_URL is set is a partner without a table in the
/// file. Secrets come by environment or by a file that is named, never from the TOML file itself.
///
/// Errors: one sentence that names file and line (or variable), key and nearest key: not_found or
/// unavailable (a file), invalid (TOML syntax, unknown key, bad value, secret in the file).
Result<Config> load_config(const std::optional<std::string>& file, const Environment& environment,
                           const std::vector<std::string>& plugs = {});
/// The settings alone: no secret is read, and their files need not be there.
Result<FieldValues> load_settings(const std::optional<std::string>& file,
                                  const Environment& environment);

/// A commented TOML file with every setting, its default, unit and variable.
std::string config_reference();

/// The environment of this process, as it was when it was first asked for.
Environment process_environment();

}  // namespace patchbay::app
