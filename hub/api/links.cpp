#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/operate.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/linking.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;

constexpr std::size_t account_bytes_max = 64;

constexpr const char* customer_parameter = R"(
  {"name": "id", "in": "path", "required": true, "description": "the customer",
   "schema": {"type": "string", "minLength": 1, "maxLength": 200}})";

constexpr const char* seed_operation = R"({
  "operationId": "linkPartnerAccount",
  "summary": "Link a customer's account by its number and security code",
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the partner",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["customerId", "accountNumber"], "additionalProperties": false,
    "properties": {
      "customerId": {"type": "string", "minLength": 1, "maxLength": 200},
      "accountNumber": {"type": "string", "minLength": 1, "maxLength": 64},
      "securityCode": {"type": "string", "maxLength": 64,
                       "description": "shown to the partner, never kept"}
    }}}}},
  "responses": {
    "200": {"description": "It is linked; 403: account or code is wrong, or 429: too often",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LinkAnswer"}}}},
    "404": {"$ref": "#/components/responses/NotFoundInSeedForm"}}})";

std::string add_operation() {
  return std::string(R"({
  "operationId": "addLink",
  "summary": "Link the customer's account at a partner",
  "parameters": [)") +
         customer_parameter + R"(],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["partner", "account"], "additionalProperties": false,
    "properties": {
      "partner": {"type": "string", "minLength": 1, "maxLength": 200},
      "account": {"type": "string", "minLength": 1, "maxLength": 64},
      "security_code": {"type": "string", "maxLength": 64,
                        "description": "shown to the partner, never kept"}
    }}}}},
  "responses": {
    "201": {"description": "It is linked; 403: account or code is wrong, or 429: too often",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Link"}}}},
    "409": {"$ref": "#/components/responses/Clash"},
    "404": {"$ref": "#/components/responses/NotFound"}}})";
}

std::string list_operation() {
  return std::string(R"({
  "operationId": "listLinks",
  "summary": "The customer's accounts at partners",
  "parameters": [)") +
         customer_parameter + R"(],
  "responses": {"200": {"description": "In order of partner; none when there is no such customer",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LinkList"}}}}}})";
}

std::string remove_operation() {
  return std::string(R"({
  "operationId": "removeLink",
  "summary": "Unlink: the consent for rewards ends, its tokens are deleted",
  "parameters": [)") +
         customer_parameter + R"(,
    {"name": "partner", "in": "path", "required": true,
     "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
    {"name": "reason", "in": "query", "description": "for the audit",
     "schema": {"type": "string", "maxLength": 200}}],
  "responses": {"204": {"description": "It is unlinked"},
    "404": {"$ref": "#/components/responses/NotFound"}}})";
}

struct LinkApi {
  store::Store& store;
  const adapters::Registry& registry;
  const Clock& clock;
  std::shared_ptr<const LinkingParts> linking;
  policy::PolicyBook* policies;

  loyalty::LinkParts parts() const {
    return {store,           linking->caller,       registry, linking->keys, clock,
            linking->random, linking->after_commit, policies};
  }
};
using Api = std::shared_ptr<const LinkApi>;

/// The names that the two routes have for the same things.
struct Names {
  const char* customer;  ///< null: it stands in the path
  const char* partner;   ///< null: it stands in the path
  const char* account;
  const char* code;
};
constexpr Names seed_names{"customerId", nullptr, "accountNumber", "securityCode"};
constexpr Names our_names{nullptr, "partner", "account", "security_code"};

std::string read_name(adapters::StrictObject& fields, const char* key, const std::string& in_path,
                      std::size_t bytes_max = 200) {
  const std::string name = key ? read_text(fields, key) : in_path;
  if (!fields.failed() && (name.empty() || !is_plain_text(name, bytes_max)))
    fields.fail(std::string("\"") + (key ? key : "id") + "\" must be plain text of 1 to " +
                std::to_string(bytes_max) + " bytes");
  return name;
}

Result<loyalty::LinkWish> read_wish(const Request& request, const PathValues& path,
                                    const Names& names) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  loyalty::LinkWish wish;
  wish.who.organisation = request.caller->organisation;
  wish.who.customer = read_name(fields, names.customer, path.at("id"));
  wish.who.partner = read_name(fields, names.partner, path.at("id"));
  wish.account = read_name(fields, names.account, "", account_bytes_max);
  wish.code = Secret(read_text(fields, names.code, ""));
  if (wish.code.reveal().size() > account_bytes_max)
    fields.fail(std::string("\"") + names.code + "\" is longer than " +
                std::to_string(account_bytes_max) + " bytes");
  if (wish.account == loyalty::account_by_token)
    fields.fail(std::string("\"") + names.account + "\" is no account number");
  if (const auto known = fields.finish(); !known) return known.error();
  wish.actor = actor_of(request);
  wish.address = request.address;
  return wish;
}

Response answer_of(const loyalty::LinkRefusal& refusal) {
  if (!refusal.retry_after) return problem_of(refusal.error);
  auto response = http::problem(429, http::reason_of(429), refusal.error.message);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(*refusal.retry_after);
  response.headers.add("Retry-After", std::to_string(seconds.count()));
  return response;
}

Async<Response> link_as_seed(Api api, Request request, PathValues path) {
  auto wish = read_wish(request, path, seed_names);
  if (!wish) co_return problem_of(wish.error());
  const std::string partner = wish->who.partner;
  const auto linked = co_await loyalty::link_account(api->parts(), std::move(*wish));
  if (const auto* refusal = std::get_if<loyalty::LinkRefusal>(&linked))
    co_return answer_of(*refusal);
  const boost::json::object said{{"success", true},
                                 {"partnerId", partner},
                                 {"linked", true},
                                 {"message", "Account linked successfully"}};
  co_return http::json_response(200, boost::json::serialize(said));
}

boost::json::object to_json(const loyalty::LinkView& link) {
  return {{"partner", link.partner},
          {"account", link.account},
          {"how", link.how},
          {"verification", link.verification},
          {"linked_at", to_rfc3339(link.linked_at)}};
}

Async<std::vector<loyalty::LinkView>> read_links(Api api, OrganisationId organisation,
                                                 std::string customer) {
  if (!is_plain_text(customer)) co_return std::vector<loyalty::LinkView>();
  co_return co_await api->store.read([&](store::Session& session) {
    return loyalty::list_links(session, organisation, customer, api->linking->keys);
  });
}

Async<Response> add(Api api, Request request, PathValues path) {
  auto wish = read_wish(request, path, our_names);
  if (!wish) co_return problem_of(wish.error());
  const access::ConsentKey who = wish->who;
  const auto linked = co_await loyalty::link_account(api->parts(), std::move(*wish));
  if (const auto* refusal = std::get_if<loyalty::LinkRefusal>(&linked))
    co_return answer_of(*refusal);
  const auto links = co_await read_links(api, who.organisation, who.customer);
  for (const auto& link : links)
    if (link.partner == who.partner)
      co_return http::json_response(201, boost::json::serialize(to_json(link)));
  co_return problem_of(conflict("the link was taken back at the same moment"));
}

Async<Response> list(Api api, OrganisationId organisation, std::string customer) {
  const auto links = co_await read_links(api, std::move(organisation), std::move(customer));
  boost::json::array items;
  for (const auto& link : links) items.push_back(to_json(link));
  const boost::json::object all{{"links", std::move(items)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

Result<Response> remove(const LinkApi& api, store::Session& session, const Request& request,
                        const PathValues& path) {
  const auto given = Parameters::read(request.query(), {"reason"});
  if (!given) return given.error();
  const auto nothing = not_found("this customer has no account linked at this partner");
  if (!is_plain_text(path.at("id")) || !is_plain_text(path.at("partner"))) return nothing;
  const loyalty::LinkChange change{session, api.linking->keys, api.clock, api.linking->random,
                                   request.address};
  const loyalty::Withdrawal wanted{
      {request.caller->organisation, path.at("id"), path.at("partner")},
      access::Purpose::rewards,
      actor_of(request),
      given->text("reason")};
  if (!loyalty::withdraw_consent(change, wanted).anything()) return nothing;
  Response response;
  response.status = 204;
  return response;
}

http::Route remove_route(const ApiParts& parts, const Api& api) {
  http::Route route{
      "DELETE",         "/api/v1/customers/{id}/links/{partner}", {}, true, remove_operation(),
      "customers:write"};
  route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route),
                      [api](auto& session, const auto& request, const auto& path) {
                        return remove(*api, session, request, path);
                      });
}

}  // namespace

std::vector<http::Route> link_routes(const ApiParts& parts) {
  if (!parts.linking) return {};
  const auto api = std::make_shared<const LinkApi>(
      LinkApi{parts.store, parts.registry, parts.clock, parts.linking, parts.policies});
  std::vector<http::Route> routes;
  // Without Idempotency-Key: a repeat links the same again, and a kept digest of the body would be
  // one of the security code.
  routes.push_back(
      {"POST", "/api/partners/{id}/link",
       [api](const auto& request, const auto& path) { return link_as_seed(api, request, path); },
       true, seed_operation, "customers:write"});
  routes.push_back({"GET", "/api/v1/customers/{id}/links",
                    [api](const Request& request, const PathValues& path) {
                      return list(api, request.caller->organisation, path.at("id"));
                    },
                    true, list_operation(), "customers:read"});
  http::Route adding{
      "POST",
      "/api/v1/customers/{id}/links",
      [api](const auto& request, const auto& path) { return add(api, request, path); },
      true,
      add_operation(),
      "customers:write"};
  adding.limit = "code_checks";
  routes.push_back(std::move(adding));
  routes.push_back(remove_route(parts, api));
  return routes;
}

}  // namespace patchbay::api
