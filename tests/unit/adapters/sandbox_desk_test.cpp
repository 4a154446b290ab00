// The sandbox without sockets: tokens, double issues, keys, faults, limits, reports, restarts.

#include "adapters/sandbox_desk.h"
#include "tests/unit/adapters/sandbox_calls.h"

namespace patchbay::adapters {
namespace {

class SandboxDeskTest : public SandboxCalls {
 protected:
  void open(const SandboxOptions& options) override {
    desk_.reset();
    auto desk = SandboxDesk::open(options);
    ASSERT_TRUE(desk) << desk.error().message;
    desk_ = std::move(*desk);
  }

  http::Response send(const std::string& method, const std::string& target, const std::string& body,
                      http::Headers headers) override {
    const auto answer = desk_->answer({method, target, std::move(headers), body}, now_);
    delay_ = answer.delay;
    return answer.response;
  }

  std::unique_ptr<SandboxDesk> desk_;
  Timestamp now_{1'000'000'000};
  Duration delay_{};
};

TEST_F(SandboxDeskTest, wants_a_token_of_that_partner) {
  start();
  EXPECT_EQ(fetch_token("woolworths", "wrong"), "refused 401");
  token_["woolworths"] = "invented";
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 401);
  token_["woolworths"] = fetch_token("agl");
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 401);
  token_.clear();
  EXPECT_EQ(call("POST", "/woolworths/vouchers", wish("r1")).status, 201);
  EXPECT_EQ(issued("woolworths"), 1);
}

TEST_F(SandboxDeskTest, coles_honours_the_key_and_takes_back_by_reference) {
  start();
  const auto first = call("POST", "/coles/giftcards", wish("r1"), "r1");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(call("POST", "/coles/giftcards", wish("r1"), "r1").body, first.body);
  EXPECT_EQ(issued("coles"), 1);
  EXPECT_EQ(call("DELETE", "/coles/giftcards/r2").status, 404);
  EXPECT_EQ(call("DELETE", "/coles/giftcards/r1").status, 200);
  EXPECT_EQ(issued("coles"), 0);
  EXPECT_EQ(call("DELETE", "/coles/giftcards/r1").status, 404);
  const auto again = call("POST", "/coles/giftcards", wish("r1"), "r1");
  EXPECT_EQ(again.status, 201);
  EXPECT_NE(again.body, first.body) << "the key is free again: this is another card";
  EXPECT_EQ(issued("coles"), 1);
  now_ = now_ + std::chrono::minutes(11);
  EXPECT_EQ(call("DELETE", "/coles/giftcards/r1").status, 409);
  EXPECT_EQ(issued("coles"), 1);
}

TEST_F(SandboxDeskTest, is_faithful_to_each_partner) {
  start();
  const auto first = call("POST", "/woolworths/vouchers", wish("r1"), "k1");
  EXPECT_EQ(first.status, 201);
  EXPECT_NE(call("POST", "/woolworths/vouchers", wish("r1"), "k1").body, first.body);
  EXPECT_EQ(issued("woolworths"), 2);
  const auto found = parse_json(call("GET", "/woolworths/vouchers?reference=r1").body).value();
  EXPECT_EQ(found.at("vouchers").as_array().size(), 2u);
  EXPECT_EQ(found.at("vouchers").at(0).at("voucher_id"),
            parse_json(first.body).value().at("voucher_id"));
  EXPECT_EQ(call("GET", "/woolworths/vouchers?reference=none").body, R"({"vouchers":[]})");

  const auto credit = call("POST", "/agl/credits", wish("r1"), "k1");
  EXPECT_EQ(credit.status, 201);
  EXPECT_EQ(call("POST", "/agl/credits", wish("r1"), "k1").body, credit.body);
  EXPECT_EQ(issued("agl"), 1);
  EXPECT_EQ(call("POST", "/agl/credits", wish("r1")).status, 400);

  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).status, 201);
  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).status, 201);
  EXPECT_EQ(issued("opal"), 2);
}

TEST_F(SandboxDeskTest, refuses_what_it_does_not_know) {
  start();
  EXPECT_EQ(call("GET", "/nobody/x").status, 404);
  EXPECT_EQ(call("GET", "/opal/topups").status, 404);
  EXPECT_EQ(call("POST", "/opal/topups", boost::json::object()).status, 422);
  auto huge = wish("r1");
  huge["amount_minor"] = "19.95";
  EXPECT_EQ(call("POST", "/opal/topups", huge).status, 422);
  EXPECT_EQ(issued("opal"), 0);
}

TEST_F(SandboxDeskTest, faults_come_with_the_seed_and_do_nothing) {
  SandboxOptions options;
  options.error_permille = 300;
  options.seed = 3;
  start(options);
  int created = 0, refused = 0;
  for (int i = 0; i < 100; ++i) {
    const int status = call("POST", "/opal/topups", wish("r" + std::to_string(i))).status;
    created += status == 201 ? 1 : 0;
    refused += status == 503 ? 1 : 0;
  }
  EXPECT_EQ(created + refused, 100);
  EXPECT_NEAR(refused, 30, 20);
  EXPECT_EQ(issued("opal"), created);
}

TEST_F(SandboxDeskTest, late_answers_are_committed_first) {
  SandboxOptions options;
  options.late_permille = 1'000;
  options.late_ms = 20'000;
  start(options);
  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).status, 201);
  EXPECT_EQ(delay_, std::chrono::seconds(20));
  EXPECT_EQ(issued("opal"), 1);
  EXPECT_EQ(call("GET", "/woolworths/vouchers?reference=r1").status, 200);
  EXPECT_EQ(delay_, Duration{});
}

TEST_F(SandboxDeskTest, every_answer_takes_its_latency) {
  SandboxOptions options;
  options.latency_min_ms = options.latency_max_ms = 70;
  options.error_permille = 1'000;
  start(options);
  EXPECT_EQ(call("GET", "/woolworths/vouchers?reference=r1").status, 503);
  EXPECT_EQ(delay_, std::chrono::milliseconds(70));
}

TEST_F(SandboxDeskTest, shows_its_books) {
  start({});
  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).status, 201);
  EXPECT_EQ(call("POST", "/agl/credits", wish("r2"), "k2").status, 201);
  const auto all = parse_json(call("GET", "/books").body).value();
  ASSERT_EQ(all.at("books").as_array().size(), 2u);
  const auto& row = all.at("books").at(1);
  EXPECT_EQ(row.at("partner"), "opal");
  EXPECT_EQ(row.at("reference"), "r1");
  EXPECT_EQ(row.at("amount_minor").as_int64(), 2'000);
  EXPECT_TRUE(row.as_object().contains("issued_at"));
  const auto one = parse_json(call("GET", "/books?partner=agl").body).value();
  ASSERT_EQ(one.at("books").as_array().size(), 1u);
  EXPECT_EQ(one.at("books").at(0).at("reference"), "r2");
}

TEST_F(SandboxDeskTest, answers_429_beyond_its_rate_until_time_passes) {
  SandboxOptions options;
  options.calls_per_second = 5;
  start(options);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(call("POST", "/opal/topups", wish("r" + std::to_string(i))).status, 201);
  const auto refused = call("POST", "/opal/topups", wish("r5"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("retry-after"), "1");
  EXPECT_EQ(issued("opal"), 5);
  now_ = now_ + std::chrono::seconds(1);
  EXPECT_EQ(call("POST", "/opal/topups", wish("r5")).status, 201);
}

TEST_F(SandboxDeskTest, a_token_ends_after_an_hour) {
  start();
  EXPECT_EQ(call("POST", "/opal/topups", wish("r1")).status, 201);
  now_ = now_ + std::chrono::hours(1);
  EXPECT_EQ(call("POST", "/opal/topups", wish("r2")).status, 401);
}

TEST_F(SandboxDeskTest, malformed_bodies_are_400_and_odd_ones_422) {
  start();
  EXPECT_EQ(call("POST", "/opal/topups", boost::json::array{1}).status, 422);
  http::Headers headers;
  headers.add("Authorization", "Bearer " + token_["opal"]);
  EXPECT_EQ(send("POST", "/opal/topups", "{", headers).status, 400);
  EXPECT_EQ(send("POST", "/opal/topups", "\"text\"", headers).status, 422);
  EXPECT_EQ(send("POST", "/", "", headers).status, 404);
  EXPECT_EQ(send("POST", "", "", headers).status, 404);
}

TEST_F(SandboxDeskTest, books_survive_a_restart_and_fill_the_report) { expect_books_to_survive(); }

}  // namespace
}  // namespace patchbay::adapters
