#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/own.h"
#include "hub/api/parameters.h"
#include "hub/api/reward_view.h"
#include "hub/api/routes.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/kept_decision.h"
#include "hub/loyalty/milestone_check.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/reward_checks.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

constexpr const char* body_and_answer = R"(
  "summary": "Look at a customer's milestones now: what is due is given, once",
  "requestBody": {"content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": false,
    "properties": {"customer": {"type": "string", "minLength": 1, "maxLength": 200,
      "description": "with a customer's credential: none, or the same one"}}}}}},
  "responses": {
    "200": {"description": "What is new, and what waits; 429: looked at too often for the rules",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RewardCheck"}}}},
    "409": {"$ref": "#/components/responses/Clash"},
    "404": {"$ref": "#/components/responses/)";

std::string operation(const char* id, const char* not_found_answer) {
  return std::string("{\"operationId\": \"") + id + "\"," + body_and_answer + not_found_answer +
         "\"}}}";
}

struct Parts {
  policy::PolicyBook& policies;
  const Clock& clock;
};

/// Who is looked at. Errors: invalid; not_found: another one than the credential's.
Result<std::string> read_customer(const Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  const std::string& own = request.caller->customer;
  adapters::StrictObject fields(*body, "body");
  const auto customer = read_text(fields, "customer", own);
  if (customer.empty()) fields.fail("\"customer\" is missing");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  if (!is_plain_text(customer) || !may_ask_about(*request.caller, customer))
    return not_found("there is no customer with this id");
  return customer;
}

Response too_often(Session& session, const OrganisationId& organisation,
                   const std::string& customer, const policy::LimitRule& limit, Timestamp now) {
  if (limit.effect == policy::LimitEffect::hold || !limit.at_most_count)
    return problem_of(loyalty::error_of(limit));
  auto response = http::problem(429, http::reason_of(429), loyalty::error_of(limit).message);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(
      loyalty::check_free_in(session, organisation, customer, limit, now));
  response.headers.add("Retry-After", std::to_string(wait.count()));
  return response;
}

std::string text_of(const std::vector<loyalty::GivenReward>& given,
                    const std::vector<loyalty::WaitingAward>& waiting) {
  json::array rewards;
  for (const auto& reward : given)
    rewards.push_back(json::object{{"milestone", reward.milestone},
                                   {"status", loyalty::name_of(reward.state)},
                                   {"rewardId", reward.id}});
  return json::serialize(json::object{{"checked", true},
                                      {"total", rewards.size()},
                                      {"newRewards", rewards},
                                      {"waiting", to_json(waiting)}});
}

Result<Response> check(const Parts& parts, Session& session, const Request& request) {
  const auto customer = read_customer(request);
  if (!customer) return customer.error();
  const auto& organisation = request.caller->organisation;
  Random& random = crypto::system_random();
  // First the lock: what is read before it may be old when it is had.
  loyalty::lock_programme(session, organisation, parts.clock, random);
  const Timestamp now = parts.clock.now();
  const auto policy = rules_now(parts.policies, session, organisation, now);
  if (!policy) return policy.error();
  const loyalty::CheckedPerson person{*customer,
                                      loyalty::find_progress(session, organisation, *customer)};
  if (request.caller->customer.empty() && !person.progress &&
      !loyalty::find_customer(session, organisation, *customer))
    return not_found("there is no customer with this id");
  const loyalty::CheckParts look{session, organisation, *policy, parts.clock, random};
  const auto outcome = loyalty::check_milestones(look, std::span(&person, 1), true).at(0);
  // What was noted and kept has to stay, so these are answers and no errors.
  if (outcome.refused_by)
    return too_often(session, organisation, *customer, *outcome.refused_by, now);
  if (!outcome.problem.empty()) {
    loyalty::log_problem(organisation, 1, outcome.problem);
    return problem_of(
        unavailable("the rewards cannot be looked at just now. Nothing is lost: what "
                    "is due is given as soon as they can"));
  }
  const auto waiting = loyalty::waiting_awards(session, organisation, *policy, *customer, now);
  return http::json_response(200, text_of(outcome.given, waiting));
}

http::Route check_route(const ApiParts& parts, const char* pattern, std::string operation_text) {
  http::Route route{
      "POST", pattern, {}, true, std::move(operation_text), "rewards:write", "rewards:check:own"};
  route.idempotency = http::Idempotency::optional;
  const Parts own{*parts.policies, parts.clock};
  return change_route(parts, std::move(route),
                      [own](auto& session, const auto& request, const auto&) {
                        return check(own, session, request);
                      });
}

}  // namespace

std::vector<http::Route> reward_check_routes(const ApiParts& parts) {
  if (!parts.policies) return {};
  std::vector<http::Route> routes;
  routes.push_back(
      check_route(parts, "/api/v1/rewards/check", operation("checkRewards", "NotFound")));
  routes.push_back(check_route(parts, "/api/rewards/check",
                               operation("checkRewardsAsSeed", "NotFoundInSeedForm")));
  return routes;
}

}  // namespace patchbay::api
