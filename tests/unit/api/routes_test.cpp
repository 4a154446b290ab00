#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

class RoutesTest : public test::ApiTest {};
PATCHBAY_ON_BOTH_STORES(RoutesTest);

TEST_P(RoutesTest, open_routes_need_no_token) {
  for (const char* path : {"/healthz", "/readyz", "/metrics", "/openapi.json"})
    EXPECT_EQ(ask("GET", path, "").status, 200) << path;
}

TEST_P(RoutesTest, other_routes_need_the_right_token) {
  for (const char* path : {"/api/v1/customers/1", "/api/v1/rewards"}) {
    for (const auto& given :
         std::vector<std::string>{std::string(), std::string("Bearer"), std::string("Bearer "),
                                  "Bearer " + test::token + "x", "Bearer 0123456789abcde",
                                  "Basic " + test::token, test::token}) {
      const auto response = ask("GET", path, given);
      EXPECT_EQ(response.status, 401) << path << " " << given;
      EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Bearer realm=\"patchbay\"");
    }
  }
  EXPECT_EQ(ask("GET", "/api/v1/rewards", "bearer " + test::token).status, 200);
}

TEST_P(RoutesTest, an_empty_admin_token_lets_nobody_in) {
  const ApiParts parts{store(), worker_, test::organisation, Secret("")};
  handler_ = make_handler(parts);
  EXPECT_EQ(ask("GET", "/api/v1/rewards", "Bearer ").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/rewards", "").status, 401);
}

TEST_P(RoutesTest, unknown_paths_and_wrong_methods) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/customers/").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/customers/1/x").status, 404);
  for (const char* method : {"POST", "DELETE", "PUT", "OPTIONS"}) {
    const auto response = ask(method, "/api/v1/rewards");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD");
  }
  EXPECT_EQ(ask("HEAD", "/healthz").body, "");
}

TEST_P(RoutesTest, a_customer_is_shown_with_tier_and_points) {
  order("42", 61'239);
  const auto customer = ask_json("/api/v1/customers/42");
  EXPECT_EQ(customer.at("id"), "42");
  EXPECT_EQ(customer.at("tier"), "silver");
  EXPECT_EQ(customer.at("points"), 612);
  EXPECT_EQ(customer.at("orders"), 1);
  EXPECT_EQ(customer.at("spent_minor"), 61'239);
  EXPECT_EQ(customer.at("currency"), "USD");
}

TEST_P(RoutesTest, unknown_customers_are_404) {
  for (const char* id : {"nobody", "%00", "%FF%FE", "a%0Ab", "..%2F"})
    EXPECT_EQ(ask("GET", std::string("/api/v1/customers/") + id).status, 404) << id;
  EXPECT_EQ(ask("GET", "/api/v1/customers/" + std::string(5000, 'x')).status, 404);
}

TEST_P(RoutesTest, rewards_come_in_pages) {
  for (int i = 0; i < 5; ++i) order("c" + std::to_string(i), 50'000);
  std::set<std::string> seen;
  std::string after;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = ask_json("/api/v1/rewards?limit=2&after=" + after);
    for (const auto& reward : page.at("rewards").as_array())
      seen.emplace(reward.at("customer").as_string());
    if (page.at("next").is_null()) break;
    after = std::string(page.at("next").as_string());
  }
  EXPECT_EQ(seen, (std::set<std::string>{"c0", "c1", "c2", "c3", "c4"}));
}

TEST_P(RoutesTest, rewards_are_filtered) {
  order("a", 50'000);
  order("b", 100'000);
  EXPECT_EQ(ask_json("/api/v1/rewards?customer=b").at("rewards").as_array().size(), 2u);
  EXPECT_EQ(ask_json("/api/v1/rewards?customer=c").at("rewards").as_array().size(), 0u);
  EXPECT_EQ(ask_json("/api/v1/rewards?state=pending").at("rewards").as_array().size(), 3u);
  EXPECT_EQ(ask_json("/api/v1/rewards?state=issued").at("rewards").as_array().size(), 0u);
  const auto one = ask_json("/api/v1/rewards?customer=a").at("rewards").at(0).as_object();
  EXPECT_EQ(one.at("milestone"), "points_500");
  EXPECT_EQ(one.at("partner"), "woolworths");
  EXPECT_EQ(one.at("amount_minor"), 2000);
  EXPECT_EQ(one.at("state"), "pending");
  EXPECT_TRUE(one.at("issued_at").is_null());
}

TEST_P(RoutesTest, bad_parameters_are_named) {
  const std::pair<const char*, const char*> cases[] = {{"limit=0", "limit"},
                                                       {"limit=1001", "limit"},
                                                       {"limit=ten", "limit"},
                                                       {"limit=", "limit"},
                                                       {"limit=1&limit=2", "twice"},
                                                       {"state=lost", "pending"},
                                                       {"customr=1", "did you mean \"customer\""},
                                                       {"customer=%00", "customer"},
                                                       {"after=%C3%28", "after"},
                                                       {"limit=99999999999999999999", "limit"}};
  for (const auto& [query, named] : cases) {
    const auto response = ask("GET", std::string("/api/v1/rewards?") + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_NE(detail_of(response).find(named), std::string::npos) << detail_of(response);
  }
}

TEST_P(RoutesTest, metrics_count_requests_by_route_and_status) {
  ask("GET", "/healthz");
  ask("GET", "/healthz");
  ask("GET", "/api/v1/customers/1");
  ask("GET", "/api/v1/customers/2", "");
  ask("POST", "/healthz");
  ask("GET", "/nowhere/secret");
  const auto text = ask("GET", "/metrics").body;
  const auto holds = [&](const std::string& line) {
    return text.find(line + "\n") != std::string::npos;
  };
  EXPECT_TRUE(holds(R"(patchbay_http_requests_total{route="/healthz",status="200"} 2)")) << text;
  EXPECT_TRUE(holds(R"(patchbay_http_requests_total{route="/healthz",status="405"} 1)"));
  EXPECT_TRUE(
      holds(R"(patchbay_http_requests_total{route="/api/v1/customers/{id}",status="404"} 1)"));
  EXPECT_TRUE(
      holds(R"(patchbay_http_requests_total{route="/api/v1/customers/{id}",status="401"} 1)"));
  EXPECT_TRUE(holds(R"(patchbay_http_requests_total{route="unmatched",status="404"} 1)"));
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST_P(RoutesTest, metrics_show_worker_store_and_memory) {
  order("a", 50'000);
  const auto response = ask("GET", "/metrics");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"patchbay_store_up 1", "patchbay_worker_claimed_total 7",
        "patchbay_worker_runs_total{end=\"done\"} 4", "patchbay_worker_runs_total{end=\"dead\"} 1",
        "patchbay_jobs{state=\"ready\"} 1", "patchbay_jobs{state=\"dead\"} 0",
        "patchbay_events_waiting 1", "# TYPE patchbay_worker_runs_total counter"})
    EXPECT_NE(response.body.find(std::string(line) + "\n"), std::string::npos) << line;
  EXPECT_EQ(response.body.find("process_resident_memory_bytes 0\n"), std::string::npos);
}

TEST_P(RoutesTest, metrics_show_orders_that_wait_for_better_rules) {
  serve({store(),
         worker_,
         test::organisation,
         Secret(test::token),
         std::make_shared<RequestCounter>(),
         {},
         clock_});
  const auto holds = [&](const std::string& line) {
    const auto text = ask("GET", "/metrics").body;
    EXPECT_NE(text.find("\n" + line + "\n"), std::string::npos) << line << " in " << text;
  };
  holds("patchbay_waiting_orders 0");
  holds("patchbay_waiting_orders_oldest_seconds 0");
  write([&](store::Session& s) {
    for (const std::string id : {"1", "2"})
      store::execute(s,
                     "INSERT INTO waiting_orders (organisation_id, source, id, customer_id,"
                     " amount_minor, currency, ordered_at, reason, since) VALUES (:organisation,"
                     " 'till', :id, 'ann', 100, 'USD', 0, 'a.lua:3: nil', :now)",
                     {{"organisation", test::organisation}, {"id", id}, {"now", clock_.now()}});
  });
  clock_.advance(std::chrono::seconds(90));
  holds("patchbay_waiting_orders 2");
  holds("patchbay_waiting_orders_oldest_seconds 90");
}

TEST_P(RoutesTest, a_store_without_its_tables_is_not_ready_and_metrics_still_answer) {
  write([](store::Session& s) { store::execute(s, "DROP TABLE events"); });
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 503);
  EXPECT_NE(ask("GET", "/metrics").body.find("patchbay_store_up 0\n"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::api
