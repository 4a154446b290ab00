#include "hub/access/schedules.h"

#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

class SchedulesApiTest : public test::ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    ApiParts parts{store(), worker_, test::organisation, Secret(test::token)};
    parts.scheduled_kinds = {{"reward.expire", "", {}},
                             {"retention", "", {{"days", FieldType::integer, "90", "", 1, 3650}}}};
    handler_ = make_handler(parts);
  }
  static constexpr const char* nightly =
      R"({"id": "nightly", "job": "retention", "cron": "30 2 * * *", "zone": "Europe/Berlin"})";
};
PATCHBAY_ON_BOTH_STORES(SchedulesApiTest);

TEST_P(SchedulesApiTest, a_schedule_is_made_shown_replaced_and_removed) {
  const auto made = change("POST", "/api/v1/schedules", nightly);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.headers.get("Location"), "/api/v1/schedules/nightly");
  EXPECT_EQ(change("POST", "/api/v1/schedules", nightly).status, 409);
  EXPECT_EQ(ask_json("/api/v1/schedules").at("schedules").as_array().size(), 1U);
  EXPECT_EQ(ask_json("/api/v1/schedules/nightly").at("zone"), "Europe/Berlin");
  const auto replaced = change("PUT", "/api/v1/schedules/nightly",
                               R"({"job": "retention", "interval_seconds": 60,
                                   "settings": {"days": 7}})");
  ASSERT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_EQ(ask_json("/api/v1/schedules/nightly").at("interval_seconds"), 60);
  EXPECT_EQ(change("DELETE", "/api/v1/schedules/nightly").status, 204);
  for (const char* path : {"/api/v1/schedules/nightly", "/api/v1/schedules/nightly/preview",
                           "/api/v1/schedules/%00", "/api/v1/schedules/A%20B"})
    EXPECT_EQ(ask("GET", path).status, 404) << path;
  EXPECT_EQ(change("DELETE", "/api/v1/schedules/nightly").status, 404);
  EXPECT_EQ(change("PUT", "/api/v1/schedules/nightly", nightly).status, 404);
  EXPECT_EQ(change("POST", "/api/v1/schedules/%FF/run").status, 404);
}

TEST_P(SchedulesApiTest, one_that_cannot_be_read_is_shown_with_its_reason_and_removed) {
  ASSERT_EQ(change("POST", "/api/v1/schedules", nightly).status, 201);
  write([](store::Session& s) {
    return store::execute(s, "UPDATE schedules SET definition = '{\"form\": 2}'");
  });
  const auto shown = ask_json("/api/v1/schedules/nightly");
  EXPECT_EQ(shown.at("origin"), "api");
  EXPECT_NE(shown.at("broken").as_string().find("nightly"), std::string::npos);
  EXPECT_EQ(ask_json("/api/v1/schedules").at("schedules").as_array().size(), 1U);
  EXPECT_EQ(ask("GET", "/api/v1/schedules/nightly/preview").status, 409);
  EXPECT_EQ(change("POST", "/api/v1/schedules/nightly/run").status, 409);
  write([](store::Session& s) {  // a start with another configuration
    access::declare_schedules(s, test::organisation, {});
  });
  EXPECT_EQ(change("DELETE", "/api/v1/schedules/nightly").status, 204);
}

TEST_P(SchedulesApiTest, preview_run_pause_backfill_and_history) {
  ASSERT_EQ(change("POST", "/api/v1/schedules", nightly).status, 201);
  const auto preview = ask_json("/api/v1/schedules/nightly/preview").at("runs").as_array();
  ASSERT_EQ(preview.size(), 10U);
  EXPECT_EQ(change("POST", "/api/v1/schedules/nightly/run").status, 202);
  EXPECT_EQ(change("POST", "/api/v1/schedules/nightly/pause").status, 200);
  EXPECT_EQ(ask_json("/api/v1/schedules/nightly").at("paused"), true);
  EXPECT_TRUE(ask_json("/api/v1/schedules/nightly").at("next_at").is_null());
  EXPECT_EQ(change("POST", "/api/v1/schedules/nightly/resume").status, 200);
  const auto fill = [&](const std::string& dry_run) {
    const auto answer =
        change("POST", "/api/v1/schedules/nightly/backfill",
               R"({"from": "2024-01-01", "to": "2024-01-05", "dry_run": )" + dry_run + "}");
    return boost::json::parse(answer.body).at("enqueued").as_int64();
  };
  EXPECT_EQ(fill("true"), 4);
  EXPECT_EQ(fill("false"), 4);
  EXPECT_EQ(fill("false"), 0);
  const auto page = ask_json("/api/v1/schedules/nightly/runs?limit=2");
  EXPECT_EQ(page.at("runs").as_array().size(), 2U);
  EXPECT_EQ(ask_json("/api/v1/schedules/nightly/runs?before=" +
                     std::to_string(page.at("next").as_int64()))
                .at("runs")
                .as_array()
                .size(),
            3U);
}

TEST_P(SchedulesApiTest, what_is_wrong_is_named_and_nothing_is_stored) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {R"({"id": "a", "job": "retention"})", "is missing"},
      {R"({"id": "a", "job": "retention", "cron": "61 * * * *"})", "\"minute\": \"61\""},
      {R"({"id": "a", "job": "retention", "cron": "@daily", "zone": "Berln"})", "time zone"},
      {R"({"id": "a", "job": "retentio", "cron": "@daily"})", "did you mean \"retention\"?"},
      {R"({"id": "a", "job": "retention", "corn": "@daily"})", "did you mean \"cron\"?"},
      {R"({"id": "A b", "job": "retention", "cron": "@daily"})", "a-z"},
      {R"({"job": "retention", "cron": "@daily"})", "\"id\""},
      {R"({"id": "a", "job": "retention", "cron": ["@daily"]})", "\"cron\" must be"},
      {R"({"id": "a", "job": "retention", "cron": null})", "\"cron\" must be"},
      {R"({"id": "a", "job": "retention", "interval_seconds": 1.5})", "whole number"},
      {R"({"id": "a", "job": "retention", "interval_seconds": -1})", "interval_seconds"},
      {R"({"id": "a", "job": "retention", "cron": "@daily", "settings": {"days": 0}})", "days"},
      {R"({"id": "a", "job": "retention", "cron": "@daily", "settings": []})", "settings"},
      {"[]", "object"}};
  for (const auto& [body, words] : wrong) {
    const auto answer = change("POST", "/api/v1/schedules", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_NE(detail_of(answer).find(words), std::string::npos) << answer.body;
  }
  EXPECT_TRUE(ask_json("/api/v1/schedules").at("schedules").as_array().empty());
  ASSERT_EQ(change("POST", "/api/v1/schedules", nightly).status, 201);
  for (const char* body : {"{}", R"({"from": "x", "to": "2024-01-02"})",
                           R"({"from": "2024-01-02", "to": "2024-01-01"})",
                           R"({"from": "2024-01-01", "to": "9999-01-01"})",
                           R"({"from": "1970-01-01", "to": "2024-01-01"})"})
    EXPECT_EQ(change("POST", "/api/v1/schedules/nightly/backfill", body).status, 400) << body;
}

}  // namespace
}  // namespace patchbay::api
