// The sandbox's partners send webhooks twice, late and badly signed; each has its effect once.

#include <boost/json/parse.hpp>

#include "adapters/sandbox.h"
#include "hub/http/client.h"
#include "hub/http/server.h"
#include "tests/support/wait.h"
#include "tests/unit/webhooks/inbox_support.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

constexpr int vouchers = 60;
const std::string shared_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class SandboxToHubTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    if (IsSkipped()) return;
    loops_ = http::start_loops(1);
    client_ = http::make_client(loops_->at(0), {});
    const Secret secret(shared_secret);
    auto scheme = parse_scheme(boost::json::string("standard")).value();
    intake_ = make_intake({store(),
                           programme,
                           system_clock(),
                           [] { return std::string("https://hub.example"); },
                           {{"woolworths", Verifier::make(scheme, {&secret, 1}).value()}}});
    hub_ = http::start_server(*loops_, {}, [this](http::Request request) {
             return receive(std::move(request));
           }).value();
    adapters::SandboxOptions options;
    options.scripts_folder = "scripts";
    options.partners = {"woolworths"};
    options.books_folder = (folder_.path() / "books").string();
    options.client_id = "hub";
    options.client_secret = "sesame";
    options.webhooks_url = hub_->url() + "/webhooks";
    options.webhook_secret = shared_secret;
    options.webhook_faults = {400, 400, 400};
    sandbox_ = adapters::start_sandbox(*loops_, options).value();
  }
  void TearDown() override {
    sandbox_.reset();
    hub_.reset();
    intake_.reset();
    if (loops_) loops_->stop();
    if (!IsSkipped()) close();
    client_.reset();
    loops_.reset();
    InboxTest::TearDown();
  }

  Async<http::Response> receive(http::Request request) {
    auto answer = co_await intake_->receive("woolworths", request);
    co_return answer;
  }
  http::Response ask(const std::string& method, const std::string& path, const std::string& body,
                     const std::string& authorization, const std::string& type) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(sandbox_->port()) + path;
    request.body = body;
    request.headers.add("Authorization", authorization);
    request.headers.add("Content-Type", type);
    const auto exchange = run_on(loops_->at(0), client_->send(std::move(request)));
    return std::get<http::Response>(exchange);
  }
  void issue_vouchers() {
    const auto granted = ask("POST", "/woolworths/oauth/token", "grant_type=client_credentials",
                             "Basic " + crypto::to_base64(crypto::bytes_of("hub:sesame")),
                             "application/x-www-form-urlencoded");
    const auto token = boost::json::parse(granted.body).at("access_token").as_string();
    for (int i = 0; i < vouchers; ++i) {
      const std::string wish = R"({"reference":"rwd_)" + std::to_string(i) +
                               R"(","amount_minor":2000,"currency":"AUD"})";
      const auto issued = ask("POST", "/woolworths/vouchers", wish, "Bearer " + std::string(token),
                              "application/json");
      ASSERT_EQ(issued.status, 201);
    }
  }
  /// Until the hub has taken all of them.
  std::int64_t wait_for_webhooks() {
    std::int64_t queued = -1;
    wait_until([&] {
      const auto totals = boost::json::parse(ask("GET", "/_webhooks", "", "", "").body);
      const auto& of_partner = totals.at("woolworths");
      if (of_partner.at("waiting").as_int64() > 0) return false;
      queued = of_partner.at("queued").as_int64();
      return true;
    });
    return queued;
  }

  TemporaryFolder folder_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<http::Server> hub_;
  std::unique_ptr<adapters::Sandbox> sandbox_;
};
PATCHBAY_ON_BOTH_STORES(SandboxToHubTest);

TEST_P(SandboxToHubTest, each_webhook_has_its_effect_once) {
  issue_vouchers();
  const auto queued = wait_for_webhooks();
  ASSERT_EQ(queued, vouchers / 3);  // every third voucher is used
  EXPECT_EQ(count("inbound_events"), queued);
  const auto counts = intake_->counts().at("woolworths");
  EXPECT_EQ(counts.accepted, static_cast<std::uint64_t>(queued));
  EXPECT_GT(counts.repeated, 0u);
  EXPECT_GT(counts.refused, 0u);

  std::map<std::string, int> redeemed;
  PartnerEventHooks hooks;
  hooks["voucher.redeemed"] = [&](auto&, auto&, PartnerEvent& event, auto) {
    ++redeemed[event.reference];
    return Followed::yes;
  };
  adapters::Registry registry;
  adapters::Partner partner;
  partner.id = "woolworths";
  partner.plug = adapters::lua::load_plug("scripts/woolworths").value();
  partner.settings =
      FieldValues::check(partner.plug->manifest().settings, {{"api_url", "https://w.example"}})
          .value();
  partner.secrets = {{"client_id", Secret("a")}, {"client_secret", Secret("b")}};
  registry.add(std::move(partner)).value();
  const auto decode = make_decoder({store(), registry, clock_, hooks});
  // Decoding waits a moment for more of them.
  wait_until([&] {
    for (auto& job : claim()) run_on(loops_->at(0), decode(job));
    return redeemed.size() >= static_cast<std::size_t>(queued);
  });
  EXPECT_EQ(redeemed.size(), static_cast<std::size_t>(queued));
  for (const auto& [reference, times] : redeemed) EXPECT_EQ(times, 1) << reference;
  EXPECT_EQ(count("events WHERE type = 'voucher.redeemed'"), queued);
}

}  // namespace
}  // namespace patchbay::webhooks
