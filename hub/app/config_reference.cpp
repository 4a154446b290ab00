#include "hub/app/config.h"
#include "hub/app/config_entry.h"

namespace patchbay::app {
namespace {

constexpr std::string_view head =
    "# Settings of Patchbay. A line with # in front shows the default.\n"
    "# Each can be given by the variable named beside it, which wins over this file.\n"
    "# Secrets never stand here: they come by environment or in files that this one names.\n";

constexpr std::string_view partners =
    "\n# A partner: a table with its id. What is not listed here is a setting of its plug.\n"
    "# [partners.acme]\n"
    "# plug = \"acme\"             # folder in paths.scripts, or .so in paths.plugins; default: "
    "the id\n"
    "# api_url = \"https://…\"     # ACME_API_URL or PATCHBAY_PARTNERS_ACME_API_URL\n"
    "# environment = \"production\"  # or \"sandbox\": which of the tables below counts\n"
    "# calls_per_second = 50     # over all hubs; default of this and what follows: the plug's\n"
    "# concurrency = 16          # calls at once, of one hub\n"
    "# timeout_ms = 30000        # milliseconds for one request\n"
    "# settle_after_ms = 60000   # then \"not issued\" is proof; at least timeout_ms counts\n"
    "# retry_backoff = \"exponential\"  # or \"linear\"\n"
    "# retry_delays_ms = \"1000, 60000\"  # instead of a backoff: the waits one by one\n"
    "# retry_jitter_percent = 0  # of each listed wait, at random\n"
    "# retry_on = \"connect, timeout\"  # failures that are tried again; default: the plug's\n"
    "# retry_attempts = 3        # in all; then the reward fails and an alert is raised\n"
    "# retry_base_ms = 1000      # the first wait; exponential waits are random up to theirs\n"
    "# retry_cap_ms = 300000     # the longest wait\n"
    "# retry_span_ms = 0         # from the first failure to the last attempt; 0: no limit\n"
    "# breaker_failures = 10     # in a row, then nothing is sent for a while; 0: never\n"
    "# breaker_open_ms = 30000   # before a probe is sent; doubles each time one fails\n"
    "# breaker_open_max_ms = 600000\n"
    "# client_secret_file = \"\"   # or the variable ACME_CLIENT_SECRET; so client_id, "
    "webhook_secret,\n"
    "#                           api_key, username, password, pin, private_key\n"
    "# tls_certificate = \"\"      # PEM chain that we show the partner (mutual TLS), and its "
    "key:\n"
    "# tls_key = \"\"\n"
    "# tls_ca = \"\"               # PEM of whom we trust to be the partner; empty: the system's "
    "store\n"
    "# webhook_scheme = \"stripe\" # how its webhooks are proven, instead of what its plug says\n"
    "# webhook_url = \"https://…\" # the address it signs; default: http.public_url and the path\n"
    "\n# What differs between the two, secrets too (docs/partners-contract.md). It wins over the "
    "above.\n"
    "# [partners.acme.sandbox]\n"
    "# api_url = \"https://…\"     # ACME_SANDBOX_API_URL or "
    "PATCHBAY_PARTNERS_ACME_SANDBOX_API_URL\n"
    "# client_secret_file = \"\"   # or the variable ACME_SANDBOX_CLIENT_SECRET\n"
    "# [partners.acme.production]\n"
    "\n# One plug, several partners: each with settings, secrets, limits and breaker of its own.\n"
    "# [partners.cafe-north]\n"
    "# plug = \"iiko\"\n"
    "# [partners.cafe-south]\n"
    "# plug = \"iiko\"\n";

constexpr std::string_view schedules =
    "\n# A schedule: a table with its id. What is not listed here is a setting of its job.\n"
    "# [schedules.nightly-orders]\n"
    "# job = \"sync.orders\"       # or sync.report (partner, reader, path), reward.expire\n"
    "# partner = \"till\"          # setting of the job: a partner that can pull_orders\n"
    "# cron = \"30 2 * * *\"       # or every = \"day\" with at and on, or interval_seconds\n"
    "# zone = \"Europe/Berlin\"    # default UTC\n"
    "# jitter_seconds = 0        # over which starts are spread\n"
    "# overlap = \"skip\"          # while the run before goes on: skip, queue or cancel\n"
    "# catch_up = \"one\"          # of missed runs: none, one or all (at most catch_up_max)\n";

std::string quoted(const Field& field) {
  const bool bare = field.type == FieldType::integer || field.type == FieldType::boolean;
  return bare ? *field.default_value : "\"" + *field.default_value + "\"";
}

}  // namespace

std::string config_reference() {
  std::string text(head);
  std::string table;
  for (const auto& field : config_fields()) {
    const auto point = field.name.find('.');
    const std::string in = point == std::string::npos ? "" : field.name.substr(0, point);
    text += "\n";
    if (in != table) text += "[" + in + "]\n";
    table = in;
    text += "# " + field.help + "\n# variable: PATCHBAY_" + variable_part(field.name) + "\n";
    if (field.type == FieldType::integer)
      text +=
          "# from " + std::to_string(field.minimum) + " to " + std::to_string(field.maximum) + "\n";
    text += "# " + field.name.substr(point == std::string::npos ? 0 : point + 1) + " = " +
            quoted(field) + "\n";
  }
  return text + std::string(partners) + std::string(schedules);
}

}  // namespace patchbay::app
