#include "webhooks/message_job.h"

#include <boost/json/serialize.hpp>

#include "hub/crypto/digest.h"
#include "hub/http/json.h"
#include "webhooks/audience.h"
#include "webhooks/inbox.h"

namespace patchbay::webhooks {
namespace {

constexpr std::string_view body_mark = R"(,"body":)";

std::string lane_of(const std::string& endpoint, const std::string& customer) {
  std::string lane = endpoint + "/" + customer;
  if (lane.size() > jobs::NewJob::name_bytes_max)
    lane = endpoint + "/" + crypto::to_hex(crypto::sha256(customer));
  return lane;
}

const boost::json::string* text_at(const boost::json::object& object, const char* key) {
  const auto* value = object.if_contains(key);
  return value ? value->if_string() : nullptr;
}

}  // namespace

std::string message_body(const events::Event& event) {
  // `data` is put in as it was written: parsing it could change its numbers.
  std::string body;
  body.reserve(event.data.size() + 100);
  body.append(R"({"type":)").append(boost::json::serialize(boost::json::string(event.type)));
  body.append(R"(,"timestamp":")").append(to_rfc3339(event.occurred_at));
  body.append(R"(","data":)").append(event.data).append("}");
  return body;
}

std::string message_job_key(std::string_view event, std::string_view endpoint) {
  std::string key;
  key.reserve(event.size() + endpoint.size() + 1);
  key.append(event).append("/").append(endpoint);
  return key;
}

jobs::NewJob delivery_job(const events::Event& event, const Subscription& to,
                          const std::string& body, Timestamp run_at) {
  jobs::NewJob job;
  job.organisation = event.organisation;
  job.kind = deliver_kind;
  job.key = message_job_key(event.id, to.endpoint);
  job.partner = to.endpoint;
  boost::json::object head{{"event", event.id}, {"sequence", event.sequence}};
  if (!to.partner.empty()) {
    head["partner"] = to.partner;
    if (!is_about_endpoint(event.type)) head["customer"] = event.subject;
  }
  if (event.type == test_event_type) head["test"] = true;
  job.payload = boost::json::serialize(head);
  // The whole message travels in the job, so that an attempt needs no read; as it is, last, so that
  // it needs no decoding either.
  const bool is_raw = to.raw && event.type == relay_type;
  if (!is_raw && body.size() <= carried_body_bytes_max) {
    job.payload.pop_back();
    job.payload.append(body_mark).append(body).append("}");
  }
  job.run_at = run_at;
  if (to.ordered) job.lane = lane_of(to.endpoint, event.subject);
  return job;
}

std::optional<Delivery> read_delivery_payload(std::string_view payload) {
  Delivery delivery;
  // Inside of a JSON text the mark's quotes would be escaped: its first place is the member's.
  const auto mark = payload.find(body_mark);
  std::string head(payload);
  if (mark != std::string_view::npos) {
    const auto from = mark + body_mark.size();
    if (payload.size() < from + 2) return std::nullopt;
    delivery.body = payload.substr(from, payload.size() - from - 1);
    head.assign(payload.substr(0, mark)).append("}");
  }
  const auto parsed = parse_json(head);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (!object) return std::nullopt;
  const auto* event = text_at(*object, "event");
  const auto* sequence = object->if_contains("sequence");
  if (!event || !sequence || !sequence->is_int64()) return std::nullopt;
  delivery.event = *event;
  delivery.sequence = sequence->get_int64();
  if (const auto* partner = text_at(*object, "partner")) delivery.partner = *partner;
  if (const auto* customer = text_at(*object, "customer")) delivery.customer = *customer;
  delivery.is_test = object->contains("test");
  return delivery;
}

}  // namespace patchbay::webhooks
