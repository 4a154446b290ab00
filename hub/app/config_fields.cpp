#include <vector>

#include "hub/app/config.h"

namespace patchbay::app {
namespace {

Field text(std::string name, std::string value, std::string help) {
  return {std::move(name), FieldType::text, std::move(value), std::move(help)};
}
Field path(std::string name, std::string value, std::string help) {
  return {std::move(name), FieldType::path, std::move(value), std::move(help)};
}
Field boolean(std::string name, bool value, std::string help) {
  return {std::move(name), FieldType::boolean, value ? "true" : "false", std::move(help)};
}
Field integer(std::string name, std::int64_t value, std::int64_t minimum, std::int64_t maximum,
              std::string help) {
  return {std::move(name), FieldType::integer, std::to_string(value), std::move(help), minimum,
          maximum};
}

constexpr std::int64_t mebibyte = 1024 * 1024;
constexpr std::int64_t hour_ms = 3'600'000;

std::vector<Field> doors() {
  return {
      text("organisation", "default", "id of the organisation whose programme runs here"),
      text("http.listen", "127.0.0.1:8080",
           "host:port of the API; port 0 takes any free one; beyond loopback it wants TLS, a "
           "trusted proxy or http.allow_plain"),
      boolean("http.allow_plain", false,
              "plain HTTP may be reached by others, who then can read keys and data"),
      text("http.trusted_proxies", "",
           "networks (CIDR, with blanks between) of proxies whose X-Forwarded-For or Forwarded is "
           "believed"),
      text("http.public_url", "",
           "what partners reach the hub by, such as https://hub.example.com; empty: where it "
           "listens"),
      integer("http.header_bytes_max", 16 * 1024, 1024, mebibyte,
              "bytes of a request's head; a longer one gets 431"),
      integer("http.body_bytes_max", mebibyte, 1024, 1024 * mebibyte,
              "bytes of a request's body; a longer one gets 413"),
      integer("http.connections_max", 10'000, 1, 1'000'000, "open connections at once"),
      path("http.tls_certificate", "", "file with the PEM certificate chain; empty: plain HTTP"),
      path("http.tls_key", "", "file with the PEM key of that certificate"),
  };
}

std::vector<Field> work() {
  return {
      text("store.url", "sqlite:///var/lib/patchbay/patchbay.db",
           "sqlite:///path or postgresql://user@host:port/database; with a password only by "
           "environment"),
      text("log.level", "info", "debug, info, warning or error"),
      path("log.file", "", "file to append log lines to; empty: standard error"),
      integer("worker.lease_ms", 30'000, 1'000, hour_ms,
              "milliseconds after which a job of a hub that died is taken by another"),
      integer("worker.drain_limit_ms", 30'000, 0, hour_ms,
              "milliseconds that a hub that is told to stop lets running jobs end in; what is left "
              "is handed over"),
      integer("worker.concurrency", 64, 1, 10'000, "jobs of one queue at work at once"),
      integer("worker.reward_concurrency", 0, 0, 10'000,
              "the same for the queue of rewards (reward.issue); 0: worker.concurrency"),
      integer(
          "worker.webhook_concurrency", 512, 1, 10'000,
          "webhooks at work at once, of all endpoints together; each endpoint has its own limit"),
      integer("idempotency.retention_hours", 24, 1, 8'760,
              "hours that the answer to a request with an Idempotency-Key is kept for a repeat"),
      integer("webhooks.timeout_ms", 15'000, 100, hour_ms,
              "milliseconds in which an endpoint must have answered, at most; it may want less"),
      text("webhooks.allowed_networks", "",
           "networks (CIDR, with blanks between) that webhooks may go to although they are private "
           "or of this machine: for development"),
      integer("retention.jobs_days", 30, 1, 36'500,
              "days that jobs are kept after they were done, cancelled or discarded"),
      integer("retention.exchanges_days", 90, 1, 36'500,
              "days that the record of requests to partners is kept"),
      integer("retention.runs_days", 90, 1, 36'500,
              "days that the history of schedules, orders to redrive and simulations are kept"),
      integer("retention.inbound_days", 30, 1, 36'500,
              "days that bodies of partners' webhooks are kept once they are decoded; that they "
              "came is known for at least 7 days"),
      integer("retention.webhooks_days", 90, 1, 36'500,
              "days that messages to endpoints and their attempts are kept after their end"),
      integer("retention.webhook_bodies_days", 30, 1, 36'500,
              "days that the bodies of endpoints' answers are kept"),
      integer("retention.events_days", 90, 1, 36'500,
              "days that events are kept, for replay; longer while there is a message of one"),
      integer(
          "audit.retention_days", 0, 0, 36'500,
          "days that audit entries are kept; 0: for ever. The oldest go first, and what is left "
          "stays verifiable"),
  };
}

std::vector<Field> limits() {
  return {
      text("limits.requests", "1000/h burst 100",
           "requests of one partner's credential; a rate or off (docs/limits.md)"),
      text("limits.partner_operations", "100/min",
           "the same: an organisation's calls of /partners"),
      text("limits.reward_checks", "10/h", "the same: a partner's looks at one customer's rewards"),
      text("limits.code_checks", "10/h burst 5",
           "the same: checks of codes by a partner's credential"),
      text("limits.code_checks_customer", "5/15min", "the same: of one customer"),
      text("limits.address", "6000/min burst 1000", "the same: all requests of one address"),
      text("limits.refused", "30/15min burst 10",
           "the same: refused sign-ins of one address, which then gets nothing else either"),
  };
}

std::vector<Field> folders_and_secrets() {
  return {
      path("paths.scripts", "", "folder of the Lua partners; empty: those of the program"),
      path("paths.plugins", "", "folder of the native partners; empty: those of the program"),
      path("paths.policies", "",
           "folder of the policies that a new programme begins with; empty: the "
           "example that comes with the program"),
      path("paths.data", "/var/lib/patchbay", "folder for what the hub keeps beside its store"),
      path("security.admin_token_file", "",
           "file whose first line is a bearer token that may do everything, beside the "
           "credentials; or give PATCHBAY_ADMIN_TOKEN"),
      text("security.allowed_networks", "",
           "networks (CIDR, with blanks between) that requests with any credential may come from; "
           "empty: any"),
      path("security.key_file", "",
           "file of lines \"<id> <64 hex characters>\", newest last, that seal stored secrets; or "
           "give one key as ENCRYPTION_KEY"),
      text("security.key_command", "",
           "command that prints such lines, instead of a file: the absolute path of a program and "
           "its arguments, between blanks; no shell reads it"),
      boolean("security.core_dumps", false,
              "whether the hub may dump core, which holds secrets, and be traced: for debugging"),
  };
}

}  // namespace

std::span<const Field> config_fields() {
  static const std::vector<Field> fields = [] {
    std::vector<Field> all;
    for (auto& part : {doors(), work(), limits(), folders_and_secrets()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return fields;
}

}  // namespace patchbay::app
