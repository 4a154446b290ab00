// Endpoints: made, shown, changed, removed.

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/operate.h"
#include "hub/api/body.h"
#include "hub/api/routes.h"
#include "hub/api/webhook_caller.h"
#include "hub/api/webhook_draft.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;
using webhooks::Steerer;

constexpr const char* all_path = "/api/v1/webhooks/endpoints";
constexpr const char* one_path = "/api/v1/webhooks/endpoints/{id}";

constexpr const char* draft_body = R"("requestBody": {"required": true, "content": {
  "application/json": {"schema": {"$ref": "#/components/schemas/EndpointDraft"}}}}, )";

/// What changes need to know of this hub.
struct Known {
  crypto::KeyRing keys;
  webhooks::AddressGuard guard;
  std::vector<std::string> partners;
  const Clock& clock;
};

Response shown(int status, const webhooks::EndpointView& endpoint) {
  return http::json_response(status, json::serialize(webhooks::endpoint_json(endpoint)));
}

Result<Response> list(Session& session, const Steerer& who, const Request&, const PathValues&) {
  json::array items;
  for (const auto& one : webhooks::list_endpoints(session, who))
    items.push_back(webhooks::endpoint_json(one));
  return http::json_response(200, json::serialize(json::object{{"endpoints", std::move(items)}}));
}

Result<Response> show(Session& session, const Steerer& who, const Request&,
                      const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto found = webhooks::need_endpoint(session, who, *id);
  if (!found) return found.error();
  return shown(200, *found);
}

/// A name that nobody has would be an address that gets nothing, for ever.
Result<void> check_partner(const Known& known, const Steerer& who,
                           const webhooks::EndpointDraft& draft) {
  if (draft.partner.empty() || !who.partner.empty()) return {};
  return access::check_known("partner", draft.partner, known.partners);
}

Result<Response> create(const Known& known, Session& session, const Request& request) {
  const auto who = steerer_of(request, known.clock.now());
  auto read = read_endpoint_draft(request, {});
  if (!read) return read.error();
  if (auto fits = check_partner(known, who, read->draft); !fits) return fits.error();
  const auto made =
      webhooks::create(session, who, std::move(read->draft), {known.keys, known.guard});
  if (!made) return made.error();
  auto response = new_secret_response(*made);
  response.headers.add("Location", std::string(all_path) + "/" + made->id);
  return response;
}

Result<Response> change(const Known& known, bool replaces, Session& session, const Request& request,
                        const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto who = steerer_of(request, known.clock.now());
  const auto before = webhooks::need_endpoint(session, who, *id);
  if (!before) return before.error();
  auto read =
      read_endpoint_draft(request, replaces ? webhooks::EndpointDraft() : draft_of(*before));
  if (!read) return read.error();
  if (auto fits = check_partner(known, who, read->draft); !fits) return fits.error();
  const auto keep = replaces ? webhooks::KeepSealed() : read->keep;
  const auto done =
      webhooks::change(session, who, *id, std::move(read->draft), keep, {known.keys, known.guard});
  if (!done) return done.error();
  return shown(200, webhooks::need_endpoint(session, who, *id).value());
}

Result<Response> remove(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto done = webhooks::remove(session, steerer_of(request, known.clock.now()), *id);
  if (!done) return done.error();
  Response response;
  response.status = 204;
  return response;
}

http::Route change_route_of(const ApiParts& parts, const Known& known, bool replaces) {
  return webhook_change_route(
      parts, replaces ? "PUT" : "PATCH", one_path,
      webhook_operation(replaces ? "replaceEndpoint" : "changeEndpoint",
                        replaces ? "Replace all of an endpoint but its id, secrets and state"
                                 : "Change an endpoint; what is not named stays",
                        "id", "", draft_body + one_answer(200, "As it is now", "Endpoint")),
      [known, replaces](auto& s, const auto& request, const auto& path) {
        return change(known, replaces, s, request, path);
      });
}

}  // namespace

Response new_secret_response(const webhooks::NewEndpointKeys& made) {
  const json::object answer{{"id", made.id},
                            {"secret_id", made.secret_id},
                            {"secret", made.secret.reveal()},
                            {"public_key", made.public_key}};
  auto response = http::json_response(201, json::serialize(answer));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

std::vector<http::Route> webhook_endpoint_routes(const ApiParts& parts) {
  const Known known{parts.keys, parts.address_guard, parts.partners, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back(webhook_read_route(
      parts, all_path,
      webhook_operation("listEndpoints", "Where events go, in order of id", "", "",
                        one_answer(200, "All that the caller may see", "EndpointList")),
      list));
  routes.push_back(
      webhook_read_route(parts, one_path,
                         webhook_operation("getEndpoint", "An endpoint; never its secret", "id", "",
                                           one_answer(200, "The endpoint", "Endpoint")),
                         show));
  // An address is of no use without a key that seals its secret.
  if (parts.keys.ids().empty()) return routes;
  routes.push_back(webhook_change_route(
      parts, "POST", all_path,
      webhook_operation(
          "createEndpoint", "Send events to an address; its secret is in this answer alone", "", "",
          draft_body + one_answer(201, "It gets events from now on", "NewEndpointSecret")),
      [known](auto& s, const auto& request, const auto&) { return create(known, s, request); },
      false));
  for (const bool replaces : {true, false})
    routes.push_back(change_route_of(parts, known, replaces));
  routes.push_back(webhook_change_route(
      parts, "DELETE", one_path,
      webhook_operation("removeEndpoint", "Remove an endpoint; what was held for it is dropped",
                        "id", "",
                        R"("responses": {"204": {"description": "It is gone"},
                           "404": {"$ref": "#/components/responses/NotFound"}})"),
      [known](auto& s, const auto& request, const auto& path) {
        return remove(known, s, request, path);
      }));
  return routes;
}

}  // namespace patchbay::api
