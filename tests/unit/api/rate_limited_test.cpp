#include "hub/api/rate_limited.h"

#include "hub/api/rate_headers.h"
#include "tests/support/run_on.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

using access::Counted;
using http::Request;
using http::Response;

access::RateLimit limit(const std::string& name, Counted counted, const std::string& group,
                        std::string_view rate, bool spares_operators = false) {
  return {name, counted, group, access::parse_rate(rate).value(), spares_operators};
}

class RateLimitedTest : public StoreTest {
 protected:
  void begin(std::vector<access::RateLimit> limits) {
    access::RateLimitsParts parts{store(), *loops_, clock_, std::move(limits)};
    limits_ = access::make_rate_limits(std::move(parts));
    std::vector<http::Route> routes;
    for (const auto* pattern : {"/things", "/customers/{id}", "/codes"}) {
      http::Route route{"GET", pattern,
                        [](const Request&, const http::PathValues&) -> Async<Response> {
                          co_return http::json_response(200, "{}");
                        },
                        std::string(pattern) != "/codes", "{}"};
      if (route.pattern == "/customers/{id}") route.limit = "checks";
      if (route.pattern == "/codes") route.limit = "codes";
      routes.push_back(rate_limited(*limits_, std::move(route)));
    }
    router_ = std::make_unique<http::Router>(
        std::move(routes), rate_limited(*limits_, [this](Request& request, const http::Route&) {
          return sign_in(request);
        }));
  }
  /// "operator" and anything else but "wrong" may come in; others are partners.
  Async<std::optional<Response>> sign_in(Request& request) {
    ++sign_ins_;
    const std::string name(request.headers.get("Authorization"));
    if (name == "wrong") co_return http::problem(401, "Unauthorized", "no");
    auto caller = std::make_shared<http::Caller>();
    caller->credential = name;
    caller->organisation = "acme";
    if (name != "operator") caller->partner = name;
    request.caller = std::move(caller);
    co_return std::nullopt;
  }
  Response ask(const std::string& who, const std::string& target = "/things",
               const std::string& address = "192.0.2.1") {
    Request request;
    request.method = "GET";
    request.target = target;
    request.address = address;
    request.headers.add("Authorization", who);
    return run_on(loops_->at(0), router_->handle(std::move(request)));
  }
  int passed(int count, const std::string& who, const std::string& target = "/things",
             const std::string& address = "192.0.2.1") {
    int all = 0;
    for (int i = 0; i < count; ++i) all += ask(who, target, address).status == 200;
    return all;
  }
  void TearDown() override {
    if (limits_) limits_->stop();
    loops_->stop();
    StoreTest::TearDown();
  }

  ManualClock clock_{{1'700'000'000'000'000}};
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::unique_ptr<access::RateLimits> limits_;
  std::unique_ptr<http::Router> router_;
  int sign_ins_ = 0;
};
PATCHBAY_ON_BOTH_STORES(RateLimitedTest);

TEST_P(RateLimitedTest, a_credential_has_its_permits_and_answers_say_so) {
  begin({limit("requests", Counted::credential, "", "1000/h burst 3")});
  const auto first = ask("acme");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.headers.get("RateLimit-Policy"), "\"requests\";q=3;w=11");
  EXPECT_EQ(first.headers.get("RateLimit"), "\"requests\";r=2;t=4");
  EXPECT_EQ(passed(5, "acme"), 2);
  const auto refused = ask("acme");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "4");
  EXPECT_EQ(refused.headers.get("RateLimit"), "\"requests\";r=0;t=11");
  EXPECT_NE(refused.body.find("requests"), std::string::npos);
  EXPECT_EQ(passed(5, "other"), 3);
  clock_.advance(std::chrono::seconds(4));
  EXPECT_EQ(passed(5, "acme"), 1);
}

TEST_P(RateLimitedTest, operators_are_spared_where_the_limit_says_so) {
  begin({limit("requests", Counted::credential, "", "3/h", true),
         limit("all", Counted::organisation, "", "50/h")});
  EXPECT_EQ(passed(10, "operator"), 10);
  EXPECT_EQ(ask("operator").headers.get("RateLimit-Policy"), "\"all\";q=50;w=3600");
  EXPECT_EQ(passed(10, "acme"), 3);
}

TEST_P(RateLimitedTest, a_group_counts_its_own_routes_and_customers) {
  begin({limit("checks", Counted::customer, "checks", "2/h")});
  EXPECT_EQ(passed(5, "acme", "/customers/7"), 2);
  EXPECT_EQ(passed(5, "acme", "/customers/8"), 2) << "another customer";
  EXPECT_EQ(passed(5, "other", "/customers/7"), 2) << "another credential";
  EXPECT_EQ(passed(5, "acme", "/things"), 5) << "another group";
  EXPECT_EQ(passed(5, "acme", "/customers/%00%FF"), 2) << "what is no text is counted too";
  limits_->stop();
  const auto rows = read([](store::Session& s) {
    return store::query_value<std::int64_t>(
        s, "SELECT COUNT(*) FROM rate_limits WHERE subject LIKE '%/7'");
  });
  EXPECT_EQ(rows.value(), 0) << "no customer stands in the store";
}

TEST_P(RateLimitedTest, an_address_is_asked_before_anything_is_looked_at) {
  begin({limit("address", Counted::address, "", "3/h")});
  EXPECT_EQ(passed(10, "acme"), 3);
  EXPECT_EQ(sign_ins_, 3);
  EXPECT_EQ(passed(10, "acme", "/things", "192.0.2.2"), 3);
}

TEST_P(RateLimitedTest, refused_sign_ins_shut_the_door_for_their_address) {
  begin({limit("refused", Counted::address, "", "30/15min burst 2")});
  EXPECT_EQ(passed(5, "acme"), 5) << "what is let in is not counted";
  EXPECT_EQ(ask("wrong").status, 401);
  EXPECT_EQ(ask("wrong").status, 401);
  const int before = sign_ins_;
  EXPECT_EQ(ask("wrong").status, 429);
  EXPECT_EQ(ask("acme").status, 429) << "guessing right does not show";
  EXPECT_EQ(sign_ins_, before);
  EXPECT_EQ(ask("acme", "/things", "192.0.2.2").status, 200);
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(ask("acme").status, 200);
}

TEST_P(RateLimitedTest, an_open_route_is_limited_by_its_group) {
  begin({limit("codes", Counted::address, "codes", "2/h")});
  EXPECT_EQ(passed(5, "", "/codes"), 2);
  EXPECT_EQ(passed(5, "acme", "/things"), 5);
}

TEST(RateHeadersTest, several_limits_are_items_of_one_list) {
  const auto one = limit("a", Counted::address, "", "10/s");
  const auto two = limit("b", Counted::address, "", "100/min");
  const std::vector<AppliedLimit> applied{{&one, {true, 9, Duration(100'000), Duration(0)}},
                                          {&two, {true, 50, Duration(30'000'001), Duration(0)}}};
  EXPECT_EQ(rate_limit_policy(applied), "\"a\";q=10;w=1, \"b\";q=100;w=60");
  EXPECT_EQ(rate_limit_state(applied), "\"a\";r=9;t=1, \"b\";r=50;t=31");
  EXPECT_EQ(retry_after_seconds(Duration(0)), 1);
  EXPECT_EQ(retry_after_seconds(Duration(1'000'001)), 2);
}

}  // namespace
}  // namespace patchbay::api
