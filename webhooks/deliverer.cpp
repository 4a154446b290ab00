#include "hub/access/consents.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/store/batch.h"
#include "webhooks/answer_record.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoint_cache.h"
#include "webhooks/health_store.h"
#include "webhooks/hold_store.h"
#include "webhooks/message_job.h"
#include "webhooks/messages_store.h"
#include "webhooks/outgoing.h"
#include "webhooks/source_holds.h"
#include "webhooks/verdict.h"

namespace patchbay::webhooks {
namespace {

constexpr Duration rate_wait_max = std::chrono::milliseconds(500);  // inside of a run
/// An endpoint is not left alone for longer, whatever it asks for; the message that it was asked
/// for waits as long as it was told.
constexpr Duration hold_max = std::chrono::hours(1);
constexpr int unauthorized = 401;
constexpr std::size_t failure_bytes_max = 1024;

const char* state_after(const jobs::End& end) {
  if (std::holds_alternative<jobs::Done>(end)) return "delivered";
  return std::holds_alternative<jobs::Dead>(end) ? "dead" : "pending";
}

/// Successes are in the store; a line each would cost more than it tells.
void log_failure(const Attempt& attempt) {
  if (attempt.failure.empty()) return;
  log_line(LogLevel::warning, "webhook.attempt",
           {{"organisation", attempt.key.organisation},
            {"endpoint", attempt.key.endpoint},
            {"sequence", attempt.key.sequence},
            {"attempt", attempt.number},
            {"status", attempt.status},
            {"failure", attempt.failure},
            {"state", attempt.state},
            {"micros", std::int64_t{attempt.length.count()}}});
}

class Body {
 public:
  explicit Body(DeliveryParts parts)
      : parts_(std::move(parts)),
        endpoints_(parts_.store, parts_.keys, parts_.clock),
        holds_(parts_.clock),
        attempts_(parts_.store,
                  [this](store::Session& session, std::span<const Attempt> rows) {
                    record_attempts(session, rows);
                    note_health(session, rows, parts_.clock.now());
                    failpoint("webhooks.attempts.before_commit");
                    return std::vector<std::monostate>(rows.size());
                  }),
        holdings_(parts_.store, hold_messages) {}

  Async<jobs::End> deliver(jobs::Job job) {
    const auto delivery = read_delivery_payload(job.payload);
    if (!delivery) co_return co_await bury_unreadable(job);
    const MessageKey key{job.organisation, job.partner, delivery->sequence};
    if (job.interrupted) {
      // The attempt may have been recorded before the job's own end was.
      const bool delivered =
          co_await parts_.store.read([&key](store::Session& s) { return is_delivered(s, key); });
      if (delivered) co_return jobs::Done{};
    }
    const auto endpoint = co_await endpoints_.find(job.organisation, job.partner);
    if (!endpoint) {
      jobs::End end = jobs::Dead{"the endpoint was removed"};
      co_return co_await end_unsent(key, job.attempt, "the endpoint was removed", "dead", end);
    }
    if (endpoint->view.state != EndpointState::active && !delivery->is_test)
      co_return co_await keep_held(key, job.attempt, *endpoint);
    const bool allowed = co_await may_know(job.organisation, *delivery);
    if (!allowed) {
      // Nobody has to look at it: it is as the customer wants.
      jobs::End end = jobs::Done{};
      co_return co_await end_unsent(key, job.attempt, "consent withdrawn", "dead", end);
    }
    auto outgoing = co_await find_outgoing(job.organisation, *delivery, *endpoint);
    if (!outgoing) {
      const std::string why = "the event is not kept any more";
      jobs::End end = jobs::Dead{why};
      co_return co_await end_unsent(key, job.attempt, why, "dead", end);
    }
    auto held_back = co_await pass_rate(key, *endpoint);
    if (held_back) co_return std::move(*held_back);
    co_return co_await attempt(key, delivery->event, job.attempt, endpoint, std::move(*outgoing));
  }

  Duration hold(const jobs::Source& source) {
    if (source.kind != deliver_kind) return Duration(0);
    return holds_.left(source.organisation, source.partner);
  }
  std::size_t places(const jobs::Source& source) const {
    if (source.kind != deliver_kind) return 0;
    return endpoints_.concurrency(source.organisation, source.partner)
        .value_or(static_cast<std::size_t>(DeliverySettings().concurrency));
  }

 private:
  /// A job whose payload tells nothing still names its message.
  Async<jobs::End> bury_unreadable(const jobs::Job& job) {
    const std::string why = "the job's payload is not a webhook message";
    jobs::End end = jobs::Dead{why};
    const auto key = co_await parts_.store.read([&job](store::Session& session) {
      return find_by_job_key(session, job.organisation, job.key);
    });
    if (!key) co_return end;
    co_return co_await end_unsent(*key, job.attempt, why, "dead", end);
  }

  Attempt unsent(MessageKey key, int number, std::string why, const char* state) const {
    Attempt row;
    row.key = std::move(key);
    row.number = number;
    row.started_at = parts_.clock.now();
    row.failure = std::move(why);
    row.state = state;
    row.was_sent = false;
    return row;
  }

  /// Nothing can be sent: the message's record says why.
  Async<jobs::End> end_unsent(MessageKey key, int number, std::string why, const char* state,
                              jobs::End end) {
    Attempt row = unsent(std::move(key), number, std::move(why), state);
    if (std::string_view(state) == "dead") log_failure(row);
    co_await attempts_.submit(std::move(row));
    co_return end;
  }

  Async<jobs::End> keep_held(MessageKey key, int number, const Endpoint& endpoint) {
    std::string why = std::string("the endpoint is ") + name_of(endpoint.view.state);
    if (!endpoint.view.state_reason.empty()) why += ": " + endpoint.view.state_reason;
    Attempt row = unsent(std::move(key), number, std::move(why), "held");
    const Holding holding = co_await holdings_.submit(std::move(row));
    jobs::End end = jobs::Done{};
    if (holding == Holding::not_held) end = jobs::Later{parts_.clock.now(), "it was resumed"};
    co_return end;
  }

  /// A partner's endpoint: the customer may have withdrawn the consent since the fan-out.
  Async<bool> may_know(const OrganisationId& organisation, const Delivery& delivery) {
    if (delivery.customer.empty()) co_return true;
    const access::ConsentKey who{organisation, delivery.customer, delivery.partner};
    co_return co_await parts_.store.read([&who](store::Session& session) {
      return access::has_consent(session, who, access::Purpose::rewards);
    });
  }

  Async<std::optional<Outgoing>> find_outgoing(const OrganisationId& organisation,
                                               const Delivery& delivery, const Endpoint& endpoint) {
    if (delivery.body) co_return Outgoing{std::string(*delivery.body)};
    const bool raw = endpoint.view.delivery.raw;
    co_return co_await parts_.store.read([&, raw](store::Session& session) {
      return read_outgoing(session, organisation, delivery.sequence, raw);
    });
  }

  /// Waits for the endpoint's rate; an end when that takes too long to wait for.
  Async<std::optional<jobs::End>> pass_rate(const MessageKey& key, const Endpoint& endpoint) {
    const auto rate = endpoint.view.delivery.rate_per_second;
    if (rate == 0 || !parts_.limits) co_return std::nullopt;
    jobs::PartnerPace pace;
    pace.calls_per_second = rate;
    pace.breaker.failures_max = 0;
    const auto go = co_await parts_.limits->enter(key.organisation, limits_name(key.endpoint), pace,
                                                  rate_wait_max);
    if (go && go->passes) {
      if (go->wait.count() > 0) co_await sleep_for(go->wait);
      co_return std::nullopt;
    }
    const Duration wait = go ? go->wait : rate_wait_max;
    holds_.hold(key.organisation, key.endpoint, wait);
    jobs::Later later;
    later.at = parts_.clock.now() + wait;
    later.reason = go ? go->why : "held back by the endpoint's rate limit";
    co_return jobs::End(std::move(later));
  }

  Async<jobs::End> attempt(MessageKey key, std::string event, int number,
                           std::shared_ptr<const Endpoint> endpoint, Outgoing outgoing) {
    Attempt row;
    row.number = number;
    row.started_at = parts_.clock.now();
    auto request = make_request(event, *endpoint, std::move(outgoing), row.started_at);
    const auto got = co_await find_token(key, *endpoint);
    const auto* no_token = std::get_if<oauth::NoToken>(&got);
    const Secret token = no_token ? Secret() : std::get<Secret>(got);
    if (!token.empty())
      request.headers.set("Authorization", "Bearer " + std::string(token.reveal()));
    Tried tried;
    tried.number = number;
    tried.first_at = co_await first_at(key, *endpoint, row.started_at);
    const auto& policy =
        endpoint->view.delivery.retry ? *endpoint->view.delivery.retry : parts_.retry;
    Verdict verdict;
    if (no_token) {
      tried.ended_at = parts_.clock.now();
      verdict = judge_unsent("no token for the endpoint: " + no_token->error.message,
                             no_token->retry_in, tried, policy, parts_.random);
    } else {
      auto& client = parts_.client_of_this_loop();
      const auto exchange = co_await client.send(std::move(request));
      failpoint("webhooks.attempt.answered");
      tried.ended_at = parts_.clock.now();
      verdict = judge(exchange, tried, policy, parts_.random);
      note_answer(row, exchange);
      if (verdict.status == unauthorized && !token.empty())
        co_await parts_.tokens->forget(token_key(key), token);
    }
    if (verdict.hold)
      holds_.hold(key.organisation, key.endpoint, std::min(*verdict.hold, hold_max));
    row.key = std::move(key);
    row.length = tried.ended_at - row.started_at;
    row.status = verdict.status;
    row.failure = clean_text(verdict.failure, failure_bytes_max);
    row.state = state_after(verdict.end);
    row.is_gone = verdict.status == gone;
    co_await record(std::move(row), *endpoint);
    failpoint("webhooks.attempt.committed");
    co_return std::move(verdict.end);
  }

  Async<void> record(Attempt row, const Endpoint& endpoint) {
    log_failure(row);
    const bool is_success = row.failure.empty();
    const bool might_have_failed = endpoint.may_be_failing.exchange(!is_success);
    row.recovers = is_success && might_have_failed;
    try {
      co_await attempts_.submit(std::move(row));
    } catch (...) {
      if (might_have_failed) endpoint.may_be_failing = true;  // it is not forgotten yet
      throw;
    }
  }

  http::ClientRequest make_request(const std::string& event, const Endpoint& endpoint,
                                   Outgoing outgoing, Timestamp now) const {
    http::ClientRequest request;
    request.method = "POST";
    request.url = endpoint.view.url;
    request.headers = endpoint.headers;
    request.headers.add("Content-Type", std::move(outgoing.content_type));
    request.headers.add("User-Agent", "Patchbay");
    if (!outgoing.partner.empty()) request.headers.add("patchbay-partner", outgoing.partner);
    if (!outgoing.type.empty()) request.headers.add("patchbay-event-type", outgoing.type);
    request.headers.add("webhook-id", event);
    request.headers.add("webhook-timestamp", std::to_string(now.seconds()));
    request.headers.add("webhook-signature", endpoint.signatures(event, now, outgoing.body));
    request.body = std::move(outgoing.body);
    request.timeout = std::min(parts_.timeout, endpoint.view.delivery.timeout);
    request.identity = endpoint.identity;
    return request;
  }

  static oauth::TokenKey token_key(const MessageKey& key) {
    return {key.organisation, limits_name(key.endpoint)};
  }
  /// An empty token where the receiver wants none.
  Async<oauth::Got> find_token(const MessageKey& key, const Endpoint& endpoint) {
    if (!endpoint.token_settings || !parts_.tokens) co_return Secret();
    co_return co_await parts_.tokens->token(token_key(key), endpoint.token_settings,
                                            parts_.client_of_this_loop());
  }

  /// Only a policy with a span asks for it.
  Async<std::optional<Timestamp>> first_at(const MessageKey& key, const Endpoint& endpoint,
                                           Timestamp now) {
    const auto& retry = endpoint.view.delivery.retry;
    if (!retry || retry->span_max == Duration::zero()) co_return std::nullopt;
    const auto first = co_await parts_.store.read(
        [&key](store::Session& session) { return first_attempt_at(session, key); });
    co_return first.value_or(now);
  }

  static void note_answer(Attempt& row, const http::Exchange& exchange) {
    const auto* answer = std::get_if<http::Response>(&exchange);
    if (!answer) return;
    auto record = record_of(*answer);
    row.headers = std::move(record.headers);
    row.body = std::move(record.body);
    row.body_encoding = std::move(record.body_encoding);
  }

  DeliveryParts parts_;
  EndpointCache endpoints_;
  SourceHolds holds_;
  store::Batch<Attempt, std::monostate> attempts_;
  store::Batch<Attempt, Holding> holdings_;
};

Async<jobs::End> run(std::shared_ptr<Body> deliverer, jobs::Job job) {
  co_return co_await deliverer->deliver(std::move(job));
}

}  // namespace

std::string limits_name(std::string_view endpoint) { return "webhook/" + std::string(endpoint); }

Deliverer make_deliverer(DeliveryParts parts) {
  auto body = std::make_shared<Body>(std::move(parts));
  return {[body](jobs::Job job) { return run(body, std::move(job)); },
          [body](const jobs::Source& source) { return body->hold(source); },
          [body](const jobs::Source& source) { return body->places(source); }};
}

}  // namespace patchbay::webhooks
