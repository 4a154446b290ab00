// Webhooks of partners and batches of events, as a client of the API sees them.

#include <boost/json/serialize.hpp>
#include <fstream>

#include "adapters/lua/lua_plug.h"
#include "hub/store/query.h"
#include "tests/unit/api/guarded.h"
#include "webhooks/intake.h"

namespace patchbay::api {
namespace {

using namespace test;

class InboundTest : public GuardedTest {
 protected:
  void SetUp() override {
    GuardedTest::SetUp();
    if (IsSkipped()) return;
    std::ofstream(folder_.path() / "partner.lua") << R"(
return { id = "coles", name = "Coles", kind = "retail", version = "1.0.0",
  webhook = { scheme = "telegram", events = { ["used"] = "voucher.redeemed" } },
  capabilities = { issue_voucher = function() end } })";
    registry_.add({"coles", adapters::lua::load_plug(folder_.path()).value(), {}, {}, {}}).value();
    const Secret secret("token");
    auto scheme = webhooks::parse_scheme(boost::json::string("telegram")).value();
    intake_ = webhooks::make_intake(
        {store(),
         organisation,
         clock_,
         [] { return std::string("https://hub.example"); },
         {{"coles", webhooks::Verifier::make(scheme, {&secret, 1}).value()}}});
    ApiParts parts{
        store(), worker_, organisation,        Secret(token), std::make_shared<RequestCounter>(),
        {},      clock_,  jobs::no_switches(), registry_};
    parts.credentials = book_.get();
    parts.keys = keys_;
    parts.intake = intake_.get();
    parts.partner_events["voucher.redeemed"] = [this](auto&, auto&, auto& event, auto) {
      followed_.push_back(event.reference);
      if (event.customer.empty()) event.customer = "known";
      return event.reference == "early" ? webhooks::Followed::not_yet : webhooks::Followed::yes;
    };
    serve(parts);
  }
  void TearDown() override {
    handler_ = nullptr;
    intake_.reset();
    GuardedTest::TearDown();
  }
  http::Response hook(const std::string& partner, const std::string& secret) {
    auto request = make("POST", "/webhooks/" + partner, R"({"update_id": 7})");
    request.headers.add("X-Telegram-Bot-Api-Secret-Token", secret);
    return send(request);
  }
  boost::json::object batch(const std::string& events, http::Request request) {
    request.body = R"({"events": )" + events + "}";
    const auto answer = send(request);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return boost::json::parse(answer.body).as_object();
  }
  boost::json::object batch(const std::string& events) {
    return batch(events, as_admin(make("POST", "/api/v1/events:batch")));
  }
  std::int64_t events() {
    return read([](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM events").value();
    });
  }

  TemporaryFolder folder_;
  adapters::Registry registry_;
  std::unique_ptr<webhooks::Intake> intake_;
  std::vector<std::string> followed_;
};
PATCHBAY_ON_BOTH_STORES(InboundTest);

TEST_P(InboundTest, a_webhook_needs_no_credential_but_its_proof) {
  EXPECT_EQ(hook("coles", "token").status, 200);
  EXPECT_EQ(hook("coles", "token").status, 200);
  EXPECT_EQ(hook("coles", "other").status, 401);
  EXPECT_EQ(hook("agl", "token").status, 404);
  const auto metrics = send(make("GET", "/metrics")).body;
  for (const char* line :
       {"patchbay_webhooks_received_total{partner=\"coles\",result=\"accepted\"} 1",
        "patchbay_webhooks_received_total{partner=\"coles\",result=\"repeated\"} 1",
        "patchbay_webhooks_received_total{partner=\"coles\",result=\"refused\"} 1"})
    EXPECT_NE(metrics.find(line), std::string::npos) << line;
}

TEST_P(InboundTest, each_event_of_a_batch_has_its_own_answer) {
  const std::string alert =
      R"({"id": "a", "type": "alert.raised", "data": {"what": "w", "where": "h", "to_do": "t"}})";
  const auto first = batch("[" + alert + R"(, {"id": "b", "type": "alert.raised"},
    {"id": "c", "type": "no.such"}, {"type": "alert.raised"}, 5, )" +
                           alert + R"(,
    {"id": "d", "type": "used", "partner": "coles", "subject": "42",
     "data": {"reference": "rwd_1", "amount_minor": 5, "currency": "AUD"}},
    {"id": "e", "type": "voucher.redeemed", "subject": "42", "data": {"partner": "coles",
     "reference": "early", "amount_minor": 5, "currency": "AUD"}}])");
  std::vector<std::string> statuses;
  for (const auto& result : first.at("results").as_array())
    statuses.emplace_back(result.at("status").as_string());
  EXPECT_EQ(statuses, (std::vector<std::string>{"accepted", "invalid", "invalid", "invalid",
                                                "invalid", "duplicate", "accepted", "invalid"}));
  EXPECT_EQ(first.at("accepted").as_int64(), 2);
  EXPECT_EQ(events(), 2);
  EXPECT_EQ(followed_, (std::vector<std::string>{"rwd_1", "early"}));
  const auto again = batch("[" + alert + "]");
  EXPECT_EQ(again.at("duplicate").as_int64(), 1);
  EXPECT_EQ(again.at("results").at(0).at("event").as_string(),
            first.at("results").at(0).at("event").as_string());
  EXPECT_EQ(events(), 2);
}

TEST_P(InboundTest, a_partners_credential_speaks_for_itself_only) {
  access::NewCredential wanted;
  wanted.organisation = organisation;
  wanted.kind = access::CredentialKind::partner;
  wanted.partner = "coles";
  wanted.signing = access::Signing::none;
  const auto one = write([&](store::Session& s) {
                     return access::issue_credential(s, wanted, keys_, {"test"}, clock_.now());
                   }).value();
  const auto answer = batch(
      R"([{"id": "a", "type": "alert.raised", "data": {"what": "w", "where": "h", "to_do": "t"}},
          {"id": "b", "type": "used", "partner": "agl", "data": {"partner": "agl",
           "reference": "rwd_1", "amount_minor": 5, "currency": "AUD"}}])",
      with_secret(one, make("POST", "/api/v1/events:batch")));
  EXPECT_EQ(answer.at("results").at(0).at("status").as_string(), "invalid");
  EXPECT_EQ(answer.at("results").at(1).at("status").as_string(), "accepted");
  const auto data = read([](store::Session& s) {
    return store::query_value<std::string>(s, "SELECT data FROM events").value();
  });
  EXPECT_EQ(boost::json::parse(data).at("partner").as_string(), "coles");
}

TEST_P(InboundTest, a_batch_says_what_its_hooks_know) {
  batch(R"([{"id": "a", "type": "used", "partner": "coles",
             "data": {"reference": "rwd_1", "amount_minor": 5, "currency": "AUD"}}])");
  const auto data = read([](store::Session& s) {
    return store::query_value<std::string>(s, "SELECT data FROM events WHERE subject = 'known'");
  });
  ASSERT_TRUE(data);
  EXPECT_EQ(boost::json::parse(*data).at("customer").as_string(), "known");
}

TEST_P(InboundTest, a_batch_that_is_none_is_refused) {
  for (const char* body : {"", "[]", "{}", R"({"events": []})", R"({"events": {}})", "no json"}) {
    auto request = as_admin(make("POST", "/api/v1/events:batch", body));
    EXPECT_EQ(status(request), 400) << body;
  }
  EXPECT_EQ(status(make("POST", "/api/v1/events:batch", "{}")), 401);
}

}  // namespace
}  // namespace patchbay::api
