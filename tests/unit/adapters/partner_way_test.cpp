// Breaker, rate and switches on the way to a partner, and what the hub adds to an outcome.

#include "adapters/partner_way.h"

#include <thread>

#include "adapters/call_judge.h"
#include "tests/support/wait.h"
#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters::testing {
namespace {

using jobs::BreakerState;
using jobs::Failure;
using std::chrono::milliseconds;
using std::chrono::seconds;

HttpStep post() { return {"POST", "/credits", {}, "{}", true}; }

http::Exchange answered(int status, const std::string& retry_after = "") {
  http::Response response{status, {}, ""};
  if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
  return response;
}
http::Exchange failed_at(http::Stage stage, bool timed_out = false) {
  return http::Failure{stage, timed_out, "x"};
}

Outcome busy(const Reply&) { return retryable("busy"); }

/// Thrown or not, as the test says; asked from any thread.
class FakeSwitches final : public jobs::SwitchBoard {
 public:
  std::atomic<bool> is_stopped = false;
  std::atomic<int> asked = 0;
  std::atomic<int> stops_from = 1'000;  // the so manyth question on

  bool stops_partner(const OrganisationId&, const std::string&) const override {
    auto& self = const_cast<FakeSwitches&>(*this);
    return ++self.asked >= stops_from || is_stopped;
  }
  bool is_disabled(const OrganisationId&, const std::string&) const override {
    return is_disabled_;
  }
  std::atomic<bool> is_disabled_ = false;
  bool stops_queue(const std::string&) const override { return false; }
  bool drains(const std::string&) const override { return false; }
  bool is_read_only() const override { return false; }
  std::vector<jobs::Switch> thrown() const override { return {}; }
  Subscription on_change(std::function<void()>) override { return nullptr; }
  void stop() override {}
};

class PartnerWayTest : public CallerTest {
 protected:
  void SetUp() override {
    CallerTest::SetUp();
    if (IsSkipped()) return;
    limits_ = jobs::make_partner_limits(store(), clock_);
    make({.call_timeout = seconds(20), .limits = limits_.get(), .switches = &switches_});
    use(one_step(post(), busy));
    partner_.limits.calls_per_second = 1'000;
    partner_.breaker = {.failures_max = 3, .open_for = seconds(30), .open_for_max = seconds(60)};
  }
  void TearDown() override {
    caller_.reset();
    if (loops_) loops_->stop();
    limits_.reset();
    StoreTest::TearDown();
  }
  void answer(http::Exchange exchange) {
    client_.answer = [exchange](const http::ClientRequest&) { return exchange; };
  }
  BreakerState state() const { return limits_->breaker("org", "acme").state; }
  /// An answer of the store that was under way may hide for a moment what was just found out here.
  bool is_closed_soon() const {
    return wait_until([this] { return state() == BreakerState::closed; });
  }
  /// Three failures, and the breaker's time is up; the store has heard of it by then.
  void open_and_wait(http::Exchange failure) {
    answer(std::move(failure));
    for (int i = 0; i < 3; ++i) run(credit());
    EXPECT_TRUE(wait_until([this] {
      const auto rows = read(jobs::list_partner_health);
      return rows.size() == 1 && rows[0].breaker.state == BreakerState::open;
    }));
    clock_.advance(seconds(30));
  }
  std::size_t sent() { return client_.sent().size(); }

  FakeSwitches switches_;
  std::unique_ptr<jobs::PartnerLimits> limits_;
};
PATCHBAY_ON_BOTH_STORES(PartnerWayTest);

TEST_P(PartnerWayTest, AnOpenBreakerHoldsCallsBackAndIsNoAttempt) {
  answer(answered(500));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(run(credit()).held_back);
  EXPECT_EQ(state(), BreakerState::open);
  const auto held = run(credit());
  EXPECT_EQ(held.kind, OutcomeKind::retryable);
  EXPECT_TRUE(held.held_back);
  EXPECT_EQ(held.retry_after, Duration(seconds(30)));
  EXPECT_NE(held.message.find("partner \"acme\""), std::string::npos);
  EXPECT_EQ(sent(), 3U);
}

TEST_P(PartnerWayTest, ADisabledPartnerIsNotEvenRead) {
  switches_.is_disabled_ = true;
  Call read = credit();
  read.capability = "get_account";
  read.idempotency_key.clear();
  read.request = {{"account", "a"}};
  for (const auto& call : {read, credit()}) {
    const auto held = run(call);
    EXPECT_TRUE(held.held_back);
    EXPECT_NE(held.message.find("disabled"), std::string::npos) << held.message;
  }
  EXPECT_EQ(sent(), 0U);
}

TEST_P(PartnerWayTest, AProbeThatIsAnsweredClosesIt) {
  open_and_wait(failed_at(http::Stage::connect));
  answer(answered(404));
  EXPECT_FALSE(run(credit()).held_back);
  EXPECT_TRUE(is_closed_soon()) << "a refusal is a sign of health";
}

TEST_P(PartnerWayTest, AnswersThatSayNothingOfThePartnerDoNotCount) {
  for (const int status : {429, 401}) {
    answer(answered(status));
    for (int i = 0; i < 5; ++i) run(credit());
  }
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_P(PartnerWayTest, AProbeThatIsNotSentLetsTheNextOneTry) {
  open_and_wait(answered(500));
  switches_.stops_from = switches_.asked + 2;  // when it is about to be sent
  EXPECT_TRUE(run(credit()).held_back);
  switches_.stops_from = 1'000;
  answer(answered(200));
  const auto sent_before = sent();
  run(credit());
  EXPECT_EQ(sent(), sent_before + 1);
  EXPECT_TRUE(is_closed_soon());
}

TEST_P(PartnerWayTest, ATokenEndpointThatGivesNoAnswerCountsToo) {
  auto made = manifest();
  made.auth = client_credentials();
  use(one_step(post(), busy), made);
  tokens_.failure = refused("it refused the client credentials");
  for (int i = 0; i < 5; ++i) run(credit());
  EXPECT_EQ(state(), BreakerState::closed) << "an answer, if no welcome one";
  tokens_.failure = unavailable("no answer");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(run(credit()).held_back);
  EXPECT_EQ(state(), BreakerState::open);
  EXPECT_TRUE(run(credit()).held_back);
  EXPECT_EQ(sent(), 0U);
}

TEST_P(PartnerWayTest, NothingIsIssuedAtAStoppedPartner) {
  switches_.is_stopped = true;
  const auto held = run(credit());
  EXPECT_TRUE(held.held_back);
  EXPECT_TRUE(held.retry_after);
  EXPECT_NE(held.message.find("operator"), std::string::npos);
  EXPECT_EQ(sent(), 0U);
  switches_.is_stopped = false;
  switches_.stops_from = switches_.asked + 2;
  EXPECT_TRUE(run(credit()).held_back) << "thrown while the call waited for its turn";
  EXPECT_EQ(sent(), 0U);
}

TEST_P(PartnerWayTest, AStoppedPartnerMayBeRead) {
  switches_.is_stopped = true;
  use(one_step(HttpStep{"GET", "/account", {}, "", false}, busy));
  Call reading = credit();
  reading.capability = "get_account";
  reading.request = {{"account", "a"}};
  EXPECT_FALSE(run(reading).held_back);
  EXPECT_EQ(sent(), 1U);
}

TEST_P(PartnerWayTest, TwoHubsKeepOneRate) {
  const auto other_limits = jobs::make_partner_limits(store(), clock_);
  const auto other =
      make_caller(store(), *loops_, tokens_, [this]() -> http::Client& { return client_; }, clock_,
                  {.call_timeout = milliseconds(300), .limits = other_limits.get()});
  make({.call_timeout = milliseconds(300), .limits = limits_.get()});
  partner_.limits.calls_per_second = 1;
  const auto first = run(credit());
  auto promise = std::make_shared<std::promise<Outcome>>();
  spawn(loops_->at(0), "test call", finish(*other, credit(), promise));
  const auto second = promise->get_future().get();
  EXPECT_FALSE(first.held_back);
  EXPECT_TRUE(second.held_back) << second.message;
  EXPECT_EQ(sent(), 1U);
}

TEST_P(PartnerWayTest, RetryAfterIsObeyedInBothForms) {
  const std::vector<std::pair<std::string, std::optional<Duration>>> wishes{
      {"7", seconds(7)},
      {"Thu, 01 Jan 1970 00:00:31 GMT", seconds(30)},
      {"Thu, 01 Jan 1970 00:00:00 GMT", seconds(0)},
      {"soon", std::nullopt},
      {"", std::nullopt}};
  for (const int status : {429, 503})
    for (const auto& [wish, wait] : wishes) {
      partner_.breaker.failures_max = 0;
      answer(answered(status, wish));
      EXPECT_EQ(run(credit()).retry_after, wait) << status << " " << wish;
    }
  answer(answered(500, "7"));
  EXPECT_FALSE(run(credit()).retry_after);
}

TEST_P(PartnerWayTest, APlugThatNamesATimeIsHeard) {
  use(one_step(post(), [](const Reply&) { return retryable("busy", seconds(3)); }));
  answer(answered(429, "7"));
  EXPECT_EQ(run(credit()).retry_after, Duration(seconds(3)));
}

TEST_P(PartnerWayTest, OutcomesSayWhatWentWrong) {
  const std::vector<std::pair<http::Exchange, Failure>> cases{
      {failed_at(http::Stage::resolve), Failure::resolve},
      {failed_at(http::Stage::connect, true), Failure::connect},
      {failed_at(http::Stage::handshake), Failure::connect},
      {failed_at(http::Stage::sent), Failure::cut_off},
      {failed_at(http::Stage::partly_received, true), Failure::timeout},
      {failed_at(http::Stage::refused), Failure::other},
      {answered(429), Failure::rate_limit},
      {answered(502), Failure::server},
      {answered(409), Failure::other}};
  partner_.breaker.failures_max = 0;
  for (const auto& [exchange, failure] : cases) {
    answer(exchange);
    EXPECT_EQ(run(credit()).failure, failure) << jobs::name_of(failure);
  }
}

TEST(HealthOf, TellsWellFromUnwellFromSilent) {
  using jobs::Health;
  for (const int status : {200, 204, 301, 400, 404, 422})
    EXPECT_EQ(health_of(answered(status), false), Health::well) << status;
  for (const int status : {500, 502, 503, 599})
    EXPECT_EQ(health_of(answered(status), false), Health::unwell) << status;
  for (const int status : {401, 429})
    EXPECT_EQ(health_of(answered(status), false), Health::silent) << status;
  EXPECT_EQ(health_of(failed_at(http::Stage::refused), false), Health::silent);
  EXPECT_EQ(health_of(failed_at(http::Stage::resolve), false), Health::unwell);
  EXPECT_EQ(health_of(failed_at(http::Stage::sent, true), false), Health::unwell);
  EXPECT_EQ(health_of(failed_at(http::Stage::sent, true), true), Health::silent)
      << "our own impatience";
  EXPECT_EQ(health_of(failed_at(http::Stage::sent), true), Health::unwell);
}

}  // namespace
}  // namespace patchbay::adapters::testing
