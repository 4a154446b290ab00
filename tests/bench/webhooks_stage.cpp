#include "tests/bench/webhooks_stage.h"

#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "hub/events/outbox.h"
#include "tests/support/process.h"
#include "webhooks/delivery.h"

namespace patchbay::bench {
namespace {

const OrganisationId organisation = "bench";
constexpr std::size_t events_a_transaction = 1'000;
constexpr std::int64_t requests_at_once = 512;  ///< to one endpoint
constexpr std::string_view number_name = R"("points":)";

crypto::KeyRing keys() {
  return crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
}

events::NewEvent event(std::size_t n) {
  const std::string number = std::to_string(n);
  return {"evt_bench_" + number, "tier.updated", "customer-" + number, event_data(n),
          "t/" + number};
}

std::size_t number_of(std::string_view body) {
  std::size_t n = 0;
  const auto at = body.find(number_name);
  if (at != body.npos)
    std::from_chars(body.data() + at + number_name.size(), body.data() + body.size(), n);
  return n;
}

}  // namespace

double now_s() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

std::string event_data(std::size_t n) {
  return R"({"customer":"customer-)" + std::to_string(n) +
         R"(","tier":"gold","previous_tier":"silver","points":)" + std::to_string(n) + "}";
}

std::string event_body(std::size_t n) {
  return R"({"type":"tier.updated","timestamp":"2026-11-21T12:00:00.000000Z","data":)" +
         event_data(n) + "}";
}

Receiver::Receiver()
    : server_(http::start_server(*loops_, {}, [this](http::Request request) {
                return take(std::move(request));
              }).value()) {}

Receiver::~Receiver() {
  server_->stop(std::chrono::milliseconds(100));
  loops_->stop();
}

void Receiver::forget() {
  for (auto& one : arrivals_) one = 0;
  all_.clear();
  count_ = 0;
}

Async<http::Response> Receiver::take(http::Request request) {
  if (request.target.starts_with("/hang")) {
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                    std::chrono::hours(1));
    co_await never.async_wait(boost::asio::use_awaitable);
  }
  const auto n = number_of(request.body);
  const double now = now_s();
  if (n < events_max && arrivals_[n] == 0) arrivals_[n] = now;
  all_.push_back(now);
  ++count_;
  http::Response response;
  response.status = 204;
  co_return response;
}

Stage::Stage(const WebhookPlace& place, const Receiver& receiver, Options options) {
  static int number = 0;
  const std::string name = "bench_" + std::to_string(++number);
  app::HubSettings settings;
  if (place.postgres.empty()) {
    settings.store_url = "sqlite://" + (place.folder / (name + ".db")).string();
  } else {
    database_.emplace(place.postgres, name);
    settings.store_url = database_->url();
  }
  settings.organisation = organisation;
  settings.keys = keys();
  settings.home.policies = test::source_folder() + "/examples/policies";
  settings.worker.name = name;
  settings.webhook_networks = http::Networks::parse_list("127.0.0.0/8").value();
  settings.worker.concurrency["webhook.deliver"] = 512;
  settings.before_work = [&](store::Store& store) {
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      const std::string base = "http://127.0.0.1:" + std::to_string(receiver.port());
      const Secret secret(std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
      webhooks::DeliverySettings delivery;
      delivery.concurrency = requests_at_once;
      const auto put = [&](const std::string& id, const std::string& path) {
        webhooks::put_endpoint(session, organisation,
                               {.id = id,
                                .url = base + path,
                                .secret = secret,
                                .event_types = "",
                                .delivery = delivery},
                               keys(), system_clock().now());
      };
      for (std::size_t i = 0; i < options.endpoints; ++i)
        put("receiver-" + std::to_string(i), "/" + std::to_string(i));
      if (options.one_hangs) put("hanging", "/hang");
    });
  };
  hub_ = app::Hub::start(std::move(settings)).value();
  appends_.emplace(hub_->store(), [](store::Session& session, std::span<const std::size_t> rows) {
    std::vector<events::NewEvent> some;
    for (const auto n : rows) some.push_back(event(n));
    events::append(session, organisation, some, system_clock().now());
    return std::vector<std::monostate>(rows.size());
  });
}

Stage::~Stage() {
  appends_.reset();
  hub_->stop(std::chrono::milliseconds(100));
}

void Stage::add_events(std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < count; i += events_a_transaction) {
    std::vector<events::NewEvent> some;
    for (std::size_t j = i; j < std::min(count, i + events_a_transaction); ++j)
      some.push_back(event(first + j));
    store().run_blocking(store::Access::write, [&](store::Session& session) {
      events::append(session, organisation, some, system_clock().now());
    });
  }
  hub_->wake();
}

void Stage::add_event(std::size_t n, std::atomic<double>& committed) {
  appends_->submit(n, [&committed](const std::exception_ptr& failed, std::monostate) {
    if (!failed) committed = now_s();
  });
}

void wait_until(const std::function<bool()>& holds, const std::string& what) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("after two minutes not yet: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace patchbay::bench
