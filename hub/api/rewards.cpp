#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/parameters.h"
#include "hub/api/reward_view.h"
#include "hub/api/routes.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

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
  const auto names = loyalty::reward_state_names();
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

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto filter = read_filter(query);
  if (!filter) co_return http::problem(400, http::reason_of(400), filter.error().message);
  const auto rewards = co_await store.read([&organisation, &filter](store::Session& session) {
    return loyalty::list_rewards(session, organisation, *filter);
  });
  if (!rewards) co_return http::problem(400, http::reason_of(400), rewards.error().message);
  boost::json::array items;
  for (const auto& reward : *rewards) items.push_back(to_json(reward));
  boost::json::value next;
  if (rewards->size() == filter->limit) next = rewards->back().id;
  const boost::json::object page{{"rewards", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, boost::json::serialize(page));
}

}  // namespace

http::Route rewards_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/rewards",
          [&store = parts.store](const http::Request& request, const auto&) {
            return list(store, request.caller->organisation, std::string(request.query()));
          },
          true,
          operation,
          "rewards:read"};
}

}  // namespace patchbay::api
