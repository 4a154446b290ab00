// Kept decisions, listed.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/decision_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

constexpr const char* operation = R"({
  "operationId": "listDecisions",
  "summary": "Kept decisions, newest first, page by page",
  "parameters": [
    {"name": "effect", "in": "query", "description": "only those with such an effect",
     "schema": {"type": "string", "enum": ["earn", "set_tier", "award", "discount", "redeem",
       "share", "hold", "flag", "notify", "deny"]}},
    {"name": "customer", "in": "query", "description": "only about this customer",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "from", "in": "query", "description": "decided at or after, RFC 3339 or a day",
     "schema": {"type": "string", "maxLength": 40}},
    {"name": "until", "in": "query", "description": "decided before, RFC 3339 or a day",
     "schema": {"type": "string", "maxLength": 40}},
    {"name": "after", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "limit", "in": "query", "description": "decisions a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DecisionList"}}}
    }
  }
})";

Result<std::optional<Timestamp>> time_at(const Parameters& given, const std::string& name) {
  const auto& text = given.text(name);
  if (text.empty()) return std::optional<Timestamp>();
  const auto at = parse_timestamp(text);
  if (!at) return at.error().in("parameter \"" + name + "\"");
  return std::optional(*at);
}

Result<policy::DecisionFilter> read_filter(const std::string& query) {
  const auto given =
      Parameters::read(query, {"effect", "customer", "from", "until", "after", "limit"});
  if (!given) return given.error();
  policy::DecisionFilter filter;
  filter.newest_first = true;
  filter.customer = given->text("customer");
  filter.after = given->text("after");
  if (const auto& name = given->text("effect"); !name.empty()) {
    const auto effect = policy::find_effect(name);
    if (!effect) return effect.error().in("parameter \"effect\"");
    filter.effects.push_back(*effect);
  }
  const auto from = time_at(*given, "from");
  if (!from) return from.error();
  const auto until = time_at(*given, "until");
  if (!until) return until.error();
  filter.from = *from;
  filter.until = *until;
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) return limit.error();
  filter.limit = static_cast<std::size_t>(*limit);
  return filter;
}

Result<std::vector<policy::KeptDecision>> read_page(store::Session& session,
                                                    const OrganisationId& organisation,
                                                    const policy::DecisionFilter& filter) {
  if (!filter.after.empty() && !policy::find_decision(session, organisation, filter.after))
    return invalid(
        "parameter \"after\": there is no decision with this id; take `next` of the page "
        "before");
  return policy::list_decisions(session, organisation, filter);
}

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto filter = read_filter(query);
  if (!filter) co_return problem_of(filter.error());
  const auto found = co_await store.read(
      [&](store::Session& session) { return read_page(session, organisation, *filter); });
  if (!found) co_return problem_of(found.error());
  json::array items;
  for (const auto& one : *found) items.push_back(summary_json(one));
  json::value next;
  if (found->size() == filter->limit) next = json::string(found->back().id);
  const json::object page{{"decisions", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, json::serialize(page));
}

}  // namespace

http::Route decisions_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/decisions",
          [&store = parts.store](const http::Request& request, const auto&) {
            return list(store, request.caller->organisation, std::string(request.query()));
          },
          true,
          operation,
          "policies:read"};
}

}  // namespace patchbay::api
