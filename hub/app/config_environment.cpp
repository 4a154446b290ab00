#include <algorithm>
#include <array>

#include "adapters/manifest_settings.h"
#include "hub/app/config.h"
#include "hub/app/config_entry.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::string_view ours = "PATCHBAY_";
constexpr std::string_view partners_prefix = "PATCHBAY_PARTNERS_";

// Variables of this program that are no setting.
constexpr std::string_view admin_token_variable = "PATCHBAY_ADMIN_TOKEN";
constexpr std::string_view key_file_variable = "PATCHBAY_KEY_FILE";
constexpr std::array<std::string_view, 6> read_elsewhere{"PATCHBAY_FAILPOINT",
                                                         "PATCHBAY_HOME",
                                                         "PATCHBAY_SANDBOX_CLIENT_ID",
                                                         "PATCHBAY_SANDBOX_CLIENT_SECRET",
                                                         "PATCHBAY_SANDBOX_WEBHOOK_SECRET",
                                                         "PATCHBAY_WEBHOOK_SECRET"};
constexpr std::string_view for_tests = "PATCHBAY_TEST_";

// <P>_API_URL and so on, the same for every partner; <P>_REDIRECT_URI besides.
constexpr std::array<std::string_view, 4> common_settings{"api_url", "client_id", "client_secret",
                                                          "webhook_secret"};

class Reader {
 public:
  Reader(const Environment& environment, std::vector<std::string> partners)
      : environment_(environment), partners_(std::move(partners)) {
    // Of two partners "fuel" and "fuel-card", the longer id owns FUEL_CARD_….
    std::sort(partners_.begin(), partners_.end(),
              [](auto& a, auto& b) { return a.size() > b.size(); });
  }

  Result<EnvironmentEntries> read() {
    for (const auto& id : partners_) read_common(id);
    for (const auto& [name, value] : environment_)
      if (name.starts_with(ours))
        if (auto known = read_ours(name, value); !known) return known.error();
    if (const auto key = environment_.find("ENCRYPTION_KEY"); key != environment_.end())
      found_.encryption_key = Secret(key->second);
    return std::move(found_);
  }

 private:
  void read_common(const std::string& id) {
    read_common({id, "", ""}, variable_part(id));
    for (const char* environment :
         {adapters::sandbox_environment, adapters::production_environment}) {
      const std::string name = variable_part(id + "." + environment);
      const bool is_of_another =
          std::any_of(partners_.begin(), partners_.end(),
                      [&](const std::string& each) { return variable_part(each) == name; });
      if (!is_of_another) read_common({id, environment, ""}, name);
    }
  }

  void read_common(const PartnerKey& table, const std::string& prefix) {
    for (const auto setting : common_settings) {
      const std::string name = prefix + "_" + variable_part(setting);
      const auto value = environment_.find(name);
      if (value != environment_.end() && !value->second.empty())
        give({table.id, table.environment, std::string(setting)}, name, value->second);
    }
    const std::string redirect = prefix + "_REDIRECT_URI";
    const auto uri = environment_.find(redirect);
    if (uri != environment_.end() && !uri->second.empty())
      found_.entries.push_back({text_of({table.id, table.environment, "redirect_uri"}), uri->second,
                                redirect, false, true});
  }

  static std::string text_of(const PartnerKey& key) {
    const std::string within = key.environment.empty() ? "" : key.environment + ".";
    return "partners." + key.id + "." + within + key.setting;
  }

  void give(const PartnerKey& key, const std::string& name, const std::string& value) {
    if (is_secret_name(key.setting))
      found_.partner_secrets.emplace_back(key, Secret(value));
    else
      found_.entries.push_back({text_of(key), value, name});
  }

  Result<void> read_ours(const std::string& name, const std::string& value) {
    if (name.starts_with(for_tests) ||
        std::find(read_elsewhere.begin(), read_elsewhere.end(), name) != read_elsewhere.end())
      return {};
    if (name.starts_with(partners_prefix)) return read_partner(name, value);
    if (name == admin_token_variable) {
      found_.admin_token = Secret(value);
      return {};
    }
    if (name == key_file_variable) {
      found_.entries.push_back({"security.key_file", value, name});
      return {};
    }
    for (const auto& field : config_fields())
      if (name == std::string(ours) + variable_part(field.name)) {
        found_.entries.push_back({field.name, value, name});
        return {};
      }
    return unknown(name);
  }

  /// "sandbox_api_url" is "api_url" of the environment "sandbox".
  static PartnerKey key_of(const std::string& id, const std::string& setting) {
    const auto line = setting.find('_');
    const std::string first = setting.substr(0, line);
    if (line == std::string::npos || !adapters::is_environment(first)) return {id, "", setting};
    return {id, first, setting.substr(line + 1)};
  }

  Result<void> read_partner(const std::string& name, const std::string& value) {
    for (const auto& id : partners_) {
      const std::string prefix = std::string(partners_prefix) + variable_part(id) + "_";
      if (!name.starts_with(prefix) || name.size() == prefix.size()) continue;
      give(key_of(id, to_lower(name.substr(prefix.size()))), name, value);
      return {};
    }
    return invalid(name + " names no partner; declare it as [partners.<id>] in the file first");
  }

  static Error unknown(const std::string& name) {
    std::vector<std::string> known{std::string(admin_token_variable),
                                   std::string(key_file_variable)};
    known.insert(known.end(), read_elsewhere.begin(), read_elsewhere.end());
    for (const auto& field : config_fields())
      known.push_back(std::string(ours) + variable_part(field.name));
    std::string message = name + " is no variable of this program";
    if (const auto meant = nearest(name, known)) message += "; did you mean " + *meant + "?";
    return invalid(std::move(message));
  }

  const Environment& environment_;
  std::vector<std::string> partners_;
  EnvironmentEntries found_;
};

}  // namespace

Result<EnvironmentEntries> read_config_environment(const Environment& environment,
                                                   const std::vector<std::string>& partners,
                                                   const std::vector<std::string>& plugs) {
  std::vector<std::string> ids = partners;
  for (const auto& plug : plugs) {
    const auto url = environment.find(variable_part(plug) + "_API_URL");
    const bool is_new = std::find(ids.begin(), ids.end(), plug) == ids.end();
    if (is_new && url != environment.end() && !url->second.empty()) ids.push_back(plug);
  }
  return Reader(environment, std::move(ids)).read();
}

}  // namespace patchbay::app
