#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/issue.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/credential_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

constexpr const char* create_operation = R"({
  "operationId": "createCredential",
  "summary": "Hand out a credential; its secret is in this answer and nowhere else",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "$ref": "#/components/schemas/NewCredential"}}}},
  "responses": {
    "201": {
      "description": "It works from now on, on all hubs",
      "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/NewCredentialSecret"}}}
    }
  }
})";

constexpr const char* rotate_operation = R"({
  "operationId": "rotateCredential",
  "summary": "A new credential like this one, which ends after the overlap",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": false,
    "properties": {
      "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 7776000, "default": 86400,
                          "description": "how long the old one still works"},
      "reason": {"type": "string", "maxLength": 500}
    }}}}},
  "responses": {
    "201": {
      "description": "The new one, with its secret",
      "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/NewCredentialSecret"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"},
    "409": {"$ref": "#/components/responses/Clash"}
  }
})";

constexpr const char* revoke_operation = R"({
  "operationId": "revokeCredential",
  "summary": "End a credential at once, on all hubs, for ever",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "required": ["reason"], "additionalProperties": false,
    "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}}}}},
  "responses": {
    "200": {
      "description": "It lets nobody in any more",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Credential"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"},
    "409": {"$ref": "#/components/responses/Clash"}
  }
})";

struct Known {
  crypto::KeyRing keys;
  const Clock& clock;
};

access::Giver giver_of(const Request& request, std::string reason = {}) {
  return {request.caller->actor, request.caller->scopes, std::move(reason), request.address};
}

/// A list of texts as one, with blanks between.
std::string read_words(adapters::StrictObject& fields, const char* key) {
  std::string words;
  for (const auto& word : fields.texts(key)) words += (words.empty() ? "" : " ") + word;
  if (!is_plain_text(words, 4000)) fields.fail(std::string("\"") + key + "\" is no list of words");
  return words;
}

template <class T>
T parsed(adapters::StrictObject& fields, const char* key, const std::optional<T>& value,
         const char* known) {
  if (!value) fields.fail(std::string("\"") + key + "\" must be one of " + known);
  return value.value_or(T());
}

Result<access::NewCredential> read_wanted(const Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  access::NewCredential wanted;
  wanted.organisation = request.caller->organisation;
  wanted.kind = parsed(fields, "kind", access::parse_credential_kind(read_text(fields, "kind")),
                       "partner, operator, service");
  wanted.name = read_text(fields, "name");
  wanted.partner = read_text(fields, "partner", "");
  wanted.role = read_text(fields, "role", "");
  wanted.scopes = read_words(fields, "scopes");
  const auto environment = read_text(fields, "environment", "live");
  if (environment != "live" && environment != "test")
    fields.fail("\"environment\" must be live or test");
  wanted.is_live = environment == "live";
  if (const auto signing = read_text(fields, "signing", ""); !signing.empty())
    wanted.signing =
        parsed(fields, "signing", access::parse_signing(signing), "none, optional, required");
  wanted.allows_timestamp_signature = fields.boolean("timestamp_signature", false);
  wanted.networks = read_words(fields, "networks");
  const auto expires = read_text(fields, "expires_at", "");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  if (expires.empty()) return wanted;
  const auto at = parse_timestamp(expires);
  if (!at) return at.error().in("body: \"expires_at\"");
  wanted.expires_at = *at;
  return wanted;
}

Response created(const access::Issued& issued) {
  auto response = http::json_response(201, json::serialize(issued_json(issued)));
  response.headers.add("Location", "/api/v1/credentials/" + issued.credential.id);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Result<Response> create(const Known& known, Session& session, const Request& request) {
  const auto wanted = read_wanted(request);
  if (!wanted) return wanted.error();
  const auto issued =
      access::issue_credential(session, *wanted, known.keys, giver_of(request), known.clock.now());
  if (!issued) return issued.error();
  return created(*issued);
}

Result<Response> rotate(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const std::chrono::seconds overlap(
      fields.integer("overlap_seconds", std::chrono::seconds(access::overlap_default).count(), 0,
                     std::chrono::seconds(access::overlap_max).count()));
  auto reason = read_text(fields, "reason", "");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto issued = access::rotate_credential(
      session, request.caller->organisation, path.at("id"), overlap, known.keys,
      giver_of(request, std::move(reason)), known.clock.now());
  if (!issued) return issued.error();
  return created(*issued);
}

Result<Response> revoke(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  auto reason = read_text(fields, "reason");
  if (reason.empty()) fields.fail("\"reason\" must not be empty");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto& organisation = request.caller->organisation;
  const auto done =
      access::revoke_credential(session, organisation, path.at("id"),
                                giver_of(request, std::move(reason)), known.clock.now());
  if (!done) return done.error();
  const auto now_so = access::find_credential(session, organisation, path.at("id"));
  return http::json_response(200, json::serialize(credential_json(now_so.value())));
}

/// Keys of Idempotency-Key are not honoured: the kept answer would keep the secret. What was stolen
/// can be shut out in read-only mode, too.
http::Route action_route(const ApiParts& parts, const char* pattern, const char* text,
                         Change change, bool in_read_only = false) {
  http::Route route{"POST", pattern, {}, true, text, "credentials:write"};
  route.in_read_only = in_read_only;
  const Change checked = [change = std::move(change)](Session& session, const Request& request,
                                                      const PathValues& path) {
    const auto id = path.find("id");
    if (id != path.end() && !is_plain_text(id->second))
      return Result<Response>(not_found("there is no credential with this id"));
    return change(session, request, path);
  };
  return change_route(parts, std::move(route), checked);
}

}  // namespace

std::vector<http::Route> credential_action_routes(const ApiParts& parts) {
  if (parts.keys.ids().empty()) return {};
  const Known known{parts.keys, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back(action_route(
      parts, "/api/v1/credentials", create_operation,
      [known](auto& s, const auto& request, const auto&) { return create(known, s, request); }));
  routes.push_back(action_route(parts, "/api/v1/credentials/{id}/rotate", rotate_operation,
                                [known](auto& s, const auto& request, const auto& path) {
                                  return rotate(known, s, request, path);
                                }));
  routes.push_back(action_route(
      parts, "/api/v1/credentials/{id}/revoke", revoke_operation,
      [known](auto& s, const auto& request, const auto& path) {
        return revoke(known, s, request, path);
      },
      true));
  return routes;
}

}  // namespace patchbay::api
