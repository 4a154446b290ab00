#include "adapters/partner_http.h"

#include "adapters/call_judge.h"
#include "adapters/partner_token.h"
#include "adapters/recorded_path.h"
#include "adapters/step_check.h"

namespace patchbay::adapters {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What is left must be worth a try: a request that is cut off at once is an unknown outcome.
constexpr milliseconds value_time_min(100);
/// How long a call rests whose run has no lease: by then whoever has it now is at work.
constexpr std::chrono::seconds lease_wait(1);

std::string api_url_of(const Partner& partner) {
  const auto& settings = partner.settings.all();
  const auto found = settings.find("api_url");
  std::string url = found == settings.end() ? "" : found->second;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

PartnerHttp::PartnerHttp(const Call& call, PartnerWay way, oauth::TokenSource& tokens,
                         http::Client& client, const Clock& clock, SteadyTime deadline,
                         std::function<void(ExchangeRow)> record)
    : call_(call),
      way_(std::move(way)),
      tokens_(tokens),
      client_(client),
      clock_(clock),
      deadline_(deadline),
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
  RepeatOn401 repeat;
  for (;;) {
    Secret token;
    auto sent = co_await send_once(step, token);
    const auto* exchange = std::get_if<http::Exchange>(&sent);
    const auto* response = exchange ? std::get_if<http::Response>(exchange) : nullptr;
    const bool again =
        response && needs_token(*call_.partner) && repeat.should_repeat(response->status);
    if (!again) co_return sent;
    oauth::TokenKey key{call_.organisation, call_.partner->id};
    co_await tokens_.forget(std::move(key), token);
  }
}

Async<std::variant<PartnerHttp::Ready, Outcome>> PartnerHttp::get_ready() {
  auto entered = co_await way_.enter(deadline_);
  if (auto* outcome = std::get_if<Outcome>(&entered)) co_return std::move(*outcome);
  auto& leave = std::get<Leave>(entered);
  // After the breaker was asked: while it is open nobody knocks at the token endpoint either.
  PartnerToken token = co_await fetch_token(call_, api_url_, tokens_, client_);
  if (token.is_unwell) leave.ended(jobs::Health::unwell);
  if (token.failed) co_return *std::move(token.failed);
  co_return Ready{std::move(leave), std::move(token.secret)};
}

Async<std::variant<http::Exchange, Outcome>> PartnerHttp::send_once(const HttpStep& step,
                                                                    Secret& token) {
  auto ready = co_await get_ready();
  if (auto* outcome = std::get_if<Outcome>(&ready)) co_return std::move(*outcome);
  auto& leave = std::get<Ready>(ready).leave;
  token = std::get<Ready>(ready).token;
  const SteadyTime until = limit_of(step);
  if (auto refused = too_late(step, until)) co_return *std::move(refused);
  http::ClientRequest to_send = request(step, token, until);
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
  return step.moves_value ? way_.stopped() : std::nullopt;
}

SteadyTime PartnerHttp::limit_of(const HttpStep& step) const {
  const bool is_free = !step.moves_value || !call_.moves_value_until;
  return is_free ? SteadyTime::max() : steady_time_of(call_.moves_value_until());
}

http::ClientRequest PartnerHttp::request(const HttpStep& step, const Secret& token,
                                         SteadyTime until) const {
  // The client gives up at its time-out: no byte of the request leaves after it.
  const auto left = duration_cast<milliseconds>(std::min(deadline_, until) - steady_clock::now());
  http::ClientRequest request;
  request.method = step.method;
  request.url = api_url_ + step.path;
  request.headers = step.headers;
  request.body = step.body;
  request.timeout =
      std::clamp(left, milliseconds(1),
                 std::max(milliseconds(1), milliseconds(call_.partner->limits.timeout_ms)));
  if (!request.headers.has("User-Agent")) request.headers.add("User-Agent", "Patchbay");
  if (!token.empty()) request.headers.set("Authorization", "Bearer " + std::string(token.reveal()));
  return request;
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
