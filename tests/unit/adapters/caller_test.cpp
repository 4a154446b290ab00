#include "adapters/caller.h"

#include <fstream>
#include <thread>

#include "adapters/plug_threads.h"
#include "tests/unit/adapters/caller_support.h"

namespace patchbay::adapters {
namespace {

using testing::CallerTest;
using testing::one_step;
using testing::response_of;
using testing::Script;

PATCHBAY_ON_BOTH_STORES(CallerTest);

HttpStep post(bool moves_value = true) {
  return {"POST", "/credits?note=private", {}, "{}", moves_value};
}

const boost::json::value credit_result{{"partner_reference", "c1"}};

Outcome end_by_status(const Reply& reply) {
  const auto* response = response_of(reply);
  if (!response) return retryable("cut off");
  return response->status == 200 ? succeeded(credit_result)
                                 : rejected("status_" + std::to_string(response->status), "no");
}

TEST_P(CallerTest, MakesTheRequestAndRecordsIt) {
  use(one_step(post(), end_by_status));
  EXPECT_EQ(run(credit()).result, credit_result);
  EXPECT_EQ(run(credit(2)).kind, OutcomeKind::succeeded);
  const auto sent = client_.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].url, "http://acme.example/v1/credits?note=private");
  EXPECT_EQ(sent[0].body, "{}");
  EXPECT_FALSE(sent[0].headers.has("Authorization"));
  caller_.reset();  // waits for the records
  read([](store::Session& session) {
    const auto counts = count_exchanges(session, "org");
    EXPECT_EQ(counts.calls, 2);
    EXPECT_EQ(counts.retries, 1);
    EXPECT_EQ(count_exchanges(session, "other").calls, 0);
    int rows = 0;
    store::query(
        session,
        "SELECT partner, capability, reference, path, status, stage, outcome, started_at "
        "FROM partner_exchanges ORDER BY id",
        [&](std::string partner, std::string capability, std::string reference, std::string path,
            std::int64_t status, std::string stage, std::string outcome, Timestamp started) {
          ++rows;
          EXPECT_EQ(partner + "/" + capability + "/" + reference, "acme/apply_credit/rwd_1");
          EXPECT_EQ(path, "/credits");
          EXPECT_EQ(status, 200);
          EXPECT_EQ(stage, "answered");
          EXPECT_EQ(outcome, "succeeded");
          EXPECT_EQ(started.micros, 1'000'000);
        });
    EXPECT_EQ(rows, 2);
  });
}

TEST_P(CallerTest, CarriesATokenAndRepeatsOnceOn401) {
  auto made = manifest();
  made.auth = client_credentials();
  use(one_step(post(), end_by_status), made);
  client_.answer = [](const http::ClientRequest& request) {
    const bool fresh = request.headers.get("Authorization") == "Bearer token-2";
    return http::Response{fresh ? 200 : 401, {}, ""};
  };
  EXPECT_EQ(run(credit()).kind, OutcomeKind::succeeded);
  EXPECT_EQ(client_.sent().size(), 2u);
  EXPECT_EQ(tokens_.asked_url, "http://acme.example/v1/oauth/token");

  client_.answer = [](const http::ClientRequest&) { return http::Response{401, {}, ""}; };
  EXPECT_EQ(run(credit()).code, "status_401");
  EXPECT_EQ(client_.sent().size(), 4u);
}

TEST_P(CallerTest, AConsentGotInTheSandboxNeverGoesToProduction) {
  auto made = manifest();
  made.auth = client_credentials();
  made.auth.type = AuthType::oauth2_code;
  auto call = credit();
  call.customer = "anna";
  std::vector<std::string> names;
  for (const char* environment : {sandbox_environment, production_environment}) {
    partner_.environment = environment;
    use(one_step(post(), end_by_status), made);
    EXPECT_EQ(run(call).kind, OutcomeKind::succeeded);
    EXPECT_EQ(tokens_.asked_key.customer, "anna");
    names.push_back(tokens_.asked_key.partner);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"acme/sandbox", "acme"}));
}

TEST_P(CallerTest, WithoutATokenNothingIsSent) {
  auto made = manifest();
  made.auth = client_credentials();
  use(one_step(post(), end_by_status), made);
  tokens_.failure = unavailable("the token endpoint is down");
  const auto outcome = run(credit());
  EXPECT_EQ(outcome.kind, OutcomeKind::retryable);
  EXPECT_NE(outcome.message.find("the token endpoint is down"), std::string::npos);
  EXPECT_TRUE(client_.sent().empty());
}

TEST_P(CallerTest, SchemasAreCheckedOnBothSides) {
  use(one_step(post(), [](const Reply&) { return succeeded({{"wrong", 1}}); }));
  auto bad = credit();
  bad.request.as_object()["amount_minor"] = "5";
  EXPECT_EQ(run(bad).code, "bad_request");
  EXPECT_TRUE(client_.sent().empty());
  const auto unclear = run(credit());
  EXPECT_EQ(unclear.kind, OutcomeKind::unknown);
  EXPECT_NE(unclear.message.find("apply_credit result: $"), std::string::npos);
  use(one_step(post(false), [](const Reply&) { return succeeded({{"wrong", 1}}); }));
  EXPECT_EQ(run(credit()).code, "bad_result");
}

TEST_P(CallerTest, AFailureOfAValueStepIsUnknownFromSentOn) {
  use(one_step(post(), end_by_status));
  for (const auto& [stage, kind] : {std::pair{http::Stage::connect, OutcomeKind::retryable},
                                    std::pair{http::Stage::sent, OutcomeKind::unknown}}) {
    client_.answer = [stage = stage](const http::ClientRequest&) {
      return http::Failure{stage, true, "cut"};
    };
    EXPECT_EQ(run(credit()).kind, kind);
  }
  client_.broken = true;
  EXPECT_EQ(run(credit()).kind, OutcomeKind::unknown);
}

TEST_P(CallerTest, SendsNoValueAfterTheLease) {
  const auto now = BootClock::now();
  auto late = credit();
  late.moves_value_until = [now] { return now; };
  use(one_step(post(), end_by_status));
  const auto outcome = run(late);
  EXPECT_EQ(outcome.kind, OutcomeKind::retryable);
  EXPECT_TRUE(outcome.held_back) << "nothing was sent: no attempt";
  EXPECT_NE(outcome.message.find("the lease ran out"), std::string::npos);
  late.moves_value_until = [] { return BootTime::min(); };
  EXPECT_EQ(run(late).kind, OutcomeKind::retryable);
  EXPECT_TRUE(client_.sent().empty());

  late.moves_value_until = [now] { return now + std::chrono::seconds(20); };
  EXPECT_EQ(run(late).kind, OutcomeKind::succeeded);
  EXPECT_LE(client_.sent().at(0).timeout, std::chrono::seconds(20)) << "the step has 30 s";
  late.moves_value_until = [now] { return now; };
  use(one_step(post(false), end_by_status));
  EXPECT_EQ(run(late).kind, OutcomeKind::succeeded) << "looking does not need the lease";
}

TEST_P(CallerTest, RefusesWhatAPlugMayNotAsk) {
  auto bare = manifest();
  bare.settings.clear();
  use(one_step(post(), end_by_status), bare);
  EXPECT_EQ(run(credit()).code, "no_api_url");
  use(one_step(HttpStep{"GET", "no-slash", {}, "", false}, end_by_status));
  EXPECT_EQ(run(credit()).code, "bad_step");
  use(one_step(ReadFileStep{"/etc/passwd", 0, 100}, end_by_status));
  EXPECT_EQ(run(credit()).code, "bad_step");
  use([](int, const Reply&) -> Step { return WaitStep{Duration(0)}; });
  EXPECT_EQ(run(credit()).code, "too_many_steps");
  auto other = credit();
  other.capability = "list_bills";  // of the kind, but not in the manifest
  EXPECT_EQ(run(other).code, "no_such_capability");
}

TEST_P(CallerTest, APlugThatDoesNotComeBackIsGivenUp) {
  std::promise<void> freed;
  const auto free = freed.get_future().share();
  make({.call_timeout = std::chrono::milliseconds(30)});
  use([free](int turn, const Reply&) -> Step {
    if (turn == 0) return post();
    free.wait();
    return succeeded(credit_result);
  });
  const auto given_up = run(credit());
  EXPECT_EQ(given_up.kind, OutcomeKind::unknown) << "value may have moved";
  EXPECT_NE(given_up.message.find("did not come back"), std::string::npos) << given_up.message;
  freed.set_value();  // its answer comes now, and nobody takes it
}

TEST_P(CallerTest, ATurnThatFindsNoThreadInTimeNeverRuns) {
  std::promise<void> begun, freed;
  const auto free = freed.get_future().share();
  std::atomic<int> turns = 0;
  make({.plug_threads = 1, .call_timeout = std::chrono::milliseconds(200)});
  use([&turns, &begun, free](int, const Reply&) -> Step {
    if (++turns == 1) {
      begun.set_value();
      free.wait();
    }
    return succeeded(credit_result);
  });
  auto stuck = start(credit());
  begun.get_future().wait();
  const auto behind = run(credit());
  EXPECT_EQ(behind.kind, OutcomeKind::retryable);
  EXPECT_NE(behind.message.find("all threads for plugs were taken"), std::string::npos);
  EXPECT_NE(stuck.get().message.find("did not come back"), std::string::npos);
  freed.set_value();
  EXPECT_EQ(run(credit()).kind, OutcomeKind::succeeded);
  EXPECT_EQ(turns, 2) << "of the first call and the last";
}

TEST_P(CallerTest, GoesWhileAPlugLoops) {
  std::promise<void> begun, freed;
  const auto free = freed.get_future().share();
  use([&begun, free](int, const Reply&) -> Step {
    begun.set_value();
    free.wait();
    return succeeded(credit_result);
  });
  const auto never_told = start(credit());
  begun.get_future().wait();
  loops_->stop();
  caller_->mute();
  loops_.reset();
  caller_.reset();
  EXPECT_EQ(plug_threads_left(), 1u);
  freed.set_value();
  while (plug_threads_left() > 0) std::this_thread::yield();
}

TEST_P(CallerTest, ReadsFilesThatTheSettingsName) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "orders.csv";
  std::ofstream(file) << "0123456789";
  auto made = manifest();
  made.settings[0].type = FieldType::path;  // "api_url" holds the path in this test
  std::string got;
  const Script script = [&](int turn, const Reply& reply) -> Step {
    if (turn == 0) return ReadFileStep{file, 8, 100};
    if (turn == 1) {
      const auto& chunk = std::get<FileChunk>(reply);
      got = chunk.bytes + (chunk.end_of_file ? " end " : " ") + std::to_string(chunk.file_size);
      return ReadFileStep{file.string() + "/no", 0, 100};
    }
    return rejected("seen", std::get<FileFailure>(reply).message);
  };
  use(script, made, file.string());
  EXPECT_NE(run(credit()).message.find("orders.csv/no cannot be read: Not a directory"),
            std::string::npos);
  EXPECT_EQ(got, "89 end 10");
}

TEST_P(CallerTest, KeepsThePartnersConcurrency) {
  auto made = manifest();
  made.limits.concurrency = 3;
  made.limits.calls_per_second = 1000;
  client_.takes = std::chrono::milliseconds(2);
  use(one_step(post(), end_by_status), made);
  std::vector<std::future<Outcome>> calls;
  for (std::size_t i = 0; i < 40; ++i) calls.push_back(start(credit(), i % 2));
  for (auto& call : calls) EXPECT_EQ(call.get().kind, OutcomeKind::succeeded);
  EXPECT_EQ(client_.inside_max(), 3);
}

TEST_P(CallerTest, TheDeadlineOfACallHoldsEverywhere) {
  make({.call_timeout = std::chrono::milliseconds(30)});
  auto made = manifest();
  made.limits.calls_per_second = 1;
  use(one_step(post(), end_by_status), made);
  EXPECT_EQ(run(credit()).kind, OutcomeKind::succeeded);
  const auto limited = run(credit());
  EXPECT_EQ(limited.kind, OutcomeKind::retryable);
  EXPECT_NE(limited.message.find("limits of partner \"acme\""), std::string::npos);
  EXPECT_EQ(client_.sent().size(), 1u);
  EXPECT_LE(client_.sent()[0].timeout, std::chrono::milliseconds(30));

  make({.call_timeout = std::chrono::milliseconds(30)});
  const Script wait_after = [](int turn, const Reply&) -> Step {
    if (turn == 0) return post();
    return WaitStep{Duration(3'600'000'000)};
  };
  use(wait_after);
  EXPECT_EQ(run(credit()).kind, OutcomeKind::unknown);
  use([](int, const Reply&) -> Step { return WaitStep{Duration(3'600'000'000)}; });
  EXPECT_EQ(run(credit()).kind, OutcomeKind::retryable);
}

}  // namespace
}  // namespace patchbay::adapters
