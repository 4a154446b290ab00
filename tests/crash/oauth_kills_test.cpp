// The commit points of customers' consents: a process of its own dies at each.

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <set>

#include "hub/crypto/system_random.h"
#include "hub/http/server.h"
#include "hub/oauth/authorizations.h"
#include "hub/oauth/revocation.h"
#include "hub/oauth/sealed_pair.h"
#include "tests/crash/ending.h"
#include "tests/crash/failpoints.h"
#include "tests/support/process.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"

namespace patchbay::test {
namespace {

using oauth::ClientSettings;
using oauth::GrantType;

const oauth::TokenKey anna{"org", "acme", "anna"};
constexpr const char* redirect = "https://hub.example/oauth/acme/callback";
constexpr int killed = 128 + SIGKILL;

std::string given(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}
crypto::KeyRing keys() {
  return crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
}
oauth::SharedSettings settings(const std::string& partner) {
  auto made = std::make_shared<ClientSettings>();
  made->grant = GrantType::authorization_code;
  made->authorization_endpoint = partner + "/auth";
  made->token_endpoint = partner + "/token";
  made->revocation_endpoint = partner + "/revoke";
  made->client_id = "client";
  return made;
}

/// The process that dies: a hub that does one thing.
class Child {
 public:
  Child()
      : store_(store::open_store({.url = given("PATCHBAY_TEST_STORE")}).value()),
        loops_(http::start_loops(1)),
        client_(http::make_client(loops_->at(0), {})) {}
  ~Child() {
    loops_->stop();
    store_.reset();
    client_.reset();
  }

  void refresh() {
    const auto tokens =
        oauth::make_token_source(*store_, keys_, system_clock(), {.holder = "child"});
    run(tokens->token(anna, settings_, *client_));
  }
  void consent() {
    const auto authorizations =
        oauth::make_authorizations(*store_, keys_, system_clock(), crypto::system_random());
    const auto url =
        run(authorizations->begin({anna, "s1", redirect, settings_}, *client_)).value();
    const auto state = http::query_value(url.substr(url.find('?') + 1), "state");
    oauth::AuthorizationAnswer answer{"org",  "acme", "s1", redirect,        state,
                                      "code", "",     "",   "customer:anna", settings_};
    run(authorizations->finish(std::move(answer), {}, *client_)).value();
  }
  void revoke() {
    const auto payload = store_->run_blocking(store::Access::read, [](store::Session& session) {
      return store::query_value<std::string>(session, "SELECT payload FROM jobs").value();
    });
    const auto handler = oauth::make_revoker(
        {*store_, keys_, system_clock(), [this]() -> http::Client& { return *client_; },
         [this](const OrganisationId&, const std::string&) { return settings_; }});
    jobs::Job job;
    job.organisation = "org";
    job.kind = oauth::revoke_kind;
    job.payload = payload;
    run(handler(std::move(job)));
  }

 private:
  template <class T>
  T run(Async<T> work) {
    return run_on(loops_->at(0), std::move(work));
  }

  const crypto::KeyRing keys_ = keys();
  const oauth::SharedSettings settings_ = settings(given("PATCHBAY_TEST_PARTNER"));
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<http::Client> client_;
};

TEST(OAuthChild, DISABLED_does_one_thing) {
  const std::string what = given("PATCHBAY_TEST_DO");
  Child child;
  if (what == "refresh") child.refresh();
  if (what == "consent") child.consent();
  if (what == "revoke") child.revoke();
}

class OAuthKills : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    server_ = http::start_server(*loops_, {}, [this](http::Request) -> Async<http::Response> {
                co_return http::json_response(status_, body_);
              }).value();
  }
  void TearDown() override {
    if (server_) server_->stop(std::chrono::seconds(5));
    loops_->stop();
    StoreTest::TearDown();
  }

  /// Runs the child to its end, or to its death at the failpoint.
  void run(const std::string& what, const std::string& failpoint = "") {
    Process child({std::filesystem::read_symlink("/proc/self/exe").string(),
                   "--gtest_filter=OAuthChild.*", "--gtest_also_run_disabled_tests"},
                  {{"PATCHBAY_TEST_DO", what},
                   {"PATCHBAY_TEST_STORE", url()},
                   {"PATCHBAY_TEST_PARTNER", server_->url()},
                   {"GTEST_TOTAL_SHARDS", "1"},
                   {"GTEST_SHARD_INDEX", "0"},
                   {"PATCHBAY_FAILPOINT", failpoint}});
    EXPECT_EQ(child.wait(), failpoint.empty() ? 0 : killed)
        << what << " " << failpoint << ": " << child.standard_output();
    write([](store::Session& session) { oauth::release_leases(session, "child"); });
    hit_.insert(failpoint);
  }
  void partner_says(int status, std::string body) {
    status_ = status;
    body_ = std::move(body);
  }

  /// Anna's consent of long ago: it has to be renewed.
  void give_old_consent() {
    oauth::TokenAnswer answer;
    answer.access_token = Secret(std::string("a1"));
    answer.refresh_token = Secret(std::string("r1"));
    answer.life = std::chrono::hours(1);
    const Timestamp then = system_clock().now() - std::chrono::hours(2);
    write([&](store::Session& session) {
      const auto pair = oauth::seal_pair(keys_, anna, GrantType::authorization_code, answer, then);
      oauth::put_consent(session, anna, pair, then);
    });
  }
  oauth::Opened row() {
    return read([&](store::Session& session) { return look_at(session, keys_, anna, Secret()); });
  }
  std::int64_t count(const std::string& from) {
    return read([&](store::Session& session) {
      return store::query_value<std::int64_t>(session, "SELECT COUNT(*) FROM " + from).value();
    });
  }

  const crypto::KeyRing keys_ = keys();
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  int status_ = 200;
  std::string body_;
  std::unique_ptr<http::Server> server_;
  std::set<std::string> hit_;
};
PATCHBAY_ON_BOTH_STORES(OAuthKills);

TEST_P(OAuthKills, leave_nothing_half_done) {
  const std::string pair =
      R"({"access_token":"a2","refresh_token":"r2","token_type":"Bearer","expires_in":3600})";
  partner_says(200, pair);
  run("consent", "oauth.state.committed");
  EXPECT_EQ(count("oauth_flows"), 0) << "a state that was taken is gone";
  EXPECT_FALSE(row().row);
  run("consent", "oauth.finish.before_commit");
  EXPECT_FALSE(row().row);
  EXPECT_EQ(count("events") + count("audit"), 0);
  run("consent", "oauth.finish.committed");
  EXPECT_EQ(row().refresh.reveal(), "r2");
  EXPECT_EQ(count("events WHERE type = 'link.consented'"), 1);
  EXPECT_EQ(count("audit"), 1);

  give_old_consent();
  run("refresh", "oauth.token.before_commit");
  EXPECT_EQ(row().refresh.reveal(), "r1");
  run("refresh", "oauth.token.committed");
  EXPECT_EQ(row().access.reveal(), "a2") << "stored before it is used";

  give_old_consent();
  partner_says(400, R"({"error":"invalid_grant"})");
  run("refresh", "oauth.consent.before_commit");
  EXPECT_EQ(row().refresh.reveal(), "r1");
  EXPECT_EQ(count("events WHERE type = 'link.needs_consent'"), 0);
  run("refresh", "oauth.consent.committed");
  EXPECT_TRUE(row().row->needs_consent);
  run("refresh");
  EXPECT_EQ(count("events WHERE type = 'link.needs_consent'"), 1);

  give_old_consent();
  write([&](store::Session& session) {
    oauth::revoke(session, keys_, {anna, "cli:test", "", system_clock().now()},
                  crypto::system_random());
  });
  partner_says(200, "");
  run("revoke", "oauth.revocation.committed");
  EXPECT_EQ(count("oauth_revocations"), 0);
  run("revoke");
  expect_all_hit(needs_consent, hit_);
}

}  // namespace
}  // namespace patchbay::test
