#include <filesystem>
#include <fstream>

#include "hub/app/hub.h"
#include "hub/http/router.h"
#include "hub/store/query.h"
#include "tests/bench/http_load.h"
#include "tests/bench/pgbench.h"
#include "tests/bench/raw_inserts.h"
#include "tests/bench/scratch_database.h"
#include "tests/bench/webhooks.h"
#include "tests/support/process.h"
#include "webhooks/standard.h"
#include "webhooks/verifier.h"

namespace patchbay::bench {
namespace {

constexpr int connections = 64;
constexpr int webhooks_a_connection = 1'000;
constexpr std::size_t body_bytes = 1024;
constexpr int webhooks_a_commit = 32;  ///< what a commit of intake holds here
constexpr int rounds = 3;  ///< of each, in turn; the best counts, since others use the machine
const Secret secret(std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

/// The smallest plug that takes webhooks.
constexpr const char* plug = R"(
local function check(call, request) return succeeded { available = true } end
return {
  id = "bench", name = "Bench", kind = "support", version = "1.0.0",
  webhook = { scheme = "standard" },
  capabilities = { availability = check },
}
)";

/// What an insert of one webhook takes from PostgreSQL alone: the same columns and keys.
constexpr const char* raw_insert =
    "INSERT INTO raw_inbound (organisation_id, partner, dedup_key, event_type, content_type, "
    "body, body_encoding, state, reason, repeats, received_at) VALUES ('bench', 'bench', "
    "gen_random_uuid()::text, 'voucher.redeemed', 'application/json', repeat('x', 1024), '', "
    "'received', '', 0, 0)";

std::string body_of(int number) {
  std::string body =
      R"({"type":"voucher.redeemed","number":)" + std::to_string(number) + R"(,"note":")";
  body.append(body_bytes - body.size() - 2, 'n');
  return body + "\"}";
}

/// Webhooks that nobody has sent before.
Load load_of(std::uint16_t port) {
  static int number = 0;
  const auto key = webhooks::decode_secret(secret).value();
  const auto now = system_clock().now().seconds();
  Load load{port, std::vector<std::vector<std::string>>(connections)};
  for (auto& some : load.requests)
    for (int i = 0; i < webhooks_a_connection; ++i) {
      const std::string id = "msg_bench_" + std::to_string(++number);
      const std::string body = body_of(number);
      some.push_back(
          "POST /webhooks/bench HTTP/1.1\r\nHost: hub\r\nContent-Type: "
          "application/json\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\nwebhook-id: " + id +
          "\r\nwebhook-timestamp: " + std::to_string(now) +
          "\r\nwebhook-signature: " + webhooks::sign(key, id, now, body) + "\r\n\r\n" + body);
    }
  return load;
}

std::unique_ptr<app::Hub> start_hub(const WebhookPlace& place, const std::string& store_url) {
  const auto folder = place.folder / "scripts" / "bench";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "partner.lua") << plug;
  app::HubSettings settings;
  settings.store_url = store_url;
  settings.organisation = "bench";
  settings.keys = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  settings.home.policies = test::source_folder() + "/examples/policies";
  settings.home.scripts = (place.folder / "scripts").string();
  settings.worker.name = "bench";
  app::PartnerSetup partner;
  partner.id = partner.plug = "bench";
  partner.secrets["webhook_secret"] = secret;
  settings.partners.push_back(std::move(partner));
  return app::Hub::start(std::move(settings)).value();
}

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

/// The same server and the same proof, and then nothing.
class Storeless {
 public:
  Storeless()
      : verifier_(webhooks::Verifier::make(
                      webhooks::parse_scheme(boost::json::string("standard")).value(), {&secret, 1})
                      .value()),
        router_({{"POST", "/webhooks/{partner}",
                  [this](const http::Request& request, const http::PathValues&) {
                    return answer(request);
                  },
                  false, "{}"}},
                {}),
        server_(http::start_server(*loops_, {}, [this](http::Request request) {
                  return router_.handle(std::move(request));
                }).value()) {}
  ~Storeless() {
    server_->stop(std::chrono::milliseconds(100));
    loops_->stop();
  }
  Storeless(const Storeless&) = delete;
  Storeless& operator=(const Storeless&) = delete;
  std::uint16_t port() const { return server_->port(); }

 private:
  Async<http::Response> answer(const http::Request& request) const {
    const webhooks::InboundRequest given{request.method, "http://hub/webhooks/bench",
                                         request.headers, request.body, system_clock().now()};
    http::Response response;
    if (!std::holds_alternative<webhooks::Accepted>(verifier_.verify(given))) response.status = 401;
    return ready(std::move(response));
  }
  static Async<http::Response> ready(http::Response response) { co_return response; }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  webhooks::Verifier verifier_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

void add(const std::string& name, const Pace& got, const Pace& limit,
         std::vector<Measurement>& results) {
  results.push_back({name, got.per_s, "1/s", limit.per_s});
  results.push_back({name + "_p99_ms", got.p99_ms, "ms", limit.p99_ms});
  results.push_back({name + "_cpu_us", got.cpu_us, "us", limit.cpu_us});
}

}  // namespace

void measure_intake(const WebhookPlace& place, std::vector<Measurement>& results) {
  std::optional<ScratchDatabase> database;
  std::string url = "sqlite://" + (place.folder / "intake.db").string();
  if (!place.postgres.empty()) url = database.emplace(place.postgres, "bench_intake").url();
  Pace durable, storeless;
  {
    const auto hub = start_hub(place, url);
    const Storeless other;
    for (int i = 0; i < rounds; ++i) {
      storeless.take_best(send(load_of(other.port())));
      durable.take_best(send(load_of(port_of(hub->url()))));
    }
    if (database)
      hub->store().run_blocking(store::Access::write, [](store::Session& session) {
        store::execute(session, "CREATE TABLE raw_inbound (LIKE inbound_events INCLUDING ALL)");
      });
    hub->stop(std::chrono::seconds(1));
  }
  add("intake_" + place.name(), durable, storeless, results);
  if (!database) {
    constexpr std::int64_t rows = connections * webhooks_a_connection;
    const double seconds = seconds_of_raw_bodies((place.folder / "raw_bodies.db").string(), rows,
                                                 connections, body_of(1), webhooks_a_commit);
    results.push_back({"intake_sqlite_vs_raw", durable.per_s, "1/s", rows / seconds});
    return;
  }
  const double bare = pgbench_rate(place.folder, url, raw_insert, connections);
  results.push_back({"intake_postgres_vs_pgbench", durable.per_s, "1/s", bare});
}

}  // namespace patchbay::bench
