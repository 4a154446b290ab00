#include "adapters/exchange_store.h"
#include "hub/access/audit.h"
#include "hub/jobs/leases.h"
#include "hub/jobs/redrives.h"
#include "tests/unit/api/support.h"

namespace patchbay::api::test {
namespace {

namespace json = boost::json;

class DeadLettersApi : public ApiTest {
 protected:
  /// Jobs that ran once and died.
  void add_dead(const std::string& kind, int count, const std::string& reason) {
    write([&](store::Session& s) {
      for (int i = 0; i < count; ++i) {
        jobs::NewJob job;
        job.organisation = organisation;
        job.kind = kind;
        job.key = kind + "-" + std::to_string(i);
        job.payload = R"({"reward": "rwd_)" + std::to_string(i) + R"("})";
        job.partner = "acme";
        jobs::enqueue(s, {&job, 1}, Timestamp{1});
      }
      for (const auto& job : jobs::claim_kind(s, kind, 1'000, "hub_1", Duration(30'000'000))) {
        const jobs::Finished end{job.id, job.lease, jobs::Dead{reason}, 0};
        jobs::finish(s, {&end, 1});
      }
    });
  }
  json::object body_of(const http::Response& response) {
    return json::parse(response.body).as_object();
  }
  json::array letters(const std::string& query = "") {
    return ask_json("/api/v1/dead-letters" + query).at("dead_letters").as_array();
  }
  std::vector<access::AuditRow> audit() {
    return read([](store::Session& s) { return access::list_audit(s, organisation, 0, 10); });
  }
};
PATCHBAY_ON_BOTH_STORES(DeadLettersApi);

TEST_P(DeadLettersApi, lists_page_by_page_with_filters) {
  add_dead("reward.issue", 3, "the partner said NO");
  add_dead("webhook.deliver", 1, "gone");
  EXPECT_EQ(letters().size(), 4U);
  EXPECT_EQ(letters("?kind=reward.issue").size(), 3U);
  EXPECT_EQ(letters("?reason=said%20no").size(), 3U);
  EXPECT_EQ(letters("?partner=other").size(), 0U);
  EXPECT_EQ(letters("?until=2000-01-01T00:00:00Z").size(), 0U);
  EXPECT_EQ(letters("?since=2000-01-01T00:00:00Z").size(), 4U);
  const auto first = ask_json("/api/v1/dead-letters?limit=3");
  const auto next = json::value_to<std::int64_t>(first.at("next"));
  const auto second = ask_json("/api/v1/dead-letters?limit=3&before=" + std::to_string(next));
  EXPECT_EQ(second.at("dead_letters").as_array().size(), 1U);
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_P(DeadLettersApi, shows_runs_and_exchanges_of_one) {
  add_dead("reward.issue", 1, "no");
  write([](store::Session& s) {
    const adapters::ExchangeRow row{
        organisation,   "acme", "issue_voucher", "rwd_0",   1,     "POST",
        "/v1/vouchers", 500,    "answered",      "unknown", start, Duration(1'500)};
    adapters::insert_exchanges(s, {&row, 1});
  });
  const auto id = json::value_to<std::int64_t>(letters().at(0).at("id"));
  const auto detail = ask_json("/api/v1/dead-letters/" + std::to_string(id));
  EXPECT_EQ(detail.at("reason").as_string(), "no");
  ASSERT_EQ(detail.at("exchanges").as_array().size(), 1U);
  EXPECT_EQ(detail.at("exchanges").at(0).at("path").as_string(), "/v1/vouchers");
  ASSERT_GE(detail.at("runs").as_array().size(), 1U);
  EXPECT_EQ(detail.at("runs").at(0).at("worker").as_string(), "hub_1");
  for (const auto* other : {"999999", "x", "99999999999999999999", "1x"})
    EXPECT_EQ(ask("GET", std::string("/api/v1/dead-letters/") + other).status, 404) << other;
}

TEST_P(DeadLettersApi, redrives_by_a_job_after_a_dry_run) {
  add_dead("reward.issue", 3, "no");
  const std::string dry = R"({"filter": {"kind": "reward.issue"}, "dry_run": true})";
  const auto counted = change("POST", "/api/v1/dead-letters/redrive", dry);
  EXPECT_EQ(counted.status, 200);
  EXPECT_EQ(body_of(counted).at("wanted").as_int64(), 3);
  EXPECT_TRUE(audit().empty());

  const std::string all = R"({"filter": {}, "per_second": 2, "reason": "the partner is back"})";
  const auto ordered = change("POST", "/api/v1/dead-letters/redrive", all, "key-1");
  ASSERT_EQ(ordered.status, 202) << ordered.body;
  const std::string id(body_of(ordered).at("id").as_string());
  EXPECT_EQ(ordered.headers.get("Location"), "/api/v1/redrives/" + id);
  const auto again = change("POST", "/api/v1/dead-letters/redrive", all, "key-1");
  EXPECT_EQ(body_of(again).at("id").as_string(), id) << "the same key orders once";
  ASSERT_EQ(audit().size(), 1U);
  EXPECT_EQ(audit()[0].action, "dead.redrive");
  EXPECT_EQ(audit()[0].reason, "the partner is back");

  EXPECT_TRUE(ask_json("/api/v1/redrives/" + id).at("ended_at").is_null());
  for (bool more = true; more;)
    more = write(
        [&](store::Session& s) { return jobs::redrive_slice(s, organisation, id, {}, start); });
  const auto done = ask_json("/api/v1/redrives/" + id);
  EXPECT_EQ(done.at("redriven").as_int64(), 3);
  EXPECT_TRUE(done.at("ended_at").is_string());
  EXPECT_TRUE(letters().empty());
  EXPECT_EQ(ask("GET", "/api/v1/redrives/rdv_none").status, 404);
}

TEST_P(DeadLettersApi, discards_with_a_reason) {
  add_dead("a", 2, "no");
  const auto id = json::value_to<std::int64_t>(letters().at(0).at("id"));
  const auto one = change("POST", "/api/v1/dead-letters/discard",
                          R"({"ids": [)" + std::to_string(id) + R"(], "reason": "paid by hand"})");
  EXPECT_EQ(one.status, 200) << one.body;
  EXPECT_EQ(body_of(one).at("discarded").as_int64(), 1);
  EXPECT_EQ(letters().size(), 1U);
  EXPECT_EQ(audit().at(0).action, "dead.discard");
}

TEST_P(DeadLettersApi, bad_input_names_the_field_and_changes_nothing) {
  add_dead("a", 1, "no");
  for (const auto& [action, body, word] :
       {std::tuple{"redrive", "{}", "ids"},
        {"redrive", R"({"ids": []})", "ids"},
        {"redrive", R"({"ids": ["x"]})", "ids"},
        {"redrive", R"({"ids": [1], "filter": {}})", "filter"},
        {"redrive", R"({"filter": {"kid": "a"}})", "kid"},
        {"redrive", R"({"filter": {"since": "yesterday"}})", "since"},
        {"redrive", R"({"filter": {}, "per_second": 0})", "per_second"},
        {"redrive", R"({"filter": {}, "per_second": 1001})", "per_second"},
        {"redrive", R"({"filter": [1]})", "filter"},
        {"redrive", "[", "body"},
        {"discard", R"({"filter": {}})", "reason"},
        {"discard", R"({"filter": {}, "reason": ""})", "reason"}}) {
    const auto refused = change("POST", std::string("/api/v1/dead-letters/") + action, body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_NE(detail_of(refused).find(word), std::string::npos) << body << refused.body;
  }
  for (const auto* query : {"?limit=0", "?before=-1", "?since=x", "?kid=a"})
    EXPECT_EQ(ask("GET", std::string("/api/v1/dead-letters") + query).status, 400) << query;
  EXPECT_EQ(letters().size(), 1U);
  EXPECT_TRUE(audit().empty());
}

}  // namespace
}  // namespace patchbay::api::test
