#include "hub/app/operator/endpoint_flags.h"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/base/text.h"

namespace patchbay::app {

void add_operator_flags(CLI::App& command, OperatorFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "As JSON");
}

webhooks::Steerer steerer(const Installation& here, const OperatorFlags& flags) {
  webhooks::Steerer who;
  who.organisation = here.organisation;
  who.actor = actor_of_this_command();
  who.reason = flags.reason;
  who.now = system_clock().now();
  return who;
}

Result<webhooks::AddressGuard> address_guard_of(const Config& config) {
  const auto allowed = http::Networks::parse_list(config.values.text("webhooks.allowed_networks"));
  if (!allowed) return allowed.error().in("webhooks.allowed_networks");
  return webhooks::AddressGuard(*allowed);
}

Result<std::optional<Timestamp>> time_of_flag(const char* flag, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>();
  const auto at = parse_timestamp(text);
  if (!at) return at.error().in(flag);
  return std::optional(*at);
}

void print_facts(const boost::json::object& facts) {
  for (const auto& fact : facts) {
    const auto& value = fact.value();
    const std::string text = value.is_string() ? std::string(value.get_string())
                             : value.is_null() ? std::string("-")
                                               : boost::json::serialize(value);
    std::printf("%-14s  %s\n", std::string(fact.key()).c_str(),
                clean_text(text, 3 * text.size()).c_str());
  }
}

}  // namespace patchbay::app
