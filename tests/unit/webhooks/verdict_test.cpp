#include "webhooks/verdict.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

constexpr Timestamp now{1'000'000'000};
const jobs::RetryPolicy policy{3, std::chrono::seconds(1), std::chrono::seconds(10)};

Verdict judge_answer(int status, int attempt = 1, const std::string& retry_after = {}) {
  http::Response answer;
  answer.status = status;
  if (!retry_after.empty()) answer.headers.add("Retry-After", retry_after);
  SeededRandom random(7);
  return judge(answer, {attempt, now}, policy, random);
}

TEST(Verdict, every_2xx_is_a_success) {
  for (const int status : {200, 201, 204, 299}) {
    const auto verdict = judge_answer(status);
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(verdict.end)) << status;
    EXPECT_EQ(verdict.status, status);
    EXPECT_EQ(verdict.failure, "");
  }
}

TEST(Verdict, everything_else_runs_again) {
  for (const int status : {199, 301, 302, 400, 401, 404, 429, 500, 502, 503}) {
    const auto verdict = judge_answer(status);
    const auto* again = std::get_if<jobs::Again>(&verdict.end);
    ASSERT_TRUE(again) << status;
    EXPECT_GE(again->at, now);
    EXPECT_LE(again->at, now + std::chrono::seconds(1));
    EXPECT_NE(verdict.failure.find(std::to_string(status)), std::string::npos);
  }
}

TEST(Verdict, gone_ends_at_once) {
  const auto verdict = judge_answer(410);
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(verdict.end));
  EXPECT_EQ(std::get<jobs::Dead>(verdict.end).reason, "the endpoint answered 410 Gone");
}

TEST(Verdict, used_up_policy_ends_with_the_reason) {
  const auto verdict = judge_answer(500, 3);
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(verdict.end));
  EXPECT_NE(std::get<jobs::Dead>(verdict.end).reason.find("500"), std::string::npos);
}

TEST(Verdict, retry_after_of_429_and_503_is_never_undercut) {
  for (const int status : {429, 503}) {
    const auto verdict = judge_answer(status, 1, "77");
    EXPECT_GE(std::get<jobs::Again>(verdict.end).at, now + std::chrono::seconds(77)) << status;
  }
}

TEST(Verdict, retry_after_of_other_answers_means_nothing) {
  const auto verdict = judge_answer(500, 1, "77");
  EXPECT_LE(std::get<jobs::Again>(verdict.end).at, now + std::chrono::seconds(1));
}

TEST(Verdict, retry_after_is_bounded_by_a_day) {
  const auto verdict = judge_answer(503, 1, "99999999");
  EXPECT_LE(std::get<jobs::Again>(verdict.end).at, now + std::chrono::hours(25));
}

TEST(Verdict, no_answer_runs_again_and_names_the_stage) {
  SeededRandom random(7);
  const http::Failure failure{http::Stage::connect, false, "127.0.0.1:1 refused"};
  const auto verdict = judge(failure, {1, now}, policy, random);
  ASSERT_TRUE(std::holds_alternative<jobs::Again>(verdict.end));
  EXPECT_EQ(verdict.status, 0);
  EXPECT_EQ(verdict.failure, "no answer (connect): 127.0.0.1:1 refused");
}

}  // namespace
}  // namespace patchbay::webhooks
