#include "adapters/call_judge.h"

#include "hub/http/retry_after.h"

namespace patchbay::adapters {
namespace {

constexpr int unauthorized = 401;
constexpr int too_many_requests = 429;
constexpr int server_error = 500;
constexpr int unavailable_for_now = 503;

jobs::Failure failure_at(const http::Failure& failure) {
  switch (failure.stage) {
    case http::Stage::refused: return jobs::Failure::other;
    case http::Stage::resolve: return jobs::Failure::resolve;
    case http::Stage::connect:
    case http::Stage::handshake: return jobs::Failure::connect;
    case http::Stage::sent:
    case http::Stage::partly_received: break;
  }
  return failure.timed_out ? jobs::Failure::timeout : jobs::Failure::cut_off;
}

std::optional<Duration> wish_in(const http::Exchange& exchange, Timestamp now) {
  const auto* response = std::get_if<http::Response>(&exchange);
  const bool may_wish = response && (response->status == too_many_requests ||
                                     response->status == unavailable_for_now);
  if (!may_wish) return std::nullopt;
  return http::parse_retry_after(response->headers.get("retry-after"), now);
}

}  // namespace

void CallJudge::saw(const HttpStep& step, const http::Exchange& exchange, Timestamp now) {
  failure_ = failure_of(exchange);
  wish_ = wish_in(exchange, now);
  const auto* failure = std::get_if<http::Failure>(&exchange);
  const bool reached = !failure || failure->stage >= http::Stage::sent;
  if (step.moves_value && reached) may_have_moved_ = true;
  if (!failure)
    cut_off_ = false;
  else if (step.moves_value && reached)
    cut_off_ = true;
}

Outcome CallJudge::ends(Outcome otherwise) const {
  return may_have_moved_ ? unknown(std::move(otherwise.message)) : std::move(otherwise);
}

Outcome CallJudge::judge(Outcome from_plug) const {
  if (!cut_off_ || from_plug.kind == OutcomeKind::unknown) return from_plug;
  return unknown(
      "a request that moves value was cut off and nothing was learned since; the plug said " +
      std::string(name_of(from_plug.kind)) +
      (from_plug.message.empty() ? "" : ": " + from_plug.message));
}

Outcome CallJudge::explain(Outcome outcome) const {
  const bool is_open =
      outcome.kind == OutcomeKind::retryable || outcome.kind == OutcomeKind::unknown;
  if (!is_open || outcome.held_back) return outcome;
  outcome.failure = failure_;
  if (!outcome.retry_after) outcome.retry_after = wish_;
  return outcome;
}

jobs::Failure failure_of(const http::Exchange& exchange) {
  if (const auto* failure = std::get_if<http::Failure>(&exchange)) return failure_at(*failure);
  const int status = std::get<http::Response>(exchange).status;
  if (status == too_many_requests) return jobs::Failure::rate_limit;
  return status >= server_error ? jobs::Failure::server : jobs::Failure::other;
}

jobs::Health health_of(const http::Exchange& exchange, bool was_hurried) {
  using jobs::Health;
  if (const auto* failure = std::get_if<http::Failure>(&exchange)) {
    const bool says_nothing =
        failure->stage == http::Stage::refused || (failure->timed_out && was_hurried);
    return says_nothing ? Health::silent : Health::unwell;
  }
  const int status = std::get<http::Response>(exchange).status;
  if (status == unauthorized || status == too_many_requests) return Health::silent;
  return status >= server_error ? Health::unwell : Health::well;
}

}  // namespace patchbay::adapters
