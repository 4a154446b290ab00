#include "webhooks/verdict.h"

#include "hub/http/retry_after.h"

namespace patchbay::webhooks {
namespace {

constexpr int gone = 410;
constexpr int too_many_requests = 429;
constexpr int unavailable_now = 503;
constexpr Duration retry_after_max = std::chrono::hours(24);

std::optional<Duration> wish_of(const http::Response& answer, Timestamp now) {
  if (answer.status != too_many_requests && answer.status != unavailable_now) return std::nullopt;
  const auto wish = http::parse_retry_after(answer.headers.get("Retry-After"), now);
  if (!wish) return std::nullopt;
  return std::min(*wish, retry_after_max);
}

jobs::End end_of(jobs::RetryDecision decision, const std::string& failure) {
  if (const auto* retry = std::get_if<jobs::RetryAt>(&decision)) {
    return jobs::Again{retry->at, failure};
  }
  return jobs::Dead{std::get<jobs::GiveUp>(decision).reason};
}

}  // namespace

Verdict judge(const http::Exchange& exchange, int attempt, Timestamp now,
              const jobs::RetryPolicy& policy, Random& random) {
  if (const auto* failure = std::get_if<http::Failure>(&exchange)) {
    const std::string why =
        std::string("no answer (") + http::name_of(failure->stage) + "): " + failure->message;
    auto decision = jobs::decide_retry(
        policy, {.number = attempt, .now = now, .failure = jobs::Failure::connect, .why = why},
        random);
    return {end_of(std::move(decision), why), 0, why};
  }
  const auto& answer = std::get<http::Response>(exchange);
  if (answer.status >= 200 && answer.status < 300) return {jobs::Done{}, answer.status, {}};
  const std::string why = "the endpoint answered " + std::to_string(answer.status) + " " +
                          std::string(http::reason_of(answer.status));
  if (answer.status == gone) return {jobs::Dead{why}, answer.status, why};
  auto decision = jobs::decide_retry(policy,
                                     {.number = attempt,
                                      .now = now,
                                      .retry_after = wish_of(answer, now),
                                      .failure = jobs::Failure::server,
                                      .why = why},
                                     random);
  return {end_of(std::move(decision), why), answer.status, why};
}

}  // namespace patchbay::webhooks
