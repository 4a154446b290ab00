#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "hub/access/consents.h"
#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/http/json.h"
#include "hub/store/batch.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoint_cache.h"
#include "webhooks/fan_out.h"
#include "webhooks/messages_store.h"
#include "webhooks/standard.h"
#include "webhooks/verdict.h"

namespace patchbay::webhooks {
namespace {

/// What the payload of a job says.
struct Delivery {
  Message message;
  std::string body;
  std::string partner, customer;  ///< of a partner's endpoint; else empty
};

std::string text_of(const boost::json::object& payload, const char* key) {
  const auto* value = payload.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<Delivery> read_payload(const jobs::Job& job) {
  const auto parsed = parse_json(job.payload);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const auto& payload = parsed->get_object();
  const auto* event = payload.if_contains("event");
  const auto* endpoint = payload.if_contains("endpoint");
  const auto* body = payload.if_contains("body");
  if (!event || !endpoint || !body) return std::nullopt;
  if (!event->is_string() || !endpoint->is_string() || !body->is_string()) return std::nullopt;
  return Delivery{
      {job.organisation, std::string(event->get_string()), std::string(endpoint->get_string())},
      std::string(body->get_string()),
      text_of(payload, "partner"),
      text_of(payload, "customer")};
}

/// A job whose payload tells nothing still names its message: "<event>/<endpoint>".
Message message_of_key(const jobs::Job& job) {
  const auto slash = job.key.find('/');
  if (slash == std::string::npos) return {job.organisation, job.key, ""};
  return {job.organisation, job.key.substr(0, slash), job.key.substr(slash + 1)};
}

const char* state_after(const jobs::End& end) {
  if (std::holds_alternative<jobs::Done>(end)) return "delivered";
  return std::holds_alternative<jobs::Dead>(end) ? "dead" : "pending";
}

class Deliverer {
 public:
  explicit Deliverer(DeliveryParts parts)
      : parts_(std::move(parts)),
        endpoints_(parts_.store, parts_.keys, parts_.clock),
        attempts_(parts_.store, [](store::Session& session, std::span<const Attempt> rows) {
          record_attempts(session, rows);
          failpoint("webhooks.attempts.before_commit");
          return std::vector<std::monostate>(rows.size());
        }) {}

  Async<jobs::End> deliver(jobs::Job job) {
    const auto delivery = read_payload(job);
    if (!delivery) {
      const std::string why = "the job's payload is not a webhook message";
      co_return co_await bury(message_of_key(job), job.attempt, why);
    }
    if (job.interrupted) {
      // The attempt may have been recorded before the job's own end was.
      const bool delivered = co_await parts_.store.read(
          [&delivery](store::Session& s) { return is_delivered(s, delivery->message); });
      if (delivered) co_return jobs::Done{};
    }
    const auto endpoint =
        co_await endpoints_.find(delivery->message.organisation, delivery->message.endpoint);
    if (!endpoint) {
      const std::string why = "the endpoint was removed";
      co_return co_await bury(delivery->message, job.attempt, why);
    }
    const bool allowed = co_await may_know(*delivery);
    if (!allowed) co_return co_await withhold(delivery->message, job.attempt);
    co_return co_await attempt(*delivery, *endpoint, job.attempt);
  }

 private:
  /// Nothing can be sent: the message is dead, and its record says why.
  Async<jobs::End> bury(Message message, int number, std::string why) {
    Attempt row{std::move(message), number, parts_.clock.now(), Duration(0), 0, why, "dead"};
    log(row);
    co_await attempts_.submit(std::move(row));
    co_return jobs::Dead{why};
  }

  /// A partner's endpoint: the customer may have withdrawn the consent since the fan-out.
  Async<bool> may_know(const Delivery& delivery) {
    if (delivery.partner.empty()) co_return true;
    const access::ConsentKey who{delivery.message.organisation, delivery.customer,
                                 delivery.partner};
    co_return co_await parts_.store.read([&who](store::Session& session) {
      return access::has_consent(session, who, access::Purpose::rewards);
    });
  }

  /// Nobody has to look at it: it is as the customer wants.
  Async<jobs::End> withhold(Message message, int number) {
    Attempt row{std::move(message),  number, parts_.clock.now(), Duration(0), 0,
                "consent withdrawn", "dead"};
    log(row);
    co_await attempts_.submit(std::move(row));
    co_return jobs::Done{};
  }

  Async<jobs::End> attempt(const Delivery& delivery, const Endpoint& endpoint, int number) {
    const Timestamp started_at = parts_.clock.now();
    auto request = make_request(delivery, endpoint, started_at);
    auto& client = parts_.client_of_this_loop();
    const auto exchange = co_await client.send(std::move(request));
    failpoint("webhooks.attempt.answered");
    const Timestamp ended_at = parts_.clock.now();
    auto verdict = judge(exchange, number, ended_at, parts_.retry, parts_.random);
    Attempt row{delivery.message,        number,         started_at,
                ended_at - started_at,   verdict.status, verdict.failure,
                state_after(verdict.end)};
    log(row);
    co_await attempts_.submit(std::move(row));
    failpoint("webhooks.attempt.committed");
    co_return std::move(verdict.end);
  }

  http::ClientRequest make_request(const Delivery& delivery, const Endpoint& endpoint,
                                   Timestamp now) const {
    http::ClientRequest request;
    request.method = "POST";
    request.url = endpoint.url;
    request.headers.add("Content-Type", "application/json");
    request.headers.add("User-Agent", "Patchbay");
    request.headers.add("webhook-id", delivery.message.event);
    request.headers.add("webhook-timestamp", std::to_string(now.seconds()));
    request.headers.add("webhook-signature",
                        sign(endpoint.key, delivery.message.event, now.seconds(), delivery.body));
    request.body = delivery.body;
    request.timeout = parts_.timeout;
    return request;
  }

  static void log(const Attempt& attempt) {
    const bool good = attempt.failure.empty();
    log_line(good ? LogLevel::debug : LogLevel::warning, "webhook.attempt",
             {{"organisation", attempt.message.organisation},
              {"event", attempt.message.event},
              {"endpoint", attempt.message.endpoint},
              {"attempt", attempt.number},
              {"status", attempt.status},
              {"failure", attempt.failure},
              {"state", attempt.state},
              {"micros", std::int64_t{attempt.length.count()}}});
  }

  DeliveryParts parts_;
  EndpointCache endpoints_;
  store::Batch<Attempt, std::monostate> attempts_;
};

Async<jobs::End> run(std::shared_ptr<Deliverer> deliverer, jobs::Job job) {
  co_return co_await deliverer->deliver(std::move(job));
}

}  // namespace

jobs::Handler make_deliverer(DeliveryParts parts) {
  auto deliverer = std::make_shared<Deliverer>(std::move(parts));
  return [deliverer](jobs::Job job) { return run(deliverer, std::move(job)); };
}

}  // namespace patchbay::webhooks
