#include "hub/app/partner_setups.h"

#include <algorithm>
#include <array>

#include "adapters/manifest_settings.h"
#include "hub/app/files.h"
#include "hub/app/inbound.h"
#include "hub/app/partner_identity.h"
#include "hub/app/partner_pace.h"
#include "hub/base/field.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::size_t id_characters_max = 64;
constexpr std::string_view file_suffix = "_file";
constexpr const char* environment_setting = "environment";

bool is_id(const std::string& id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !id.empty() && id.size() <= id_characters_max && std::all_of(id.begin(), id.end(), fits);
}

/// Null when the setting is none of a partner's pace.
const Field* pace_field(const std::string& name) {
  for (const auto& field : pace_fields())
    if (field.name == name) return &field;
  return nullptr;
}

bool is_one_of(std::span<const Field> fields, const std::string& name) {
  return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
}

/// "client_secret" for "client_secret_file"; empty when the setting names no file of a secret.
std::string secret_in_file(const std::string& setting) {
  if (!setting.ends_with(file_suffix)) return {};
  const std::string name = setting.substr(0, setting.size() - file_suffix.size());
  return is_secret_name(name) ? name : std::string{};
}

/// A setup in the making.
struct Draft {
  PartnerSetup setup;
  std::map<std::string, std::string> secret_files;  // of the table that is being taken
};

/// Puts a value where it belongs. Errors: invalid: out of its limits.
Result<void> place(Draft& draft, const ConfigEntry& entry) {
  const std::string setting = partner_key(entry.key)->setting;
  PartnerSetup& setup = draft.setup;
  setup.places[setting] = entry.where;
  if (setting == "plug") {
    setup.plug = entry.value;
  } else if (const auto* known = pace_field(setting)) {
    Field field = *known;
    field.name = entry.key;
    if (auto checked = check_pace(field, entry.value); !checked) return checked;
    setup.pace[setting] = entry.value;
  } else if (is_one_of(identity_fields(), setting)) {
    setup.identity[setting] = entry.value;
  } else if (is_one_of(inbound_fields(), setting)) {
    setup.inbound[setting] = entry.value;
  } else if (const auto name = secret_in_file(setting); !name.empty()) {
    draft.secret_files[name] = entry.value;
  } else if (entry.is_optional) {
    setup.optional_settings[setting] = entry.value;
  } else {
    setup.optional_settings.erase(setting);  // one that is named outright wins
    setup.settings[setting] = entry.value;
    if (!partner_key(entry.key)->environment.empty()) setup.own_settings.insert(setting);
  }
  return {};
}

Result<void> check_shape(const ConfigEntry& entry, const PartnerKey& key) {
  if (!is_id(key.id))
    return invalid("\"" + key.id + "\" is not a partner's id; use a-z, 0-9, '-' and '_'");
  if (key.setting.find('.') != std::string::npos)
    return invalid("\"" + entry.key + "\" is too deep; settings stand in [partners." + key.id +
                   "] itself, or in its tables sandbox and production");
  if (key.setting.empty() && !entry.is_table)
    return invalid("\"" + entry.key + "\" must be a table: [" + entry.key + "]");
  if (!key.setting.empty() && entry.is_table)
    return invalid("\"" + entry.key + "\" must be a value, not a table");
  const bool is_of_both = key.setting == "plug" || key.setting == environment_setting;
  if (is_of_both && !key.environment.empty())
    return invalid("\"" + entry.key + "\" belongs into [partners." + key.id + "] itself");
  if (key.setting == environment_setting && !adapters::is_environment(entry.value))
    return invalid("\"" + entry.key + "\": \"" + entry.value +
                   "\" is no environment; use sandbox or production");
  return {};
}

/// A variable wins over a file. Errors: not_found, unavailable: a file.
Result<void> take_table_secrets(Draft& draft, const std::map<std::string, Secret>* variables) {
  for (const auto& [name, file] : draft.secret_files) {
    if (variables && variables->contains(name)) continue;
    auto text = read_file(file);
    if (!text) return text.error().in(draft.setup.places[name + std::string(file_suffix)]);
    draft.setup.secrets[name] = Secret(std::string(trim(*text)));
  }
  draft.secret_files.clear();
  if (variables)
    for (const auto& [name, secret] : *variables) draft.setup.secrets[name] = secret;
  return {};
}

template <class Map>
const typename Map::mapped_type* find_in(const Map& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

Result<void> PartnerSetups::take(const ConfigEntry& entry) {
  const PartnerKey key = *partner_key(entry.key);
  if (auto sound = check_shape(entry, key); !sound) return sound;
  Gathered& partner = partners_[key.id];
  if (key.setting.empty()) return {};
  if (key.setting == environment_setting) {
    partner.environment = entry.value;
    return {};
  }
  Draft unused;  // also what is not in use now must be sound
  if (auto sound = place(unused, entry); !sound) return sound;
  partner.entries[key.environment].push_back(entry);
  return {};
}

void PartnerSetups::take_secrets(std::vector<std::pair<PartnerKey, Secret>> secrets) {
  for (auto& [key, secret] : secrets)
    partners_[key.id].secrets[key.environment][key.setting] = std::move(secret);
}

Result<PartnerSetup> PartnerSetups::setup_of(const std::string& id, const Gathered& gathered) {
  Draft draft;
  PartnerSetup& setup = draft.setup;
  setup.id = id;
  if (!gathered.environment.empty()) setup.environment = gathered.environment;
  for (const std::string& table : {std::string(), setup.environment}) {
    if (const auto* entries = find_in(gathered.entries, table))
      for (const auto& entry : *entries)
        if (auto placed = place(draft, entry); !placed) return placed.error().in(entry.where);
    auto taken = take_table_secrets(draft, find_in(gathered.secrets, table));
    if (!taken) return taken.error();
  }
  if (setup.plug.empty()) setup.plug = id;
  return std::move(setup);
}

Result<std::vector<PartnerSetup>> PartnerSetups::finish() {
  std::vector<PartnerSetup> partners;
  for (const auto& [id, gathered] : partners_) {
    auto setup = setup_of(id, gathered);
    if (!setup) return setup.error();
    partners.push_back(*std::move(setup));
  }
  return partners;
}

}  // namespace patchbay::app
