// The caller's pure decisions: rate, value that moved, 401, what a plug may ask for.
#include <gtest/gtest.h>

#include "adapters/call_judge.h"
#include "adapters/recorded_path.h"
#include "adapters/step_check.h"
#include "adapters/token_bucket.h"

namespace patchbay::adapters {
namespace {

constexpr Duration forever{INT64_MAX};

TEST(TokenBucket, GivesASecondsBurstThenTheRate) {
  TokenBucket bucket(4);
  const Timestamp now{1'000'000'000};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.reserve(now, forever), Duration(0)) << i;
  EXPECT_EQ(bucket.reserve(now, forever), Duration(250'000));
  EXPECT_EQ(bucket.reserve(now, forever), Duration(500'000));
  EXPECT_EQ(bucket.reserve(now + Duration(500'000), forever), Duration(250'000));
}

TEST(TokenBucket, FillsUpToOneSecondOnly) {
  TokenBucket bucket(2);
  Timestamp now{0};
  for (int i = 0; i < 2; ++i) bucket.reserve(now, forever);
  now = now + Duration(3'600'000'000);
  EXPECT_EQ(bucket.reserve(now, forever), Duration(0));
  EXPECT_EQ(bucket.reserve(now, forever), Duration(0));
  EXPECT_EQ(bucket.reserve(now, forever), Duration(500'000));
}

TEST(TokenBucket, TakesNothingWhenTheWaitIsTooLong) {
  TokenBucket bucket(1);
  const Timestamp now{0};
  EXPECT_EQ(bucket.reserve(now, Duration(0)), Duration(0));
  EXPECT_EQ(bucket.reserve(now, Duration(999'999)), std::nullopt);
  EXPECT_EQ(bucket.reserve(now, Duration(1'000'000)), Duration(1'000'000));
}

HttpStep post(bool moves_value) { return {"POST", "/x", {}, "", moves_value}; }
http::Exchange failed_at(http::Stage stage) { return http::Failure{stage, false, "cut"}; }
http::Exchange answered(int status) { return http::Response{status, {}, ""}; }

TEST(CallJudge, NothingMovedBeforeTheRequestWasSent) {
  for (const auto stage :
       {http::Stage::refused, http::Stage::resolve, http::Stage::connect, http::Stage::handshake}) {
    CallJudge judge;
    judge.saw(post(true), failed_at(stage), {});
    EXPECT_FALSE(judge.may_have_moved());
    EXPECT_EQ(judge.judge(retryable("later")).kind, OutcomeKind::retryable);
    EXPECT_EQ(judge.ends(retryable("deadline")).kind, OutcomeKind::retryable);
  }
}

TEST(CallJudge, ACutOffValueStepIsUnknownWhateverThePlugSays) {
  for (const auto stage : {http::Stage::sent, http::Stage::partly_received}) {
    CallJudge judge;
    judge.saw(post(true), failed_at(stage), {});
    EXPECT_EQ(judge.judge(retryable("later")).kind, OutcomeKind::unknown);
    EXPECT_EQ(judge.judge(rejected("no", "no")).kind, OutcomeKind::unknown);
    EXPECT_EQ(judge.judge(succeeded({})).kind, OutcomeKind::unknown);
    EXPECT_EQ(judge.judge(unknown("as I said")).message, "as I said");
  }
}

TEST(CallJudge, AnAnswerAfterTheCutLetsThePlugDecide) {
  CallJudge judge;
  judge.saw(post(true), failed_at(http::Stage::sent), {});
  judge.saw(post(false), failed_at(http::Stage::connect), {});
  EXPECT_EQ(judge.judge(retryable("later")).kind, OutcomeKind::unknown);
  judge.saw(post(false), answered(200), {});
  EXPECT_EQ(judge.judge(retryable("later")).kind, OutcomeKind::retryable);
  EXPECT_EQ(judge.ends(rejected("bad_result", "broken")).kind, OutcomeKind::unknown);
}

TEST(CallJudge, StepsWithoutValueAreThePlugsMatter) {
  CallJudge judge;
  judge.saw(post(false), failed_at(http::Stage::sent), {});
  EXPECT_EQ(judge.judge(retryable("later")).kind, OutcomeKind::retryable);
  EXPECT_EQ(judge.ends(rejected("bad_result", "broken")).code, "bad_result");
}

TEST(StepCheck, TakesOneRequestAndNoMore) {
  EXPECT_TRUE(check_http_step({"POST", "/vouchers?reference=a%20b", {}, "{}", true}));
  EXPECT_FALSE(check_http_step({"", "/x", {}, "", false}));
  EXPECT_FALSE(check_http_step({"GET / HTTP/1.1\r\n", "/x", {}, "", false}));
  for (const char* path : {"", "x", "@evil.example/", "/a b", "/a\r\nX: y", "/a#b", "/\xC3\xA9"})
    EXPECT_FALSE(check_http_step({"GET", path, {}, "", false})) << path;
  HttpStep injected{"GET", "/x", {}, "", false};
  injected.headers.add("X-A", "1\r\nX-B: 2");
  EXPECT_FALSE(check_http_step(injected));
}

TEST(RecordedPath, HidesWhatTheRequestHolds) {
  const boost::json::value request{{"reference", "rwd_1"}, {"code", "AB 12"}, {"limit", 5}};
  EXPECT_EQ(recorded_path("/vouchers/AB%2012/use?code=AB%2012", request), "/vouchers/*/use");
  EXPECT_EQ(recorded_path("/vouchers/rwd_1", request), "/vouchers/rwd_1");
  EXPECT_EQ(recorded_path("/", request), "/");
}

TEST(StepCheck, ReadsOnlyFilesThatSettingsOrTheRequestName) {
  Field field;
  field.name = "path";
  field.type = FieldType::path;
  const std::vector<Field> fields{field};
  const auto settings = FieldValues::check(fields, {{"path", "/data/orders"}}).value();
  const auto may_read = [&](const std::string& path, boost::json::value request = nullptr) {
    return bool(check_file_step({path, 0, 1000}, fields, settings, request));
  };
  EXPECT_TRUE(may_read("/data/orders"));
  EXPECT_TRUE(may_read("/data/orders/1.csv"));
  EXPECT_FALSE(may_read("/data/orders2"));
  EXPECT_FALSE(may_read("/data/orders/../keys"));
  EXPECT_FALSE(may_read("/etc/passwd"));
  EXPECT_TRUE(may_read("/tmp/r.csv", {{"path", "/tmp/r.csv"}}));
  EXPECT_FALSE(may_read("/tmp/other.csv", {{"path", "/tmp/r.csv"}}));
  EXPECT_FALSE(check_file_step({"/data/orders", 0, 0}, fields, settings, nullptr));
  EXPECT_FALSE(
      check_file_step({"/data/orders", 0, file_chunk_bytes_max + 1}, fields, settings, nullptr));
}

}  // namespace
}  // namespace patchbay::adapters
