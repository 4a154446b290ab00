// Our webhooks as others verify them: npm standardwebhooks and svix (v1), node's crypto (v1a).

#include "hub/jobs/leases.h"
#include "tests/interop/node_test.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"

namespace patchbay::test {
namespace {

using webhooks::AddressGuard;
using webhooks::EndpointDraft;
using webhooks::NewEndpointKeys;
using webhooks::Signing;

class WebhooksInterop : public NodeTest {
 protected:
  static void SetUpTestSuite() { start("receiver.mjs", "standardwebhooks"); }
  void SetUp() override {
    NodeTest::SetUp();
    if (IsSkipped()) return;
    deliverer_ = webhooks::make_deliverer(
        {store(), keys_, [this]() -> http::Client& { return *client_; }, system_clock(), random_});
  }
  void TearDown() override {
    deliverer_ = {};
    NodeTest::TearDown();
  }

  NewEndpointKeys create(Signing signing) {
    EndpointDraft draft;
    draft.url = peer_url() + "/";
    draft.signing = signing;
    return write([&](store::Session& session) {
      const AddressGuard guard(http::Networks::parse_list("127.0.0.0/8").value());
      return webhooks::create_endpoint(session, "org", draft, keys_, guard, system_clock().now())
          .value();
    });
  }
  NewEndpointKeys rotate(const std::string& id) {
    return write([&](store::Session& session) {
      return webhooks::rotate_secret(session, "org", id, std::chrono::hours(1), keys_,
                                     system_clock().now())
          .value();
    });
  }
  /// What the receiver is to verify with, each by itself.
  void expect_keys(const boost::json::array& keys) {
    ASSERT_EQ(ask("PUT", "/keys", boost::json::serialize(keys)).status, 204);
  }
  static boost::json::object shared(const NewEndpointKeys& made) {
    return {{"secret", made.secret.reveal()}};
  }
  static boost::json::object open(const NewEndpointKeys& made) {
    return {{"public_key", made.public_key}};
  }
  /// What the receiver said of a message; empty: it verified.
  std::string deliver() {
    const auto job = write([&](store::Session& session) {
      const auto now = system_clock().now();
      const std::string id = "evt_" + std::to_string(++events_);
      const std::vector happened{events::NewEvent{
          id, "tier.updated", "42",
          R"({"customer":"é 42","tier":"gold","previous_tier":"","points":500})", id}};
      events::append(session, "org", happened, now);
      webhooks::fan_out(session, subscriptions_, 10, now);
      return jobs::claim_kind(session, webhooks::deliver_kind, 1, "test", std::chrono::seconds(30))
          .at(0);
    });
    const auto end = run(deliverer_.handler(job));
    if (std::holds_alternative<jobs::Done>(end)) return {};
    return read([](store::Session& session) {
      return store::query_value<std::string>(
                 session, "SELECT body FROM webhook_attempts ORDER BY started_at DESC LIMIT 1")
          .value_or("nothing");
    });
  }

  SeededRandom random_{1};
  webhooks::Deliverer deliverer_;
  webhooks::Subscriptions subscriptions_;
  int events_ = 0;
};
PATCHBAY_ON_BOTH_STORES(WebhooksInterop);

TEST_P(WebhooksInterop, v1_is_verified_by_both_libraries) {
  const auto made = create(Signing::v1);
  expect_keys({shared(made)});
  EXPECT_EQ(deliver(), "");
}

TEST_P(WebhooksInterop, v1a_is_verified_with_the_public_key) {
  const auto made = create(Signing::v1a);
  expect_keys({open(made)});
  EXPECT_EQ(deliver(), "");
}

TEST_P(WebhooksInterop, during_a_rotation_old_and_new_keys_both_verify) {
  for (const auto signing : {Signing::v1, Signing::v1a}) {
    const auto first = create(signing);
    const auto second = rotate(first.id);
    if (signing == Signing::v1)
      expect_keys({shared(first), shared(second)});
    else
      expect_keys({open(first), open(second)});
    EXPECT_EQ(deliver(), "") << webhooks::name_of(signing);
    write([&](store::Session& session) {
      webhooks::remove_endpoint(session, "org", first.id, system_clock().now());
    });
  }
}

TEST_P(WebhooksInterop, a_foreign_key_verifies_nothing) {
  create(Signing::v1);
  const auto foreign = create(Signing::v1);
  write([&](store::Session& session) {
    webhooks::remove_endpoint(session, "org", foreign.id, system_clock().now());
  });
  expect_keys({shared(foreign)});
  const auto said = deliver();
  EXPECT_NE(said.find("standardwebhooks: No matching signature"), std::string::npos) << said;
}

}  // namespace
}  // namespace patchbay::test
