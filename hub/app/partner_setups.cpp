#include "hub/app/partner_setups.h"

#include <algorithm>
#include <array>

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

}  // namespace

Result<void> PartnerSetups::take(const ConfigEntry& entry) {
  const PartnerKey key = *partner_key(entry.key);
  if (!is_id(key.id))
    return invalid("\"" + key.id + "\" is not a partner's id; use a-z, 0-9, '-' and '_'");
  if (key.setting.find('.') != std::string::npos)
    return invalid("\"" + entry.key + "\" is too deep; settings stand in [partners." + key.id +
                   "] itself");
  if (key.setting.empty() && !entry.is_table)
    return invalid("\"" + entry.key + "\" must be a table: [" + entry.key + "]");
  PartnerSetup& setup = setups_[key.id];
  if (key.setting.empty()) return {};
  if (entry.is_table) return invalid("\"" + entry.key + "\" must be a value, not a table");
  setup.places[key.setting] = entry.where;
  if (key.setting == "plug") {
    setup.plug = entry.value;
  } else if (const auto* known = pace_field(key.setting)) {
    Field field = *known;
    field.name = entry.key;
    if (auto checked = check_pace(field, entry.value); !checked) return checked;
    setup.pace[key.setting] = entry.value;
  } else if (is_one_of(identity_fields(), key.setting)) {
    setup.identity[key.setting] = entry.value;
  } else if (is_one_of(inbound_fields(), key.setting)) {
    setup.inbound[key.setting] = entry.value;
  } else if (const auto name = secret_in_file(key.setting); !name.empty()) {
    auto text = read_file(entry.value);
    if (!text) return text.error();
    setup.secrets[name] = Secret(std::string(trim(*text)));
  } else if (entry.is_optional) {
    setup.optional_settings[key.setting] = entry.value;
  } else {
    setup.settings[key.setting] = entry.value;
  }
  return {};
}

void PartnerSetups::take_secrets(std::map<std::string, std::map<std::string, Secret>> secrets) {
  for (auto& [id, named] : secrets)
    for (auto& [name, secret] : named) setups_[id].secrets[name] = std::move(secret);
}

std::vector<PartnerSetup> PartnerSetups::finish() {
  std::vector<PartnerSetup> partners;
  for (auto& [id, setup] : setups_) {
    setup.id = id;
    if (setup.plug.empty()) setup.plug = id;
    partners.push_back(std::move(setup));
  }
  return partners;
}

}  // namespace patchbay::app
