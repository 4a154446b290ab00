#include "webhooks/fan_out.h"

#include "hub/access/consents.h"
#include "hub/jobs/leases.h"
#include "tests/unit/webhooks/support.h"
#include "webhooks/endpoints.h"
#include "webhooks/message_job.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

class FanOutTest : public StoreTest {
 protected:
  void put(const NewEndpoint& endpoint, const OrganisationId& owner = organisation) {
    write([&](store::Session& s) { put_endpoint(s, owner, endpoint, keys_, start); });
  }
  void happen(const std::vector<events::NewEvent>& events,
              const OrganisationId& owner = organisation) {
    write([&](store::Session& s) { events::append(s, owner, events, start); });
  }
  std::size_t fan(std::size_t limit = 1000) {
    return write([&](store::Session& s) { return fan_out(s, subscriptions_, limit, start); });
  }
  std::vector<jobs::Job> claim() {
    return write([&](store::Session& s) {
      return jobs::claim_kind(s, deliver_kind, 5000, "test", std::chrono::seconds(30));
    });
  }
  std::int64_t messages() {
    return read([](store::Session& s) {
      return *store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM webhook_messages");
    });
  }

  std::string message(const std::string& column) {
    return read([&](store::Session& s) {
      return store::query_value<std::string>(s, "SELECT " + column + " FROM webhook_messages")
          .value_or("nothing");
    });
  }

  crypto::KeyRing keys_ = key_ring();
  Subscriptions subscriptions_;
};
PATCHBAY_ON_BOTH_STORES(FanOutTest);

TEST_P(FanOutTest, gives_each_endpoint_a_message_and_a_job) {
  put(endpoint("a", "http://127.0.0.1:1/a"));
  put(endpoint("b", "http://127.0.0.1:1/b"));
  happen({event("evt_1"), event("evt_2")});
  EXPECT_EQ(fan(), 2u);
  EXPECT_EQ(messages(), 4);
  std::set<std::string> keys;
  for (const auto& job : claim()) {
    EXPECT_EQ(job.organisation, organisation);
    keys.insert(job.key);
  }
  EXPECT_EQ(keys, (std::set<std::string>{"evt_1/a", "evt_1/b", "evt_2/a", "evt_2/b"}));
}

TEST_P(FanOutTest, tells_a_partner_only_of_customers_who_consent) {
  auto theirs = endpoint("theirs", "http://127.0.0.1:1/");
  theirs.partner = "agl";
  put(theirs);
  put(endpoint("ours", "http://127.0.0.1:1/"));
  auto of_ben = event("evt_ben");
  of_ben.subject = "ben";
  const access::ConsentKey who{organisation, "42", "agl"};
  write([&](store::Session& s) {
    access::grant_consent(s, who, access::Purpose::rewards, "code", "api:eve", start);
    access::grant_consent(s, {organisation, "ben", "opal"}, access::Purpose::rewards, "code",
                          "api:eve", start);
    access::grant_consent(s, {organisation, "ben", "agl"}, access::Purpose::marketing, "code",
                          "api:eve", start);
  });
  const auto keys = [&] {
    fan();
    std::set<std::string> found;
    for (const auto& job : claim()) found.insert(job.key);
    return found;
  };
  happen({event("evt_1"), of_ben});
  EXPECT_EQ(keys(), (std::set<std::string>{"evt_1/theirs", "evt_1/ours", "evt_ben/ours"}));
  write([&](store::Session& s) {
    access::close_consents(s, who, std::nullopt, "api:eve", "", start);
  });
  happen({event("evt_2")});
  EXPECT_EQ(keys(), std::set<std::string>{"evt_2/ours"});
}

TEST_P(FanOutTest, takes_an_event_once) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  happen({event("evt_1")});
  EXPECT_EQ(fan(), 1u);
  EXPECT_EQ(fan(), 0u);
  EXPECT_EQ(messages(), 1);
}

TEST_P(FanOutTest, a_rolled_back_transaction_leaves_the_event) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  happen({event("evt_1")});
  EXPECT_THROW(write([&](store::Session& s) {
                 fan_out(s, subscriptions_, 10, start);
                 throw ErrorException(unavailable("crash"));
               }),
               ErrorException);
  EXPECT_EQ(messages(), 0);
  EXPECT_EQ(fan(), 1u);
  EXPECT_EQ(claim().size(), 1u);
}

TEST_P(FanOutTest, obeys_the_event_filter) {
  put(endpoint("tiers", "http://127.0.0.1:1/", "tier.updated"));
  put(endpoint("both", "http://127.0.0.1:1/", "reward.issued, tier.updated"));
  happen({event("evt_1", "tier.updated"), event("evt_2", "reward.issued")});
  EXPECT_EQ(fan(), 2u);
  std::set<std::string> keys;
  for (const auto& job : claim()) keys.insert(job.key);
  EXPECT_EQ(keys, (std::set<std::string>{"evt_1/tiers", "evt_1/both", "evt_2/both"}));
}

TEST_P(FanOutTest, keeps_organisations_apart) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  put(endpoint("a", "http://127.0.0.1:2/"), "other");
  happen({event("evt_1")}, "other");
  EXPECT_EQ(fan(), 1u);
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].organisation, "other");
}

TEST_P(FanOutTest, obeys_its_limit_and_goes_on) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  std::vector<events::NewEvent> many;
  for (int i = 0; i < 25; ++i) many.push_back(event("evt_" + std::to_string(i)));
  happen(many);
  EXPECT_EQ(fan(10), 10u);
  EXPECT_EQ(fan(10), 10u);
  EXPECT_EQ(fan(10), 5u);
  EXPECT_EQ(messages(), 25);
}

TEST_P(FanOutTest, writes_more_rows_than_fit_one_statement) {
  for (int i = 0; i < 3; ++i) put(endpoint(std::to_string(i), "http://127.0.0.1:1/"));
  std::vector<events::NewEvent> many;
  for (int i = 0; i < 500; ++i) many.push_back(event("evt_" + std::to_string(i)));
  happen(many);
  EXPECT_EQ(fan(), 500u);
  EXPECT_EQ(messages(), 1500);
  EXPECT_EQ(claim().size(), 1500u);
}

TEST_P(FanOutTest, the_body_has_type_timestamp_and_data_as_written) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  auto exact = event("evt_1");
  exact.data = R"({"customer":"é", "tier":"\u0067old",  "previous_tier":"","points":500})";
  happen({exact});
  fan();
  const auto job = claim().at(0);
  const auto delivery = read_delivery_payload(job.payload);
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->event, "evt_1");
  EXPECT_EQ(delivery->body,
            R"({"type":"tier.updated","timestamp":"2023-11-14T22:13:20.000000Z","data":)" +
                exact.data + "}");
}

TEST_P(FanOutTest, the_secret_is_not_in_the_store_in_the_clear) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  const auto sealed = read([](store::Session& s) {
    return *store::query_value<std::string>(s, "SELECT sealed_secret FROM webhook_secrets");
  });
  EXPECT_EQ(sealed.find("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), std::string::npos);
  EXPECT_EQ(keys_.open(sealed, "webhook_secrets/acme/a/given/sealed_secret").value().reveal(),
            secret.reveal());
}

TEST_P(FanOutTest, bad_endpoints_are_refused) {
  const auto kind_of = [&](const NewEndpoint& bad) {
    try {
      put(bad);
    } catch (const ErrorException& e) {
      return std::string(name_of(e.error().kind)) + ": " + e.error().message;
    }
    return std::string("accepted");
  };
  EXPECT_TRUE(kind_of(endpoint("", "http://127.0.0.1/")).starts_with("invalid"));
  EXPECT_TRUE(kind_of(endpoint("a", "ftp://127.0.0.1/")).starts_with("invalid"));
  EXPECT_TRUE(kind_of(endpoint("a", "nonsense")).starts_with("invalid"));
  EXPECT_TRUE(kind_of(endpoint("a", "http://h/" + std::string(3000, 'x'))).starts_with("invalid"));
  EXPECT_TRUE(
      kind_of({"a", "http://127.0.0.1/", Secret("whsec_short"), ""}).starts_with("invalid"));
  const auto typo = kind_of(endpoint("a", "http://127.0.0.1/", "tier.updatd"));
  EXPECT_NE(typo.find("did you mean \"tier.updated\""), std::string::npos) << typo;
}

TEST_P(FanOutTest, an_organisation_has_a_limit_of_endpoints) {
  write([&](store::Session& s) {
    for (int i = 0; i < 1000; ++i)
      put_endpoint(s, organisation, endpoint(std::to_string(i), "http://127.0.0.1/"), keys_, start);
  });
  put(endpoint("7", "http://127.0.0.1/other"));  // changing one is no new one
  EXPECT_THROW(put(endpoint("1001st", "http://127.0.0.1/")), ErrorException);
  put(endpoint("1", "http://127.0.0.1/"), "other");
}

TEST_P(FanOutTest, sees_a_change_of_endpoints_at_once) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  happen({event("evt_1")});
  fan();
  put(endpoint("b", "http://127.0.0.1:1/"));
  happen({event("evt_2")});
  fan();
  write([](store::Session& s) { remove_endpoint(s, organisation, "a", start); });
  happen({event("evt_3")});
  fan();
  std::set<std::string> keys;
  for (const auto& job : claim()) keys.insert(job.key);
  EXPECT_EQ(keys, (std::set<std::string>{"evt_1/a", "evt_2/a", "evt_2/b", "evt_3/b"}));
}

TEST_P(FanOutTest, holds_what_a_paused_endpoint_wants) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  write([](store::Session& s) { pause_endpoint(s, organisation, "a", "moving", start).value(); });
  happen({event("evt_1")});
  fan();
  EXPECT_EQ(claim().size(), 0u);
  EXPECT_EQ(message("state"), "held");
  EXPECT_EQ(message("reason"), "the endpoint is paused: moving");
}

TEST_P(FanOutTest, buries_what_does_not_fit_its_schema) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  auto bad = event("evt_1");
  bad.data = R"({"customer":"42"})";
  happen({bad});
  EXPECT_EQ(fan(), 1u);
  EXPECT_EQ(claim().size(), 0u);
  EXPECT_EQ(message("state"), "dead");
  EXPECT_NE(message("reason").find("does not fit the schema of tier.updated"), std::string::npos)
      << message("reason");
}

TEST_P(FanOutTest, a_test_goes_to_its_endpoint_alone_and_past_a_pause) {
  put(endpoint("a", "http://127.0.0.1:1/", "reward.*"));
  put(endpoint("b", "http://127.0.0.1:1/"));
  write([](store::Session& s) { pause_endpoint(s, organisation, "a", "", start).value(); });
  const auto id = write([](store::Session& s) { return send_test(s, organisation, "a", start); });
  ASSERT_TRUE(id);
  fan();
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].key, *id + "/a");
  EXPECT_TRUE(read_delivery_payload(jobs[0].payload)->is_test);
}

TEST_P(FanOutTest, an_endpoint_is_the_source_and_an_ordered_one_has_a_lane_a_customer) {
  auto ordered = endpoint("a", "http://127.0.0.1:1/");
  ordered.delivery.ordered = true;
  put(ordered);
  put(endpoint("b", "http://127.0.0.1:1/"));
  auto long_name = event("evt_2");
  long_name.subject = std::string(200, 'x');
  happen({event("evt_1"), long_name});
  fan();
  std::map<std::string, std::string> lanes;
  for (const auto& job : claim()) {
    EXPECT_EQ(job.partner, job.key.substr(job.key.find('/') + 1));
    lanes[job.key] = job.lane;
  }
  EXPECT_EQ(lanes.at("evt_1/a"), "a/42");
  EXPECT_EQ(lanes.at("evt_1/b"), "");
  EXPECT_EQ(lanes.at("evt_2/a").size(), 2 + 64u);
}

TEST_P(FanOutTest, a_long_body_stays_in_the_event) {
  put(endpoint("a", "http://127.0.0.1:1/"));
  auto wide = event("evt_1", "alert.raised");
  wide.data = R"({"what":")" + std::string(70'000, 'x') + R"(","where":"","to_do":""})";
  happen({wide});
  fan();
  const auto jobs = claim();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_LT(jobs[0].payload.size(), 100u);
  EXPECT_FALSE(read_delivery_payload(jobs[0].payload)->body);
}

TEST_P(FanOutTest, what_is_about_an_endpoint_goes_to_the_programme_and_its_owner) {
  auto theirs = endpoint("theirs", "http://127.0.0.1:1/");
  theirs.partner = "acme_bank";
  auto others = endpoint("others", "http://127.0.0.1:1/");
  others.partner = "other_bank";
  put(theirs);
  put(others);
  put(endpoint("ours", "http://127.0.0.1:1/"));
  auto failing = event("evt_1", "endpoint.disabled");
  failing.subject = "theirs";
  failing.data = R"({"endpoint":"theirs","partner":"acme_bank","reason":"gone"})";
  happen({failing});
  fan();
  std::set<std::string> keys;
  for (const auto& job : claim()) keys.insert(job.key);
  EXPECT_EQ(keys, (std::set<std::string>{"evt_1/theirs", "evt_1/ours"}));
}

}  // namespace
}  // namespace patchbay::webhooks
