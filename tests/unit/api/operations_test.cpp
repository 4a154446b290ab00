// Switches, hubs, audit, readiness and read-only mode, by the API.

#include "hub/jobs/hubs.h"
#include "tests/unit/api/support.h"

namespace patchbay::api {
namespace {

using jobs::SwitchKind;

/// A board that the test sets by hand.
class FakeBoard final : public jobs::SwitchBoard {
 public:
  bool stops_partner(const OrganisationId&, const std::string&) const override { return false; }
  bool is_disabled(const OrganisationId&, const std::string&) const override { return false; }
  bool stops_queue(const std::string&) const override { return false; }
  bool drains(const std::string&) const override { return false; }
  bool is_read_only() const override { return !thrown_.empty(); }
  std::vector<jobs::Switch> thrown() const override { return thrown_; }
  Subscription on_change(std::function<void()>) override { return {}; }

  std::vector<jobs::Switch> thrown_;
};

class OperationsTest : public test::ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    ApiParts parts{
        store(), worker_, test::organisation, Secret(test::token), requests_, IdempotencyOptions(),
        clock_,  board_};
    parts.is_draining = [this] { return draining_; };
    parts.partners = {"woolworths", "coles"};
    parts.queues = {"reward.issue", "webhook.deliver"};
    handler_ = make_handler(parts);
  }
  std::vector<jobs::Switch> thrown() { return read(jobs::list_switches); }
  boost::json::array audit() { return ask_json("/api/v1/audit").at("entries").as_array(); }
  void announce(const std::string& id) {
    jobs::HubRow hub;
    hub.id = id;
    write([&](store::Session& s) { jobs::announce_hub(s, hub, std::chrono::seconds(60)); });
  }

  std::shared_ptr<RequestCounter> requests_ = std::make_shared<RequestCounter>();
  FakeBoard board_;
  bool draining_ = false;
};
PATCHBAY_ON_BOTH_STORES(OperationsTest);

TEST_P(OperationsTest, a_partner_is_stopped_and_let_go) {
  const std::string path = "/api/v1/switches/partner/woolworths";
  const auto put = change("PUT", path, R"({"reason":"they asked us to"})");
  EXPECT_EQ(put.status, 200) << put.body;
  ASSERT_EQ(thrown().size(), 1U);
  EXPECT_EQ(thrown()[0], (jobs::Switch{SwitchKind::partner, test::organisation, "woolworths",
                                       "they asked us to", "api:admin", test::start}));
  const auto list = ask_json("/api/v1/switches").at("switches").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].at("reason"), "they asked us to");
  EXPECT_EQ(change("DELETE", path + "?reason=all%20is%20well").status, 204);
  EXPECT_TRUE(thrown().empty());
  EXPECT_EQ(change("DELETE", path).status, 404);
  const auto entries = audit();
  ASSERT_EQ(entries.size(), 2U) << "what changed nothing is not audited";
  EXPECT_EQ(entries[0].at("action"), "switch.reset");
  EXPECT_EQ(entries[0].at("reason"), "all is well");
  EXPECT_EQ(entries[1].at("action"), "switch.throw");
  EXPECT_EQ(entries[1].at("subject"), "partner:woolworths");
  EXPECT_EQ(entries[1].at("actor"), "api:admin");
}

TEST_P(OperationsTest, what_cannot_be_thrown_is_refused_and_leaves_nothing) {
  const std::string reason = R"({"reason":"r"})";
  EXPECT_EQ(change("PUT", "/api/v1/switches/partner/woolworths").status, 400);
  EXPECT_EQ(change("PUT", "/api/v1/switches/partner/woolworths", R"({"reason":""})").status, 400);
  EXPECT_EQ(change("PUT", "/api/v1/switches/partner/woolworths", R"({"raeson":"r"})").status, 400);
  const auto unknown = change("PUT", "/api/v1/switches/partner/wolworths", reason);
  EXPECT_EQ(unknown.status, 404);
  EXPECT_NE(detail_of(unknown).find("did you mean \"woolworths\""), std::string::npos);
  EXPECT_EQ(change("PUT", "/api/v1/switches/queue/nothing", reason).status, 404);
  EXPECT_EQ(change("PUT", "/api/v1/switches/hub/hub_1", reason).status, 404);
  EXPECT_EQ(change("PUT", "/api/v1/switches/read_only/x", reason).status, 404);
  EXPECT_EQ(change("PUT", "/api/v1/switches/odd/x", reason).status, 404);
  EXPECT_EQ(change("PUT", "/api/v1/switches/partner/a%00b", reason).status, 404);
  EXPECT_EQ(change("DELETE", "/api/v1/switches/read_only?raeson=x").status, 400);
  EXPECT_TRUE(thrown().empty());
  EXPECT_TRUE(audit().empty());
}

TEST_P(OperationsTest, read_only_mode_is_entered_and_left) {
  EXPECT_EQ(change("PUT", "/api/v1/switches/read_only", R"({"reason":"upgrade"})").status, 200);
  EXPECT_EQ(thrown()[0].kind, SwitchKind::read_only);
  board_.thrown_ = thrown();
  EXPECT_EQ(ask("GET", "/api/v1/rewards").status, 200) << "reading goes on";
  EXPECT_EQ(ask("HEAD", "/api/v1/rewards", "Bearer " + test::token, false).status, 200);
  EXPECT_EQ(change("DELETE", "/api/v1/switches/read_only").status, 204);
}

TEST_P(OperationsTest, hubs_are_listed_drained_and_resumed) {
  announce("hub_1");
  EXPECT_EQ(ask_json("/api/v1/hubs").at("hubs").at(0).at("state"), "running");
  const auto drained = change("POST", "/api/v1/hubs/hub_1/drain", R"({"reason":"upgrade"})");
  EXPECT_EQ(drained.status, 200) << drained.body;
  EXPECT_EQ(boost::json::parse(drained.body).at("state"), "draining");
  EXPECT_EQ(change("POST", "/api/v1/hubs/hub_1/drain").status, 400) << "a reason is required";
  EXPECT_EQ(change("POST", "/api/v1/hubs/hub_1/resume").status, 200);
  EXPECT_EQ(change("POST", "/api/v1/hubs/hub_1/resume").status, 404);
  EXPECT_EQ(change("POST", "/api/v1/hubs/hub_2/drain", R"({"reason":"x"})").status, 404);
  write([](store::Session& s) { jobs::record_stop(s, "hub_1"); });
  EXPECT_EQ(change("POST", "/api/v1/hubs/hub_1/drain", R"({"reason":"x"})").status, 409);
  EXPECT_EQ(audit().size(), 2U);
}

TEST_P(OperationsTest, a_draining_hub_is_not_ready) {
  EXPECT_EQ(ask("GET", "/readyz", "").status, 200);
  draining_ = true;
  const auto answer = ask("GET", "/readyz", "");
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(detail_of(answer).find("draining"), std::string::npos);
  EXPECT_EQ(ask("GET", "/healthz", "").status, 200) << "it lives";
}

TEST_P(OperationsTest, the_audit_comes_in_pages) {
  for (const char* queue : {"reward.issue", "webhook.deliver"})
    change("PUT", std::string("/api/v1/switches/queue/") + queue, R"({"reason":"r"})");
  const auto first = ask_json("/api/v1/audit?limit=1");
  EXPECT_EQ(first.at("entries").at(0).at("subject"), "queue:webhook.deliver");
  const auto before = std::to_string(first.at("next").as_int64());
  const auto second = ask_json("/api/v1/audit?limit=1&before=" + before);
  EXPECT_EQ(second.at("entries").at(0).at("subject"), "queue:reward.issue");
  EXPECT_EQ(ask("GET", "/api/v1/audit?before=-1").status, 400);
}

}  // namespace
}  // namespace patchbay::api
