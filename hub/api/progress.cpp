#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/own.h"
#include "hub/api/parameters.h"
#include "hub/api/reward_view.h"
#include "hub/api/routes.h"
#include "hub/crypto/system_random.h"
#include "hub/loyalty/milestone_check.h"
#include "hub/loyalty/programme.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using loyalty::PersonProgress;
using store::Session;

constexpr const char* show_operation = R"({
  "operationId": "getProgress",
  "summary": "A customer's clean days, and the next milestone",
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the customer",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "200": {"description": "Whole dates where the customer lives; pauses do not count",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Progress"}}}},
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* record_operation = R"({
  "operationId": "recordProgress",
  "summary": "Tell of a start, a relapse, a pause or its end; what is due is given at once",
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the customer",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["event"], "additionalProperties": false,
    "properties": {
      "event": {"type": "string", "enum": ["start", "relapse", "pause", "resume"]},
      "on": {"type": "string", "description": "the date, 2026-11-22; none: today"},
      "time_zone": {"type": "string",
                    "description": "IANA, where the customer lives; none: as before"},
      "grace_days": {"type": "integer", "minimum": 0, "maximum": 365,
                     "description": "of each pause, that count all the same; none: as before"}
    }}}}},
  "responses": {
    "200": {"description": "Where the customer stands now, with the rewards that came of it",
      "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/RecordedProgress"}}}},
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

struct Parts {
  store::Store& store;
  policy::PolicyBook& policies;
  const Clock& clock;
};

json::value next_json(const std::optional<loyalty::NextMilestone>& next) {
  if (!next) return nullptr;
  return json::object{{"milestone", next->milestone}, {"days_left", next->days_left}};
}

Result<json::object> progress_json(Session& session, const OrganisationId& organisation,
                                   const policy::Policy& policy, const PersonProgress& person,
                                   Timestamp now) {
  const auto view = loyalty::view_progress(session, organisation, policy, person, now);
  if (!view) return view.error();
  const auto& zone = person.zone.empty() ? policy.programme().time_zone : person.zone;
  const auto& paused = person.streak.paused_on;
  const auto waiting = loyalty::waiting_awards(session, organisation, policy, person.customer, now);
  return json::object{{"customer", person.customer},
                      {"days", view->days},
                      {"since", loyalty::to_text(person.streak.since)},
                      {"paused", paused.has_value()},
                      {"paused_on", paused ? json::value(loyalty::to_text(*paused)) : nullptr},
                      {"time_zone", zone},
                      {"grace_days", person.grace_days},
                      {"next", next_json(view->next)},
                      {"waiting", to_json(waiting)}};
}

Error nothing_known() {
  return not_found(
      "no days are counted for a customer with this id; begin with the event "
      "\"start\"");
}

/// For staff: which rule failed, and since when.
json::value problem_json(const PersonProgress& person) {
  if (person.check_problem.empty()) return nullptr;
  return json::object{{"reason", person.check_problem},
                      {"since", to_rfc3339(person.problem_at.value_or(Timestamp{}))}};
}

Result<Response> show(const Parts& parts, Session& session, const http::Caller& caller,
                      const std::string& id) {
  if (!is_plain_text(id) || !may_ask_about(caller, id)) return nothing_known();
  const Timestamp now = parts.clock.now();
  const auto person = loyalty::find_progress(session, caller.organisation, id);
  if (!person) return nothing_known();
  const auto policy = rules_now(parts.policies, session, caller.organisation, now);
  if (!policy) return policy.error();
  auto shown = progress_json(session, caller.organisation, *policy, *person, now);
  if (!shown) return shown.error();
  if (caller.customer.empty()) (*shown)["problem"] = problem_json(*person);
  return http::json_response(200, json::serialize(*shown));
}

Async<Response> answer(Parts parts, std::shared_ptr<const http::Caller> caller, std::string id) {
  const auto shown = co_await parts.store.read(
      [&](Session& session) { return show(parts, session, *caller, id); });
  if (!shown) co_return problem_of(shown.error());
  co_return *shown;
}

Result<loyalty::ProgressNews> read_news(const Request& request, const std::string& id) {
  if (!is_plain_text(id)) return not_found("there is no customer with this id");
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  loyalty::ProgressNews news;
  news.customer = id;
  news.actor = actor_of(request);
  const auto event = read_text(fields, "event");
  const auto on = read_text(fields, "on", "");
  if (const auto zone = read_text(fields, "time_zone", ""); !zone.empty()) news.zone = zone;
  constexpr std::int64_t none = -1;
  const auto grace = fields.integer("grace_days", none, 0, loyalty::grace_days_max);
  if (grace != none) news.grace_days = grace;
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto kind = loyalty::parse_progress_kind(event);
  if (!kind) return kind.error().in("body");
  news.kind = *kind;
  if (on.empty()) return news;
  const auto day = loyalty::parse_day(on);
  if (!day) return day.error().in("body: \"on\"");
  news.on = *day;
  return news;
}

json::array rewards_json(const std::vector<loyalty::GivenReward>& rewards) {
  json::array all;
  for (const auto& reward : rewards)
    all.push_back(json::object{{"reward", reward.id},
                               {"milestone", reward.milestone},
                               {"state", loyalty::name_of(reward.state)}});
  return all;
}

Result<Response> record(const Parts& parts, Session& session, const Request& request,
                        const PathValues& path) {
  const auto news = read_news(request, path.at("id"));
  if (!news) return news.error();
  const auto& organisation = request.caller->organisation;
  Random& random = crypto::system_random();
  // First the lock: what is read before it may be old when it is had.
  loyalty::lock_programme(session, organisation, parts.clock, random);
  const Timestamp now = parts.clock.now();
  const auto policy = rules_now(parts.policies, session, organisation, now);
  if (!policy) return policy.error();
  auto person =
      loyalty::record_progress(session, organisation, *news, policy->programme().time_zone, now);
  if (!person) return person.error();
  // What happened is nobody's business but the customer's: the audit says that it was told.
  access::record(session, {organisation, news->actor, "progress.record",
                           "customer:" + news->customer, "", "", now, request.address});
  const loyalty::CheckedPerson checked{person->customer, *person};
  const loyalty::CheckParts look{session, organisation, *policy, parts.clock, random};
  const auto outcomes = loyalty::check_milestones(look, std::span(&checked, 1), false);
  if (const auto& problem = outcomes.at(0).problem; !problem.empty())
    loyalty::log_problem(organisation, 1, problem);
  auto shown = progress_json(session, organisation, *policy, *person, now);
  if (!shown) return shown.error();
  (*shown)["checked"] = outcomes.at(0).problem.empty();
  (*shown)["new_rewards"] = rewards_json(outcomes.at(0).given);
  return http::json_response(200, json::serialize(*shown));
}

}  // namespace

std::vector<http::Route> progress_routes(const ApiParts& parts) {
  if (!parts.policies) return {};
  const Parts own{parts.store, *parts.policies, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/customers/{id}/progress",
                    [own](const Request& request, const PathValues& path) {
                      return answer(own, request.caller, path.at("id"));
                    },
                    true, show_operation, "customers:read", "progress:read:own"});
  http::Route telling{
      "POST", "/api/v1/customers/{id}/progress", {}, true, record_operation, "customers:write"};
  telling.idempotency = http::Idempotency::required;
  routes.push_back(change_route(parts, std::move(telling),
                                [own](auto& session, const auto& request, const auto& path) {
                                  return record(own, session, request, path);
                                }));
  return routes;
}

}  // namespace patchbay::api
