#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/own.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/claim.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/reward_codes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using loyalty::Reward;
using store::Session;

constexpr std::size_t rewards_max = 1000;

constexpr const char* list_operation = R"({
  "operationId": "listRewardsAsSeed",
  "summary": "A customer's rewards; the codes of those to be used with the customer's credential",
  "parameters": [{"name": "customer", "in": "query",
    "description": "with a customer's credential: none, or the same one",
    "schema": {"type": "string", "maxLength": 200}}],
  "responses": {
    "200": {"description": "Oldest first",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OwnRewards"}}}},
    "404": {"$ref": "#/components/responses/NotFoundInSeedForm"}}})";

constexpr const char* claim_operation = R"({
  "operationId": "claimReward",
  "summary": "The customer's choice: one of the eligible partners issues it, no other",
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the reward",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["partnerId"], "additionalProperties": false,
    "properties": {"partnerId": {"type": "string", "minLength": 1, "maxLength": 200}}}}}},
  "responses": {
    "200": {"description": "It is on its way; 403: a limit of the rules denies it",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ClaimAnswer"}}}},
    "404": {"$ref": "#/components/responses/NotFoundInSeedForm"}}})";

struct Parts {
  store::Store& store;
  policy::PolicyBook& policies;
  const Clock& clock;
  crypto::KeyRing keys;
};
using PartsPtr = std::shared_ptr<const Parts>;
using Codes = std::map<std::string, Secret>;

std::string amount_of(const Reward& reward) {
  return format_minor(reward.amount_minor, find_currency(reward.currency).value().exponent);
}

/// Null where the partner has nothing to tell yet.
json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::value distribution_of(const Reward& reward, const Codes& codes) {
  if (!loyalty::was_issued(reward.state)) return nullptr;
  const auto code = codes.find(reward.id);
  return json::object{
      {"voucherId", text_or_null(reward.partner_reference)},
      {"voucherCode", code == codes.end() ? json::value() : json::value(code->second.reveal())},
      {"expiresAt", reward.expires_at ? json::value(to_rfc3339(*reward.expires_at)) : nullptr}};
}

json::object own_json(const Reward& reward, const Codes& codes) {
  return {
      {"id", reward.id},
      {"milestone_id", reward.milestone},
      {"status", loyalty::name_of(reward.state)},
      {"reward_type", reward.kind},
      {"reward_amount", amount_of(reward)},
      {"currency", reward.currency},
      {"message", loyalty::message_for_customer(reward)},
      {"partners", json::array(reward.eligible_partners.begin(), reward.eligible_partners.end())},
      {"partner_used", text_or_null(reward.partner)},
      {"distribution_details", distribution_of(reward, codes)}};
}

Async<Response> list(PartsPtr parts, std::shared_ptr<const http::Caller> caller,
                     std::string query) {
  const auto given = Parameters::read(query, {"customer"});
  if (!given) co_return problem_of(given.error());
  const std::string& named = given->text("customer");
  const std::string customer = named.empty() ? caller->customer : named;
  if (customer.empty()) co_return problem_of(invalid("parameter \"customer\" is missing"));
  if (!may_ask_about(*caller, customer))
    co_return problem_of(not_found("there is no customer with this id"));
  Codes codes;
  const auto rewards = co_await parts->store.read([&](Session& session) {
    // To their holder alone: staff can do without.
    if (!caller->customer.empty())
      codes = loyalty::reward_codes(session, caller->organisation, customer, parts->keys);
    return loyalty::list_rewards(session, caller->organisation, {customer, "", "", rewards_max});
  });
  if (!rewards) co_return problem_of(rewards.error());
  json::array items;
  for (const auto& reward : *rewards) items.push_back(own_json(reward, codes));
  auto response = http::json_response(
      200, json::serialize(json::object{{"total", items.size()}, {"rewards", items}}));
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

std::string claimed_text(const Reward& reward) {
  const json::object result{{"voucherId", text_or_null(reward.partner_reference)},
                            {"voucherCode", nullptr},
                            {"amount", amount_of(reward)}};
  const json::object claimed{{"milestone", reward.milestone},
                             {"status", loyalty::name_of(reward.state)},
                             {"partnerId", reward.partner},
                             {"distributionResult", result}};
  return json::serialize(json::object{{"success", true}, {"reward", claimed}});
}

Result<Response> claim(const Parts& parts, Session& session, const Request& request,
                       const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto partner = read_text(fields, "partnerId");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const std::string& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no reward with this id");
  const http::Caller& caller = *request.caller;
  Random& random = crypto::system_random();
  // First the lock: what is read before it may be old when it is had.
  loyalty::lock_programme(session, caller.organisation, parts.clock, random);
  const Timestamp now = parts.clock.now();
  const auto policy = rules_now(parts.policies, session, caller.organisation, now);
  if (!policy) return policy.error();
  const loyalty::CheckParts look{session, caller.organisation, *policy, parts.clock, random};
  const auto outcome = loyalty::claim_reward(look, {id, partner, caller.actor, caller.customer});
  if (!outcome) return outcome.error();
  // The decision that says no is kept, so this is an answer and no error.
  if (outcome->refusal) return problem_of(*outcome->refusal);
  access::record(session,
                 {caller.organisation, caller.actor, "reward.claim", "reward:" + id, "",
                  json::serialize(json::object{{"partner", partner}}), now, request.address});
  return http::json_response(200, claimed_text(*outcome->reward));
}

}  // namespace

std::vector<http::Route> own_reward_routes(const ApiParts& parts) {
  if (!parts.policies) return {};
  const auto own =
      std::make_shared<const Parts>(Parts{parts.store, *parts.policies, parts.clock, parts.keys});
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/rewards",
                    [own](const Request& request, const PathValues&) {
                      return list(own, request.caller, std::string(request.query()));
                    },
                    true, list_operation, "rewards:read", "rewards:read:own"});
  http::Route claiming{"POST",          "/api/rewards/{id}/claim", {}, true, claim_operation,
                       "rewards:write", "rewards:claim:own"};
  claiming.idempotency = http::Idempotency::optional;
  routes.push_back(change_route(parts, std::move(claiming),
                                [own](auto& session, const auto& request, const auto& path) {
                                  return claim(*own, session, request, path);
                                }));
  return routes;
}

}  // namespace patchbay::api
