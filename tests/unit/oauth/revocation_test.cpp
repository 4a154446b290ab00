#include "hub/oauth/revocation.h"

#include "hub/crypto/system_random.h"
#include "tests/unit/oauth/oauth_support.h"

namespace patchbay::oauth::testing {
namespace {

using std::chrono::hours;

class RevocationTest : public OAuthTest {
 protected:
  void SetUp() override {
    OAuthTest::SetUp();
    if (IsSkipped()) return;
    settings_ = std::make_shared<ClientSettings>(*consent());
    settings_->revocation_endpoint = partner_.url("/revoke");
    handler_ =
        make_revoker({store(), keys_, clock_, [this]() -> http::Client& { return *clients_.at(0); },
                      [this](const OrganisationId&, const std::string&) -> SharedSettings {
                        return settings_;
                      }});
    partner_.answer_with(200, "");
  }
  bool revoke_anna() {
    return write([&](store::Session& session) {
      return revoke(session, keys_, {anna, "api:admin", "asked to", clock_.now()},
                    crypto::system_random());
    });
  }
  jobs::End run(int attempt = 1) {
    jobs::Job job;
    job.organisation = "org";
    job.kind = revoke_kind;
    job.payload = text("SELECT payload FROM jobs");
    job.attempt = attempt;
    return boost::asio::co_spawn(loops_->at(0), handler_(std::move(job)), boost::asio::use_future)
        .get();
  }
  std::int64_t left() { return count("SELECT COUNT(*) FROM oauth_revocations"); }

  std::shared_ptr<ClientSettings> settings_;
  jobs::Handler handler_;
};
PATCHBAY_ON_BOTH_STORES(RevocationTest);

TEST_P(RevocationTest, deletes_here_and_tells_there) {
  const auto hub = add_hub();
  give_consent(anna);
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  EXPECT_TRUE(revoke_anna());
  EXPECT_FALSE(row(anna).row);
  EXPECT_EQ(text("SELECT type FROM events"), "link.revoked");
  EXPECT_EQ(text("SELECT action FROM audit"), "consent.revoke");
  EXPECT_EQ(text("SELECT kind FROM jobs"), revoke_kind);
  EXPECT_EQ(text("SELECT payload FROM jobs").find("r1"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run()));
  ASSERT_EQ(partner_.count(), 2U);
  EXPECT_EQ(partner_.sent().at(0).form.at("token"), "r1");
  EXPECT_EQ(partner_.sent().at(0).form.at("token_type_hint"), "refresh_token");
  EXPECT_EQ(partner_.sent().at(1).form.at("token"), "a1");
  EXPECT_TRUE(partner_.sent().at(1).request.headers.get("Authorization").starts_with("Basic "));
  EXPECT_EQ(left(), 0);
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run())) << "a second run finds nothing to do";
  EXPECT_EQ(partner_.count(), 2U);
}

TEST_P(RevocationTest, of_nothing_writes_nothing) {
  EXPECT_FALSE(revoke_anna());
  EXPECT_EQ(count("SELECT COUNT(*) FROM events") + count("SELECT COUNT(*) FROM jobs"), 0);
}

TEST_P(RevocationTest, is_noticed_by_hubs_that_have_the_token_in_memory) {
  const auto hub = add_hub();
  give_consent(anna);
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  ASSERT_TRUE(revoke_anna());
  advance(std::chrono::minutes(1));  // at the latest; a signal tells at once
  EXPECT_TRUE(failure_of(get(hub, anna, consent())).needs_consent);
}

TEST_P(RevocationTest, beats_a_refresh_that_is_under_way) {
  const auto hub = add_hub();
  partner_.rotate();
  give_consent(anna);
  advance(hours(1));
  partner_.hold_next();
  auto late = ask(hub, anna, consent());
  partner_.wait_for_held();
  ASSERT_TRUE(revoke_anna());
  partner_.let_go();
  EXPECT_TRUE(failure_of(late.get()).needs_consent);
  EXPECT_FALSE(row(anna).row);
}

TEST_P(RevocationTest, tries_again_while_the_endpoint_is_down) {
  give_consent(anna);
  ASSERT_TRUE(revoke_anna());
  partner_.answer_with(503, "");
  const auto again = run();
  ASSERT_TRUE(std::holds_alternative<jobs::Again>(again));
  EXPECT_EQ(std::get<jobs::Again>(again).at, clock_.now() + std::chrono::seconds(1));
  EXPECT_EQ(left(), 1);
  clock_.advance(hours(25));
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(run(30))) << "not for ever";
}

TEST_P(RevocationTest, a_refusal_is_a_dead_letter) {
  give_consent(anna);
  ASSERT_TRUE(revoke_anna());
  partner_.answer_with(401, R"({"error":"invalid_client"})");
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(run()));
  EXPECT_EQ(left(), 1) << "it can be redriven";
  partner_.answer_with(400, R"({"error":"unsupported_token_type"})");
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run())) << "what cannot be revoked is done with";
}

TEST_P(RevocationTest, without_an_endpoint_there_is_nothing_to_tell) {
  settings_->revocation_endpoint.clear();
  give_consent(anna);
  ASSERT_TRUE(revoke_anna());
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(run()));
  EXPECT_EQ(partner_.count(), 0U);
  EXPECT_EQ(left(), 0);
}

}  // namespace
}  // namespace patchbay::oauth::testing
