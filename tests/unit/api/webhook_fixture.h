#pragma once
// Webhooks behind the guard: events that were fanned out, and partners' credentials.

#include "hub/http/json.h"
#include "hub/jobs/leases.h"
#include "tests/unit/api/guarded.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoints.h"
#include "webhooks/fan_out.h"
#include "webhooks/message_job.h"
#include "webhooks/messages_store.h"

namespace patchbay::api::test {

class WebhookApiFixture : public GuardedTest {
 protected:
  access::Issued issue_partner(const std::string& partner, const std::string& scopes = "") {
    access::NewCredential wanted;
    wanted.organisation = organisation;
    wanted.kind = access::CredentialKind::partner;
    wanted.partner = partner;
    wanted.scopes = scopes;
    wanted.signing = access::Signing::optional;
    return write([&](store::Session& s) {
             return access::issue_credential(s, wanted, keys_, {"test"}, clock_.now());
           })
        .value();
  }
  /// An endpoint with this id.
  void put(const std::string& id, const std::string& partner = {}) {
    webhooks::NewEndpoint wanted{id, "https://" + id + ".example/",
                                 Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), ""};
    wanted.partner = partner;
    write([&](store::Session& s) {
      webhooks::put_endpoint(s, organisation, wanted, keys_, clock_.now());
    });
  }
  void happen(const std::string& id) {
    clock_.advance(std::chrono::seconds(1));
    const events::NewEvent event{
        id, "tier.updated", "42",
        R"({"customer":"42","tier":"gold","previous_tier":"","points":500})", "key/" + id};
    write([&](store::Session& s) {
      events::append(s, organisation, {&event, 1}, clock_.now());
      webhooks::Subscriptions subscriptions;
      webhooks::fan_out(s, subscriptions, 100, clock_.now());
    });
  }
  void fan() {
    write([&](store::Session& s) {
      webhooks::Subscriptions subscriptions;
      webhooks::fan_out(s, subscriptions, 100, clock_.now());
    });
  }
  /// Every delivery that is due fails for good, with this answer.
  void fail_all(const std::string& body = "no", const std::string& headers = "{}") {
    write([&](store::Session& s) {
      for (const auto& job :
           jobs::claim_kind(s, webhooks::deliver_kind, 100, "w", std::chrono::seconds(30))) {
        webhooks::Attempt attempt;
        attempt.key = {organisation, job.partner,
                       webhooks::read_delivery_payload(job.payload)->sequence};
        attempt.started_at = clock_.now();
        attempt.status = 500;
        attempt.failure = "the endpoint answered 500";
        attempt.body = body;
        attempt.headers = headers;
        attempt.state = "dead";
        webhooks::record_attempts(s, {&attempt, 1});
        const jobs::Finished finished{job.id, job.lease, jobs::Dead{"no"}, 0};
        jobs::finish(s, {&finished, 1});
      }
    });
  }
  boost::json::object asked(const http::Request& request, int expected = 200) {
    const auto response = send(request);
    EXPECT_EQ(response.status, expected) << request.target << " " << response.body;
    const auto parsed = parse_json(response.body);
    return parsed && parsed->is_object() ? parsed->as_object() : boost::json::object();
  }
  static std::string text(const boost::json::object& object, const char* key) {
    return std::string(object.at(key).as_string());
  }

  const std::string base_ = "/api/v1/webhooks/endpoints";
};

}  // namespace patchbay::api::test
