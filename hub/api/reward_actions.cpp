#include "hub/loyalty/reward_actions.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/reward_view.h"
#include "hub/api/routes.h"
#include "hub/crypto/system_random.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;

constexpr const char* id_parameter = R"(
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the reward's id",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}])";
constexpr const char* answers = R"(
  "responses": {
    "200": {
      "description": "The reward as it is now",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Reward"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  })";

std::string show_operation() {
  return R"({"operationId": "getReward", "summary": "A reward with the history of its moves",)" +
         std::string(id_parameter) + R"(,
  "responses": {
    "200": {
      "description": "The reward",
      "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/RewardWithHistory"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }})";
}

/// An action whose body has one text that must be there, or none.
std::string action_operation(const std::string& id, const std::string& summary,
                             const std::string& field) {
  const std::string body = R"(, "requestBody": {"required": true, "content": {"application/json": {
    "schema": {"type": "object", "required": [")" +
                           field + R"("], "additionalProperties": false,
      "properties": {")" + field +
                           R"(": {"type": "string", "minLength": 1, "maxLength": 500}}}}}})";
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(",)" + id_parameter +
         (field.empty() ? "" : body) + "," + answers + "}";
}

Async<Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  std::optional<loyalty::Reward> reward;
  std::vector<loyalty::RewardStep> steps;
  if (is_plain_text(id)) {
    co_await store.read([&](store::Session& session) {
      reward = loyalty::find_reward(session, organisation, id);
      steps = loyalty::reward_history(session, organisation, id);
    });
  }
  if (!reward) co_return problem_of(not_found("there is no reward with this id"));
  boost::json::array history;
  for (const auto& step : steps) history.push_back(to_json(step));
  const boost::json::object all{{"reward", to_json(*reward)}, {"history", std::move(history)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

using Act = std::function<Result<loyalty::Reward>(store::Session&, const loyalty::RewardAction&,
                                                  const std::string& text, const Clock&)>;

/// One of the four changes.
struct Action {
  const char* name;   ///< "choose": the end of the path and of the audit's action
  const char* id;     ///< of the operation
  const char* field;  ///< of the body; empty: it has none
  const char* summary;
  Act act;
};

/// For the audit: what the actions change, and nothing of the customer.
std::string state_of(const std::optional<loyalty::Reward>& reward) {
  if (!reward) return {};
  return boost::json::serialize(boost::json::object{{"state", loyalty::name_of(reward->state)},
                                                    {"partner", reward->partner},
                                                    {"cancel_reason", reward->cancel_reason}});
}

Result<Response> perform(const Action& action, const Clock& clock, store::Session& session,
                         const Request& request, const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const bool has_field = *action.field != '\0';
  const std::string text = has_field ? read_text(fields, action.field) : "";
  if (has_field && text.empty())
    fields.fail(std::string("\"") + action.field + "\" must not be empty");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const std::string& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no reward with this id");
  const auto& caller = *request.caller;
  const auto before = loyalty::find_reward(session, caller.organisation, id);
  const auto reward = action.act(session, {caller.organisation, id, caller.actor}, text, clock);
  if (!reward) return reward.error();
  access::record(session, {caller.organisation, caller.actor, std::string("reward.") + action.name,
                           "reward:" + id, text, "", clock.now(), request.address, state_of(before),
                           state_of(*reward)});
  return http::json_response(200, boost::json::serialize(to_json(*reward)));
}

std::vector<Action> all_actions() {
  return {{"choose", "chooseRewardPartner", "partner",
           "The customer's choice: one of the eligible partners issues it, no other",
           [](auto& session, const auto& who, const auto& partner, const auto& clock) {
             return loyalty::choose_partner(session, who, partner, clock, crypto::system_random());
           }},
          {"release", "releaseReward", "reason",
           "Let a held reward go on: it is issued, or waits for the customer's choice",
           [](auto& session, const auto& who, const auto&, const auto& clock) {
             return loyalty::release_reward(session, who, clock, crypto::system_random());
           }},
          {"cancel", "cancelReward", "reason",
           "Withdraw a reward that is not issued; while a call's outcome is unknown it waits for "
           "proof (cancel_reason is set)",
           [](auto& session, const auto& who, const auto& reason, const auto& clock) {
             return loyalty::cancel_reward(session, who, reason, clock, crypto::system_random());
           }},
          {"redeem", "redeemReward", "", "An issued reward was used; once, for ever",
           [](auto& session, const auto& who, const auto&, const auto& clock) {
             return loyalty::redeem_reward(session, who, clock, crypto::system_random());
           }}};
}

http::Route action_route(const ApiParts& parts, const Action& action) {
  http::Route route{
      "POST", std::string("/api/v1/rewards/{id}/") + action.name,        {},
      true,   action_operation(action.id, action.summary, action.field), "rewards:write"};
  route.idempotency = http::Idempotency::required;
  return change_route(
      parts, std::move(route),
      [action, &clock = parts.clock](auto& session, const auto& request, const auto& path) {
        return perform(action, clock, session, request, path);
      });
}

}  // namespace

std::vector<http::Route> reward_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/rewards/{id}",
                    [&store = parts.store](const http::Request& request, const auto& path) {
                      return show(store, request.caller->organisation, path.at("id"));
                    },
                    true, show_operation(), "rewards:read"});
  for (const Action& action : all_actions()) routes.push_back(action_route(parts, action));
  return routes;
}

}  // namespace patchbay::api
