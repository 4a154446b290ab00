#include "hub/app/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "hub/app/config_entry.h"
#include "hub/app/files.h"
#include "hub/app/partner_setups.h"
#include "hub/app/schedule_setups.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

/// Settings whose texts have a form of their own.
Result<void> check_form(const std::string& key, const std::string& value) {
  if (key == "http.listen") {
    if (auto address = parse_listen(value); !address) return address.error();
  } else if (key == "store.url") {
    // The value is not quoted: it may hold a password.
    if (!value.starts_with("sqlite:///") && !value.starts_with("postgresql://"))
      return invalid("setting \"store.url\" must start with sqlite:/// or postgresql://");
  } else if (key == "log.level") {
    if (value != "debug" && value != "info" && value != "warning" && value != "error")
      return invalid("setting \"log.level\": \"" + value +
                     "\" is not debug, info, warning or error");
  } else if (key == "organisation" && value.empty()) {
    return invalid("setting \"organisation\" must not be empty");
  }
  return {};
}

bool holds_password(const std::string& url) {
  const auto start = url.find("://");
  const auto at = url.find('@');
  return start != std::string::npos && at != std::string::npos &&
         url.substr(start + 3, at - start - 3).find(':') != std::string::npos;
}

/// A key that no field has, or a table where a value is wanted.
Result<void> check_known(const ConfigEntry& entry) {
  const auto fields = config_fields();
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& f) { return f.name == entry.key; });
  if (entry.is_table) {
    const bool is_group = std::any_of(fields.begin(), fields.end(), [&](const Field& f) {
      return f.name.starts_with(entry.key + ".");
    });
    if (is_group || entry.key == "partners" || entry.key == "schedules") return {};
    if (field != fields.end()) return invalid("setting \"" + entry.key + "\" is not a table");
  }
  if (field == fields.end()) return unknown_field(entry.key, fields);
  if (auto checked = check_value(*field, entry.value); !checked) return checked;
  return check_form(entry.key, entry.value);
}

Result<Secret> read_secret_line(const std::string& path, const std::string& setting) {
  auto text = read_file(path);
  if (!text) return text.error().in("setting \"" + setting + "\"");
  const auto line = trim(split(trim(*text), '\n').front());
  if (line.empty()) return invalid("setting \"" + setting + "\": " + path + " is empty");
  return Secret(std::string(line));
}

Result<void> read_admin_token(Config& config, EnvironmentEntries& environment) {
  const std::string& file = config.values.text("security.admin_token_file");
  config.admin_token = std::move(environment.admin_token);
  if (file.empty()) return {};
  if (!config.admin_token.empty())
    return invalid(
        "PATCHBAY_ADMIN_TOKEN and security.admin_token_file are both given; give only one");
  auto token = read_secret_line(file, "security.admin_token_file");
  if (!token) return token.error();
  config.admin_token = std::move(*token);
  return {};
}

Result<void> read_keys(Config& config, const EnvironmentEntries& environment) {
  auto source = find_key_source(config.values, environment.encryption_key);
  if (!source) return source.error();
  config.key_source = std::move(*source);
  if (config.key_source.kind == KeySource::Kind::none) return {};
  auto keys = read_ring(config.key_source);
  if (!keys) return keys.error();
  config.keys = std::move(*keys);
  return {};
}

/// The entries of the file, or none when no file is named.
Result<std::vector<ConfigEntry>> read_entries(const std::optional<std::string>& file) {
  if (!file) return std::vector<ConfigEntry>{};
  auto text = read_file(*file);
  if (!text) return text.error();
  auto entries = read_config_toml(*text, std::filesystem::path(*file).filename().string());
  if (!entries) return entries;
  for (const auto& entry : *entries)
    if (entry.key == "store.url" && holds_password(entry.value))
      return invalid(entry.where +
                     ": \"store.url\" holds a password, which must not stand in this file; give "
                     "the URL by the variable PATCHBAY_STORE_URL");
  return entries;
}

std::vector<std::string> partner_ids(const std::vector<ConfigEntry>& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries)
    if (const auto key = partner_key(entry.key))
      if (std::find(ids.begin(), ids.end(), key->id) == ids.end()) ids.push_back(key->id);
  return ids;
}

/// What file and environment say.
struct Given {
  std::vector<ConfigEntry> entries;
  EnvironmentEntries environment;
};

Result<Given> read_given(const std::optional<std::string>& file, const Environment& environment,
                         const std::vector<std::string>& plugs) {
  auto entries = read_entries(file);
  if (!entries) return entries.error();
  auto given = read_config_environment(environment, partner_ids(*entries), plugs);
  if (!given) return given.error();
  entries->insert(entries->end(), given->entries.begin(), given->entries.end());
  return Given{std::move(*entries), std::move(*given)};
}

/// The tables whose names are the operator's.
struct NamedTables {
  PartnerSetups partners;
  ScheduleSetups schedules;

  static bool has(const ConfigEntry& entry) {
    return partner_key(entry.key) || is_schedule_key(entry.key);
  }
  Result<void> take(const ConfigEntry& entry) {
    return partner_key(entry.key) ? partners.take(entry) : schedules.take(entry);
  }
};

/// Gives entries of named tables to `tables`, when somebody wants them.
Result<FieldValues> check_entries(const std::vector<ConfigEntry>& entries, NamedTables* tables) {
  std::map<std::string, std::string> values;
  for (const auto& entry : entries) {
    const bool is_named = NamedTables::has(entry);
    if (is_named && !tables) continue;
    auto taken = is_named ? tables->take(entry) : check_known(entry);
    if (!taken) return taken.error().in(entry.where);
    if (!is_named && !entry.is_table) values[entry.key] = entry.value;
  }
  return FieldValues::check(config_fields(), values);
}

}  // namespace

Result<FieldValues> load_settings(const std::optional<std::string>& file,
                                  const Environment& environment) {
  auto given = read_given(file, environment, {});
  if (!given) return given.error();
  return check_entries(given->entries, nullptr);
}

Result<Config> load_config(const std::optional<std::string>& file, const Environment& environment,
                           const std::vector<std::string>& plugs) {
  auto given = read_given(file, environment, plugs);
  if (!given) return given.error();
  Config config;
  NamedTables tables;
  auto checked = check_entries(given->entries, &tables);
  if (!checked) return checked.error();
  config.values = std::move(*checked);
  tables.partners.take_secrets(std::move(given->environment.partner_secrets));
  auto partners = tables.partners.finish();
  if (!partners) return partners.error();
  config.partners = std::move(*partners);
  std::vector<std::string> ids;
  for (const auto& partner : config.partners) ids.push_back(partner.id);
  auto declared = tables.schedules.finish(ids);
  if (!declared) return declared.error();
  config.schedules = std::move(*declared);
  if (auto read = read_admin_token(config, given->environment); !read) return read.error();
  if (auto read = read_keys(config, given->environment); !read) return read.error();
  return config;
}

Result<ListenAddress> parse_listen(const std::string& text) {
  const Error wrong =
      invalid("setting \"http.listen\": \"" + text + "\" is not host:port, such as 127.0.0.1:8080");
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  ListenAddress address{text.substr(0, colon), 0};
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (failed != std::errc{} || stop != end) return wrong;
  const bool bracketed = address.host.starts_with('[') && address.host.ends_with(']');
  if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
  if (address.host.empty() || (!bracketed && address.host.find(':') != std::string::npos))
    return wrong;
  return address;
}

Environment process_environment() {
  // As it was at first: hide_secrets() takes out what was read.
  static const Environment at_first = [] {
    Environment environment;
    for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
      const std::string_view pair(*at);
      if (const auto sign = pair.find('='); sign != std::string_view::npos)
        environment.emplace(pair.substr(0, sign), pair.substr(sign + 1));
    }
    return environment;
  }();
  return at_first;
}

}  // namespace patchbay::app
