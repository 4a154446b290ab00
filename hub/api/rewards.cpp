#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/base/text.h"
#include "hub/loyalty/rewards.h"

namespace patchbay::api {
namespace {

using loyalty::RewardState;

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;
constexpr std::array states{RewardState::pending, RewardState::processing, RewardState::issued,
                            RewardState::unconfirmed, RewardState::failed};

constexpr const char* operation = R"({
  "operationId": "listRewards",
  "summary": "Rewards, oldest first, page by page",
  "parameters": [
    {"name": "customer", "in": "query", "description": "only of this customer",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "state", "in": "query", "description": "only in this state",
     "schema": {"$ref": "#/components/schemas/RewardState"}},
    {"name": "limit", "in": "query", "description": "rewards a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"name": "after", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "string", "maxLength": 200}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RewardList"}}}
    }
  }
})";

Result<void> check_state(const std::string& state) {
  std::vector<std::string> names;
  for (const auto known : states) names.emplace_back(loyalty::name_of(known));
  if (state.empty() || std::find(names.begin(), names.end(), state) != names.end()) return {};
  return invalid("parameter \"state\": \"" + state + "\" is not one of " + join(names, ", "));
}

Result<loyalty::RewardFilter> read_filter(std::string_view query) {
  const auto given = Parameters::read(query, {"customer", "state", "limit", "after"});
  if (!given) return given.error();
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) return limit.error();
  if (auto known = check_state(given->text("state")); !known) return known.error();
  return loyalty::RewardFilter{given->text("customer"), given->text("state"), given->text("after"),
                               static_cast<std::size_t>(*limit)};
}

boost::json::value time_of(const std::optional<Timestamp>& at) {
  if (!at) return nullptr;
  return boost::json::value(to_rfc3339(*at));
}

boost::json::object to_json(const loyalty::Reward& reward) {
  return {{"id", reward.id},
          {"customer", reward.customer},
          {"milestone", reward.milestone},
          {"kind", reward.kind},
          {"capability", reward.capability},
          {"partner", reward.partner},
          {"amount_minor", reward.amount_minor},
          {"currency", reward.currency},
          {"state", loyalty::name_of(reward.state)},
          {"reason", reward.reason},
          {"partner_reference", reward.partner_reference},
          {"unknown_since", time_of(reward.unknown_since)},
          {"created_at", to_rfc3339(reward.created_at)},
          {"issued_at", time_of(reward.issued_at)}};
}

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto filter = read_filter(query);
  if (!filter) co_return http::problem(400, http::reason_of(400), filter.error().message);
  const auto rewards = co_await store.read([&organisation, &filter](store::Session& session) {
    return loyalty::list_rewards(session, organisation, *filter);
  });
  boost::json::array items;
  for (const auto& reward : rewards) items.push_back(to_json(reward));
  boost::json::value next;
  if (rewards.size() == filter->limit) next = rewards.back().id;
  const boost::json::object page{{"rewards", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, boost::json::serialize(page));
}

}  // namespace

http::Route rewards_route(const ApiParts& parts) {
  return {"GET", "/api/v1/rewards",
          [&store = parts.store, organisation = parts.organisation](const http::Request& request,
                                                                    const auto&) {
            return list(store, organisation, std::string(request.query()));
          },
          true, operation};
}

}  // namespace patchbay::api
