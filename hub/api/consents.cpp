#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/operate.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/linking.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

using access::ConsentKey;
using http::PathValues;
using http::Request;
using http::Response;

constexpr const char* customer_parameter = R"(
  {"name": "id", "in": "path", "required": true, "description": "the customer",
   "schema": {"type": "string", "minLength": 1, "maxLength": 200}})";

std::string list_operation() {
  return std::string(R"({
  "operationId": "listConsents",
  "summary": "What the customer allowed, with what was taken back, newest first",
  "parameters": [)") +
         customer_parameter + R"(],
  "responses": {"200": {"description": "At most 1,000",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConsentList"}}}}}})";
}

std::string give_operation() {
  return std::string(R"({
  "operationId": "giveConsent",
  "summary": "Record that the customer allows something with a partner",
  "parameters": [)") +
         customer_parameter + R"(],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["partner", "purpose"], "additionalProperties": false,
    "properties": {
      "partner": {"type": "string", "minLength": 1, "maxLength": 200},
      "purpose": {"$ref": "#/components/schemas/Purpose"}
    }}}}},
  "responses": {
    "204": {"description": "It stands, maybe since before"},
    "404": {"$ref": "#/components/responses/NotFound"}}})";
}

std::string withdraw_operation() {
  return std::string(R"({
  "operationId": "withdrawConsent",
  "summary": "Take a consent back",
  "description": "With the one for rewards the link and the tokens go, and webhooks stop.",
  "parameters": [)") +
         customer_parameter + R"(,
    {"name": "partner", "in": "path", "required": true,
     "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
    {"name": "purpose", "in": "query", "description": "without it: all of them",
     "schema": {"$ref": "#/components/schemas/Purpose"}},
    {"name": "reason", "in": "query", "description": "for the audit",
     "schema": {"type": "string", "maxLength": 200}}],
  "responses": {"204": {"description": "It is taken back"},
    "404": {"$ref": "#/components/responses/NotFound"}}})";
}

struct ConsentApi {
  store::Store& store;
  const adapters::Registry& registry;
  const Clock& clock;
  std::shared_ptr<const LinkingParts> linking;

  loyalty::LinkChange change(store::Session& session, const Request& request) const {
    return {session, linking->keys, clock, linking->random, request.address};
  }
};
using Api = std::shared_ptr<const ConsentApi>;

boost::json::object to_json(const access::Consent& consent) {
  const auto& until = consent.revoked_at;
  return {
      {"partner", consent.partner},
      {"purpose", consent.purpose},
      {"how", consent.how},
      {"granted_by", consent.granted_by},
      {"granted_at", to_rfc3339(consent.granted_at)},
      {"revoked_by", consent.revoked_by},
      {"revoke_reason", consent.revoke_reason},
      {"revoked_at", until ? boost::json::value(to_rfc3339(*until)) : boost::json::value(nullptr)}};
}

Async<Response> list(Api api, OrganisationId organisation, std::string customer) {
  std::vector<access::Consent> consents;
  const ConsentKey who{organisation, customer, ""};
  if (is_plain_text(customer))
    consents = co_await api->store.read(
        [&who](store::Session& session) { return access::list_consents(session, who); });
  boost::json::array items;
  for (const auto& consent : consents) items.push_back(to_json(consent));
  const boost::json::object all{{"consents", std::move(items)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

Result<access::Purpose> read_purpose(const std::string& name, const std::string& where) {
  if (const auto purpose = access::parse_purpose(name)) return *purpose;
  return invalid(where + ": \"" + clean_text(name, 40) + "\" is not one of " +
                 join(access::purpose_names(), ", "));
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Result<Response> give(const ConsentApi& api, store::Session& session, const Request& request,
                      const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const std::string partner = read_text(fields, "partner");
  const std::string purpose_name = read_text(fields, "purpose");
  if (const auto known = fields.finish(); !known) return known.error();
  const auto purpose = read_purpose(purpose_name, "body: \"purpose\"");
  if (!purpose) return purpose.error();
  if (!api.registry.find(partner))
    return not_found("there is no partner \"" + clean_text(partner, 100) + "\" here");
  if (!is_plain_text(path.at("id"))) return invalid("the customer's id must be plain text");
  const ConsentKey who{request.caller->organisation, path.at("id"), partner};
  loyalty::give_consent(api.change(session, request), who, *purpose, actor_of(request));
  return no_content();
}

Result<Response> withdraw(const ConsentApi& api, store::Session& session, const Request& request,
                          const PathValues& path) {
  const auto given = Parameters::read(request.query(), {"purpose", "reason"});
  if (!given) return given.error();
  const auto nothing = not_found("this customer has no such consent for this partner");
  if (!is_plain_text(path.at("id")) || !is_plain_text(path.at("partner"))) return nothing;
  loyalty::Withdrawal wanted{{request.caller->organisation, path.at("id"), path.at("partner")},
                             std::nullopt,
                             actor_of(request),
                             given->text("reason")};
  if (!given->text("purpose").empty()) {
    const auto purpose = read_purpose(given->text("purpose"), "parameter \"purpose\"");
    if (!purpose) return purpose.error();
    wanted.purpose = *purpose;
  }
  if (!loyalty::withdraw_consent(api.change(session, request), wanted).anything()) return nothing;
  return no_content();
}

using Work = Result<Response> (*)(const ConsentApi&, store::Session&, const Request&,
                                  const PathValues&);

http::Route consent_change(const ApiParts& parts, const Api& api, const char* method,
                           const char* pattern, std::string operation, Work work) {
  http::Route route{method, pattern, {}, true, std::move(operation), "customers:write"};
  route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route),
                      [api, work](auto& session, const auto& request, const auto& path) {
                        return work(*api, session, request, path);
                      });
}

}  // namespace

std::vector<http::Route> consent_routes(const ApiParts& parts) {
  if (!parts.linking) return {};
  const auto api = std::make_shared<const ConsentApi>(
      ConsentApi{parts.store, parts.registry, parts.clock, parts.linking});
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/customers/{id}/consents",
                    [api](const Request& request, const PathValues& path) {
                      return list(api, request.caller->organisation, path.at("id"));
                    },
                    true, list_operation(), "customers:read"});
  routes.push_back(consent_change(parts, api, "POST", "/api/v1/customers/{id}/consents",
                                  give_operation(), give));
  routes.push_back(consent_change(parts, api, "DELETE", "/api/v1/customers/{id}/consents/{partner}",
                                  withdraw_operation(), withdraw));
  return routes;
}

}  // namespace patchbay::api
