#include <cstdio>
#include <filesystem>

#include "hub/app/commands.h"
#include "hub/app/config.h"
#include "hub/app/hub.h"
#include "hub/app/log_sink.h"
#include "hub/app/loopback.h"
#include "hub/app/schedules.h"
#include "hub/app/signals.h"
#include "hub/crypto/system_random.h"
#include "hub/http/url.h"

namespace patchbay::app {
namespace {

/// Queues whose concurrency may be set apart, with the setting.
constexpr std::pair<const char*, const char*> own_concurrency[] = {
    {"reward.issue", "worker.reward_concurrency"},
    {"webhook.deliver", "worker.webhook_concurrency"},
};

constexpr std::size_t admin_token_length_min = 16;

/// Every folder of scripts that holds a partner: names whose <P>_API_URL alone makes a partner.
std::vector<std::string> shipped_plugs(const Home& home) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(home.scripts, failed))
    if (std::filesystem::exists(entry.path() / "partner.lua"))
      names.push_back(entry.path().filename().string());
  return names;
}

/// Where the program's folders are, unless the configuration names others.
Home configured_home(const FieldValues& values, Home home) {
  for (const auto& [name, folder] : {std::pair{"paths.scripts", &home.scripts},
                                     {"paths.plugins", &home.plugins},
                                     {"paths.policies", &home.policies}})
    if (!values.text(name).empty()) *folder = values.text(name);
  return home;
}

/// An origin with at most a path, as links are put behind it.
Result<std::string> read_public_url(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  if (text.empty()) return text;
  if (const auto url = http::split_url(text); !url) return url.error().in("http.public_url");
  if (text.find_first_of("?#") != std::string::npos)
    return invalid("http.public_url: it must end before any ? or #; write https://hub.example");
  return text;
}

Result<HubSettings> settings_of(const Config& config) {
  const FieldValues& values = config.values;
  if (config.admin_token.empty())
    return invalid(
        "there is no admin token: set PATCHBAY_ADMIN_TOKEN, or name a file that holds it in "
        "security.admin_token_file");
  if (!config.keys)
    return invalid(
        "there is no key ring: set ENCRYPTION_KEY to 64 hex characters, or name a key file in "
        "security.key_file");
  if (config.admin_token.reveal().size() < admin_token_length_min)
    return invalid("the admin token is shorter than " + std::to_string(admin_token_length_min) +
                   " characters; make one by: openssl rand -hex 32");
  if (values.text("http.tls_certificate").empty() != values.text("http.tls_key").empty())
    return invalid("http.tls_certificate and http.tls_key belong together; set both or neither");
  auto address = parse_loopback(values.text("http.listen"));
  if (!address) return address.error();

  HubSettings settings;
  settings.organisation = values.text("organisation");
  settings.store_url = values.text("store.url");
  settings.server.host = address->host;
  settings.server.port = address->port;
  auto public_url = read_public_url(values.text("http.public_url"));
  if (!public_url) return public_url.error();
  settings.public_url = *std::move(public_url);
  settings.server.body_bytes_max = static_cast<std::size_t>(values.integer("http.body_bytes_max"));
  settings.server.header_bytes_max =
      static_cast<std::size_t>(values.integer("http.header_bytes_max"));
  settings.server.tls_certificate_file = values.text("http.tls_certificate");
  settings.server.tls_key_file = values.text("http.tls_key");
  settings.server.connections_max =
      static_cast<std::size_t>(values.integer("http.connections_max"));
  settings.admin_token = config.admin_token;
  settings.keys = *config.keys;
  settings.home = configured_home(values, find_home());
  settings.cache_folder = values.text("paths.data") + "/plugins";
  settings.rejects_folder = values.text("paths.data") + "/rejects";
  settings.partners = config.partners;
  settings.schedules = with_own_schedules(config.schedules);
  settings.worker.name = "hub_" + std::string(crypto::random_hex(8).reveal());
  settings.worker.lease = std::chrono::milliseconds(values.integer("worker.lease_ms"));
  for (const auto& [kind, name] : own_concurrency) {
    const auto own = values.integer(name);
    settings.worker.concurrency[kind] =
        static_cast<std::size_t>(own > 0 ? own : values.integer("worker.concurrency"));
  }
  settings.retention = read_retention(values);
  settings.idempotency_retention =
      std::chrono::hours(values.integer("idempotency.retention_hours"));
  settings.webhook_timeout = std::chrono::milliseconds(values.integer("webhooks.timeout_ms"));
  return settings;
}

}  // namespace

Result<void> run_serve(const ServeOptions& options) {
  auto config = load_config(options.config_file, process_environment(), shipped_plugs(find_home()));
  if (!config) return config.error();
  const auto level = parse_log_level(config->values.text("log.level"));
  if (!level) return level.error();
  auto sink = make_log_sink({*level, config->values.text("log.file")});
  if (!sink) return sink.error();
  set_log_sink(std::move(*sink));
  auto settings = settings_of(*config);
  if (!settings) return settings.error();
  const std::chrono::milliseconds drain_limit(config->values.integer("worker.drain_limit_ms"));
  hold_stop_signals();
  auto hub = Hub::start(std::move(*settings));
  if (!hub) return hub.error();
  std::printf("serving %s\n", (*hub)->url().c_str());
  std::fflush(stdout);
  wait_for_stop_signal();
  log_line(LogLevel::info, "hub.stopping");
  (*hub)->stop(drain_limit);
  return {};
}

}  // namespace patchbay::app
