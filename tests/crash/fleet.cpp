#include "tests/crash/fleet.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>

#include "hub/jobs/queue.h"
#include "hub/jobs/switches.h"
#include "hub/store/query.h"

namespace patchbay::test {
namespace {

const std::string client = "patchbay-demo";
const std::vector<std::string> partners{"woolworths", "coles", "agl", "opal"};
/// The port of discard, where nobody listens.
const std::string nobody = "http://127.0.0.1:9";

std::string first_line(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// What follows the last colon: of "listening on 4711" the number, of a URL its port.
std::string port_in(const std::string& text) {
  const auto digits = text.find_last_not_of("0123456789/");
  std::string port = text.substr(digits == std::string::npos ? 0 : digits + 1);
  while (!port.empty() && port.back() == '/') port.pop_back();
  return port;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::uint16_t free_port() {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor taken(context, {boost::asio::ip::address_v4::loopback(), 0});
  return taken.local_endpoint().port();
}

Fleet::Fleet(const Stage& stage, const std::vector<std::string>& faults)
    : stage_(stage),
      partner_secret_(first_line(stage.data("partner.secret"))),
      webhook_secret_(first_line(stage.data("webhook.secret"))) {
  store::StoreOptions options;
  options.url = stage.store_url();
  store_ = store::open_store(options).value();

  std::vector<std::string> command{patchbay_binary(), "sandbox", "--books", stage.data("sandbox")};
  command.insert(command.end(), faults.begin(), faults.end());
  command.insert(command.end(), partners.begin(), partners.end());
  sandbox_ = std::make_unique<Process>(
      command,
      std::map<std::string, std::string>{{"PATCHBAY_SANDBOX_CLIENT_ID", client},
                                         {"PATCHBAY_SANDBOX_CLIENT_SECRET", partner_secret_},
                                         {"PATCHBAY_SANDBOX_WEBHOOK_SECRET", webhook_secret_}});
  sandbox_url_ = "http://127.0.0.1:" + port_in(sandbox_->wait_for_line("listening on "));

  // The demo that was killed held leases of half a minute: nobody waits for them here.
  execute("UPDATE jobs SET lease_until = 1 WHERE lease_until > 0");

  // The endpoint that the demo left in the store is served again.
  const auto url = store_->run_blocking(store::Access::read, [](store::Session& session) {
    return store::query_value<std::string>(session, "SELECT url FROM webhook_endpoints");
  });
  receiver_ = std::make_unique<Process>(
      std::vector<std::string>{patchbay_binary(), "webhook", "listen", "--book",
                               stage.data("webhooks.jsonl"), "--port", port_in(url.value())},
      std::map<std::string, std::string>{{"PATCHBAY_WEBHOOK_SECRET", webhook_secret_}});
  EXPECT_NE(receiver_->wait_for_line("listening on "), "") << receiver_->standard_error();
}

Fleet::~Fleet() {
  store_->run_blocking(store::Access::write, [](store::Session& session) {
    struct Upkeep {
      std::string organisation, kind, key;
    };
    std::vector<Upkeep> found;
    store::query(session,
                 "SELECT organisation_id, kind, job_key FROM jobs WHERE state IN ('open',"
                 " 'waiting') AND kind NOT IN ('reward.issue', 'webhook.deliver',"
                 " 'retention.purge')",
                 [&](std::string organisation, std::string kind, std::string key) {
                   found.push_back({organisation, kind, key});
                 });
    for (const auto& one : found) jobs::cancel(session, one.organisation, one.kind, one.key);
  });
}

std::map<std::string, std::string> Fleet::environment(const HubWish& wish) const {
  std::map<std::string, std::string> variables{
      {"PATCHBAY_ADMIN_TOKEN", first_line(stage_.data("admin.token"))},
      {"PATCHBAY_STORE_URL", stage_.store_url()},
      {"PATCHBAY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8"},
      {"PATCHBAY_FAILPOINT", wish.failpoint}};
  for (const auto& partner : partners) {
    if (partner == wish.missing) continue;
    const std::string address = partner == wish.unreachable ? nobody : sandbox_url_;
    variables[upper(partner) + "_API_URL"] = address + "/" + partner;
    variables[upper(partner) + "_CLIENT_ID"] = client;
    // The sandbox is near: nobody has to wait as long as for a real server.
    variables["PATCHBAY_PARTNERS_" + upper(partner) + "_TIMEOUT_MS"] = "4000";
    variables["PATCHBAY_PARTNERS_" + upper(partner) + "_SETTLE_AFTER_MS"] = "1000";
    variables["PATCHBAY_PARTNERS_" + upper(partner) + "_BREAKER_OPEN_MS"] = "300";
    variables["PATCHBAY_PARTNERS_" + upper(partner) + "_BREAKER_OPEN_MAX_MS"] = "300";
    variables[upper(partner) + "_CLIENT_SECRET"] = partner_secret_;
    variables[upper(partner) + "_WEBHOOK_SECRET"] = webhook_secret_;
  }
  return variables;
}

ServingHub Fleet::start_hub(const HubWish& wish) {
  const std::string config = folder_.path("patchbay.toml");
  std::ofstream(config) << "organisation = \"demo\"\n[http]\nlisten = \"127.0.0.1:" << wish.port
                        << "\"\n"
                        << "[worker]\nlease_ms = 1000\nconcurrency = 6\n"
                        << "drain_limit_ms = 1000\n"
                        << "[paths]\ndata = \"" << folder_.path() << "\"\n"
                        << "[security]\nkey_file = \"" << stage_.data("keys") << "\"\n"
                        << wish.config;
  ServingHub hub;
  hub.process = std::make_unique<Process>(
      std::vector<std::string>{patchbay_binary(), "serve", "--config", config}, environment(wish));
  hub.url = serving_at(*hub.process);
  EXPECT_TRUE(!hub.url.empty() || !wish.failpoint.empty()) << hub.process->standard_error();
  return hub;
}

int Fleet::change(const ServingHub& hub, const std::string& method, const std::string& path,
                  const std::string& body, const std::string& key) const {
  const auto answer = run(
      {"/usr/bin/curl", "-s", "-o", folder_.path("answer"), "-w", "%{http_code}", "-m", "10", "-X",
       method, "-H", "Content-Type: application/json", "-H", "Idempotency-Key: \"" + key + "\"",
       "-H", "Authorization: Bearer " + first_line(stage_.data("admin.token")), "-d", body,
       hub.url + path});
  return std::atoi(answer.output.c_str());
}

void Fleet::rotate_keys() const {
  const auto ran =
      run({patchbay_binary(), "keys", "rotate", "--config", folder_.path("patchbay.toml")},
          environment({}));
  EXPECT_EQ(ran.code, 0) << ran.error;
}

void Fleet::hold_work() const {
  store_->run_blocking(store::Access::write, [](store::Session& session) {
    jobs::throw_switch(session, {.kind = jobs::SwitchKind::read_only,
                                 .organisation = "",
                                 .name = "",
                                 .reason = "hubs start",
                                 .actor = "test",
                                 .thrown_at = system_clock().now()});
  });
}

void Fleet::resume_work() const {
  store_->run_blocking(store::Access::write, [](store::Session& session) {
    jobs::reset_switch(session, jobs::SwitchKind::read_only, "", "");
  });
}

std::set<std::string> Fleet::lease_holders() const {
  std::set<std::string> holders;
  store_->run_blocking(store::Access::read, [&](store::Session& session) {
    store::query(session,
                 "SELECT DISTINCT worker FROM jobs WHERE state = 'open' AND lease_until > 0",
                 [&](std::string worker) { holders.insert(std::move(worker)); });
  });
  return holders;
}

std::int64_t Fleet::count(const std::string& sql) const {
  return store_
      ->run_blocking(
          store::Access::read,
          [&](store::Session& session) { return store::query_value<std::int64_t>(session, sql); })
      .value_or(0);
}

void Fleet::execute(const std::string& sql) const {
  store_->run_blocking(store::Access::write,
                       [&](store::Session& session) { store::execute(session, sql); });
}

void Fleet::forgive_interruptions() const {
  execute("UPDATE jobs SET interruptions = 0 WHERE interruptions > 0");
}

bool Fleet::wait_for_zero(const std::string& sql) const {
  return wait_until([&] { return count(sql) == 0; });
}

}  // namespace patchbay::test
