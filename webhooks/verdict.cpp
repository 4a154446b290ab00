#include "webhooks/verdict.h"

#include "hub/http/retry_after.h"

namespace patchbay::webhooks {
namespace {

constexpr int too_many_requests = 429;
constexpr int unavailable_now = 503;
constexpr Duration retry_after_max = std::chrono::hours(24);

std::optional<Duration> wish_of(const http::Response& answer, Timestamp now) {
  if (answer.status != too_many_requests && answer.status != unavailable_now) return std::nullopt;
  const auto wish = http::parse_retry_after(answer.headers.get("Retry-After"), now);
  if (!wish) return std::nullopt;
  return std::min(*wish, retry_after_max);
}

jobs::Failure kind_of(const http::Failure& failure) {
  if (failure.timed_out) return jobs::Failure::timeout;
  switch (failure.stage) {
    case http::Stage::resolve: return jobs::Failure::resolve;
    case http::Stage::refused: return jobs::Failure::other;
    case http::Stage::connect:
    case http::Stage::handshake: return jobs::Failure::connect;
    case http::Stage::sent:
    case http::Stage::partly_received: return jobs::Failure::cut_off;
  }
  return jobs::Failure::other;
}

/// What becomes of an attempt that may be tried again.
Verdict failed(int status, jobs::Attempt attempt, const jobs::RetryPolicy& policy, Random& random) {
  Verdict verdict{jobs::Dead{}, status, attempt.why};
  auto decision = jobs::decide_retry(policy, attempt, random);
  if (const auto* retry = std::get_if<jobs::RetryAt>(&decision))
    verdict.end = jobs::Again{retry->at, std::move(attempt.why)};
  else
    verdict.end = jobs::Dead{std::get<jobs::GiveUp>(decision).reason};
  return verdict;
}

jobs::Attempt attempt_of(const Tried& tried, std::string why) {
  jobs::Attempt attempt;
  attempt.number = tried.number;
  attempt.now = tried.ended_at;
  attempt.first_at = tried.first_at;
  attempt.why = std::move(why);
  return attempt;
}

}  // namespace

Verdict judge(const http::Exchange& exchange, const Tried& tried, const jobs::RetryPolicy& policy,
              Random& random) {
  if (const auto* failure = std::get_if<http::Failure>(&exchange)) {
    auto attempt = attempt_of(tried, std::string("no answer (") + http::name_of(failure->stage) +
                                         "): " + failure->message);
    attempt.failure = kind_of(*failure);
    return failed(0, std::move(attempt), policy, random);
  }
  const auto& answer = std::get<http::Response>(exchange);
  if (answer.status >= 200 && answer.status < 300) return {jobs::Done{}, answer.status, {}};
  std::string why = "the endpoint answered " + std::to_string(answer.status) + " " +
                    std::string(http::reason_of(answer.status));
  if (answer.status == gone) return {jobs::Dead{why}, answer.status, why};
  auto attempt = attempt_of(tried, std::move(why));
  const bool is_rate = answer.status == too_many_requests;
  attempt.failure = is_rate ? jobs::Failure::rate_limit : jobs::Failure::server;
  attempt.retry_after = wish_of(answer, tried.ended_at);
  const auto hold = attempt.retry_after;
  auto verdict = failed(answer.status, std::move(attempt), policy, random);
  verdict.hold = hold;
  return verdict;
}

Verdict judge_unsent(const std::string& why, Duration wait, const Tried& tried,
                     const jobs::RetryPolicy& policy, Random& random) {
  auto attempt = attempt_of(tried, why);
  attempt.retry_after = wait;
  return failed(0, std::move(attempt), policy, random);
}

}  // namespace patchbay::webhooks
