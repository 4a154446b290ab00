#include <cstdio>
#include <filesystem>

#include "hub/app/commands.h"
#include "hub/app/config.h"
#include "hub/app/doors.h"
#include "hub/app/hiding.h"
#include "hub/app/hub.h"
#include "hub/app/log_sink.h"
#include "hub/app/schedules.h"
#include "hub/app/signals.h"
#include "hub/crypto/system_random.h"
#include "hub/http/url.h"

namespace patchbay::app {
namespace {

/// Queues whose concurrency may be set apart, with the setting.
constexpr std::pair<const char*, const char*> own_concurrency[] = {
    {"reward.issue", "worker.reward_concurrency"},
};

constexpr std::size_t admin_token_length_min = 16;

/// The rates of the settings "limits.…".
Result<std::vector<access::RateLimit>> rate_limits_of(const FieldValues& values) {
  auto limits = access::default_rate_limits();
  for (auto& limit : limits) {
    const std::string name = "limits." + limit.name;
    const auto rate = access::parse_rate(values.text(name));
    if (!rate) return rate.error().in(name);
    limit.rate = *rate;
  }
  return limits;
}

Result<HubSettings> settings_of(const Config& config) {
  const FieldValues& values = config.values;
  if (!config.keys) return read_ring(config.key_source).error();
  if (!config.admin_token.empty() && config.admin_token.reveal().size() < admin_token_length_min)
    return invalid("the admin token is shorter than " + std::to_string(admin_token_length_min) +
                   " characters; make one by: openssl rand -hex 32");
  if (values.text("http.tls_certificate").empty() != values.text("http.tls_key").empty())
    return invalid("http.tls_certificate and http.tls_key belong together; set both or neither");
  auto doors = read_doors(values);
  if (!doors) return doors.error();

  HubSettings settings;
  settings.organisation = values.text("organisation");
  settings.store_url = values.text("store.url");
  settings.server.host = doors->listen.host;
  settings.server.port = doors->listen.port;
  settings.server.trusted_proxies = std::move(doors->trusted_proxies);
  settings.networks = std::move(doors->allowed);
  settings.public_url = std::move(doors->public_url);
  settings.server.body_bytes_max = static_cast<std::size_t>(values.integer("http.body_bytes_max"));
  settings.server.header_bytes_max =
      static_cast<std::size_t>(values.integer("http.header_bytes_max"));
  settings.server.tls_certificate_file = values.text("http.tls_certificate");
  settings.server.tls_key_file = values.text("http.tls_key");
  settings.server.connections_max =
      static_cast<std::size_t>(values.integer("http.connections_max"));
  settings.admin_token = config.admin_token;
  settings.keys = *config.keys;
  settings.key_source = config.key_source;
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
  // An endpoint that hangs keeps its own places only (webhooks/endpoint.h): there are enough
  // others.
  settings.worker.concurrency["webhook.deliver"] =
      static_cast<std::size_t>(values.integer("worker.webhook_concurrency"));
  settings.retention = read_retention(values);
  auto limits = rate_limits_of(values);
  if (!limits) return limits.error();
  settings.rate_limits = std::move(*limits);
  settings.idempotency_retention =
      std::chrono::hours(values.integer("idempotency.retention_hours"));
  auto networks = http::Networks::parse_list(values.text("webhooks.allowed_networks"));
  if (!networks) return networks.error().in("webhooks.allowed_networks");
  settings.webhook_networks = std::move(*networks);
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
  hide_secrets();
  if (config->values.boolean("security.core_dumps")) allow_core_dumps();
  hold_stop_signals(Hangup::held);
  auto hub = Hub::start(std::move(*settings));
  if (!hub) return hub.error();
  std::printf("serving %s\n", (*hub)->url().c_str());
  std::fflush(stdout);
  wait_for_stop_signal([&hub] { (*hub)->read_keys(); });
  log_line(LogLevel::info, "hub.stopping");
  (*hub)->stop(drain_limit);
  return {};
}

}  // namespace patchbay::app
