#include "adapters/partner_http.h"

#include "adapters/call_judge.h"
#include "adapters/recorded_path.h"
#include "adapters/step_check.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::adapters {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What is left must be worth a try: a request that is cut off at once is an unknown outcome.
constexpr milliseconds value_time_min(100);
/// How long a call rests whose run has no lease: by then whoever has it now is at work.
constexpr std::chrono::seconds lease_wait(1);
/// How long a call rests whose customer must consent first, should nobody wake it.
constexpr std::chrono::hours consent_wait(1);

Outcome outcome_of(const oauth::NoToken& none) {
  const std::string why = "no access token: " + none.error.message;
  // No number of tries helps before the customer consented: it is none.
  if (none.needs_consent) return held_back(why, consent_wait);
  if (none.retry_in > Duration(0)) return retryable(why, none.retry_in);
  return retryable(why);
}

}  // namespace

PartnerHttp::PartnerHttp(const Call& call, PartnerWay way, oauth::TokenSource& tokens,
                         http::Client& client, const Clock& clock, SteadyTime deadline,
                         Scrubber& hidden, std::function<void(ExchangeRow)> record)
    : call_(call),
      way_(std::move(way)),
      tokens_(tokens),
      client_(client, call.partner->identity),
      clock_(clock),
      deadline_(deadline),
      hidden_(hidden),
      record_(std::move(record)),
      api_url_(api_url_of(*call.partner)) {}

std::optional<Outcome> PartnerHttp::refusal(const HttpStep& step) const {
  if (api_url_.empty())
    return rejected("no_api_url", "partner \"" + call_.partner->id +
                                      "\" has no setting api_url; declare and set it");
  if (const auto checked = check_http_step(step); !checked)
    return rejected("bad_step", call_.partner->plug->origin() + ": " + checked.error().message);
  return std::nullopt;
}

Async<std::variant<http::Exchange, Outcome>> PartnerHttp::send(HttpStep step) {
  if (auto refused = refusal(step)) co_return *refused;
  bool repeated = false;
  for (;;) {
    Proof proof;
    auto sent = co_await send_once(step, proof);
    const auto* exchange = std::get_if<http::Exchange>(&sent);
    const auto* response = exchange ? std::get_if<http::Response>(exchange) : nullptr;
    if (!response || repeated) co_return sent;
    const bool again = co_await may_repeat(*response, proof);
    if (!again) co_return sent;
    repeated = true;
  }
}

AuthContext PartnerHttp::context() {
  return {call_.organisation, call_.customer, tokens_, client_, clock_.now()};
}

Async<bool> PartnerHttp::may_repeat(const http::Response& answer, const Proof& proof) {
  if (!call_.partner->auth) co_return false;
  const AuthContext about = context();
  co_return co_await call_.partner->auth->refused(answer, proof, about);
}

Async<std::optional<Outcome>> PartnerHttp::sign(http::ClientRequest& request, Proof& proof,
                                                Leave& leave) {
  if (!call_.partner->auth) co_return std::nullopt;
  const AuthContext about = context();
  auto signed_as = co_await call_.partner->auth->sign(request, about);
  if (const auto* none = std::get_if<oauth::NoToken>(&signed_as)) {
    if (none->error.kind == ErrorKind::unavailable) leave.ended(jobs::Health::unwell);
    co_return outcome_of(*none);
  }
  proof = std::get<Proof>(std::move(signed_as));
  hide_proof(request, proof);
  co_return std::nullopt;
}

void PartnerHttp::hide_proof(const http::ClientRequest& request, const Proof& proof) {
  if (!proof.token.empty()) hide(proof.token.reveal());
  std::string_view given = request.headers.get("Authorization");
  given.remove_prefix(std::min(given.find(' ') + 1, given.size()));  // "Basic "
  hide(given);
}

void PartnerHttp::hide(std::string_view proof) {
  if (hidden_.hide(std::string(proof), "<proof " + std::to_string(proofs_ + 1) + ">")) ++proofs_;
}

Async<std::variant<http::Exchange, Outcome>> PartnerHttp::send_once(const HttpStep& step,
                                                                    Proof& proof) {
  auto entered = co_await way_.enter(deadline_);
  if (auto* outcome = std::get_if<Outcome>(&entered)) co_return std::move(*outcome);
  auto& leave = std::get<Leave>(entered);
  // After the breaker was asked: while it is open nobody knocks at the token endpoint either.
  http::ClientRequest to_send = request(step);
  auto unsigned_because = co_await sign(to_send, proof, leave);
  if (unsigned_because) co_return *std::move(unsigned_because);
  const SteadyTime until = limit_of(step);
  if (auto refused = too_late(step, until)) co_return *std::move(refused);
  to_send.timeout = timeout(until);
  const bool is_hurried = to_send.timeout.count() < call_.partner->limits.timeout_ms;
  const auto started_at = clock_.now();
  const auto started = steady_clock::now();
  http::Exchange exchange = co_await exchange_once(std::move(to_send));
  const auto took = duration_cast<Duration>(steady_clock::now() - started);
  leave.ended(health_of(exchange, is_hurried));
  record_(row(step, exchange, started_at, took));
  co_return exchange;
}

Async<http::Exchange> PartnerHttp::exchange_once(http::ClientRequest request) {
  try {
    co_return co_await client_.send(std::move(request));
  } catch (const std::exception& failed) {
    // A defect below says nothing about how far the request came: expect the worst.
    co_return http::Failure{http::Stage::sent, false, failed.what()};
  }
}

/// What may have happened while the step waited for its turn.
std::optional<Outcome> PartnerHttp::too_late(const HttpStep& step, SteadyTime until) const {
  if (until < steady_clock::now() + value_time_min)
    return held_back("the lease ran out before the request was sent; nothing was sent", lease_wait);
  return way_.stopped(step.moves_value);
}

SteadyTime PartnerHttp::limit_of(const HttpStep& step) const {
  const bool is_free = !step.moves_value || !call_.moves_value_until;
  return is_free ? SteadyTime::max() : steady_time_of(call_.moves_value_until());
}

http::ClientRequest PartnerHttp::request(const HttpStep& step) const {
  http::ClientRequest request;
  request.method = step.method;
  request.url = api_url_ + step.path;
  request.headers = step.headers;
  request.body = step.body;
  if (!request.headers.has("User-Agent")) request.headers.add("User-Agent", "Patchbay");
  return request;
}

milliseconds PartnerHttp::timeout(SteadyTime until) const {
  // The client gives up at its time-out: no byte of the request leaves after it.
  const auto left = duration_cast<milliseconds>(std::min(deadline_, until) - steady_clock::now());
  return std::clamp(left, milliseconds(1),
                    std::max(milliseconds(1), milliseconds(call_.partner->limits.timeout_ms)));
}

ExchangeRow PartnerHttp::row(const HttpStep& step, const http::Exchange& exchange,
                             Timestamp started, Duration took) const {
  const auto* response = std::get_if<http::Response>(&exchange);
  ExchangeRow row;
  row.organisation = call_.organisation;
  row.partner = call_.partner->id;
  row.capability = call_.capability;
  row.reference = call_.reference;
  row.attempt = call_.attempt;
  row.method = step.method;
  row.path = recorded_path(step.path, call_.request);
  row.status = response ? response->status : 0;
  row.stage = response ? "answered" : http::name_of(std::get<http::Failure>(exchange).stage);
  row.started_at = started;
  row.took = took;
  return row;
}

}  // namespace patchbay::adapters
