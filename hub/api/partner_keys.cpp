#include <boost/json/serialize.hpp>

#include "hub/access/issue.h"
#include "hub/access/partner_accounts.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using store::Session;

constexpr const char* operation = R"json({
  "operationId": "generatePartnerKeys",
  "summary": "Give a partner a key pair; the secret is in this answer and nowhere else (R-030)",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "$ref": "#/components/schemas/GivenPartnerName"}}}},
  "responses": {
    "200": {
      "description": "The keys work from now on; requests must be signed (docs/credentials.md)",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/GeneratedKeys"}}}
    }
  }
})json";

struct Known {
  crypto::KeyRing keys;
  const Clock& clock;
  std::function<std::string()> public_url;
};

Result<access::PartnerAccount> read_account(const Request& request, Timestamp now) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  access::PartnerAccount account;
  account.organisation = request.caller->organisation;
  account.name = read_text(fields, "partnerName");
  account.type = read_text(fields, "partnerType");
  account.contact = read_text(fields, "contactEmail");
  account.created_at = now;
  account.id = access::partner_id_of(account.name);
  if (account.id.empty()) fields.fail("\"partnerName\" must have a letter or digit");
  if (account.type.empty()) fields.fail("\"partnerType\" must not be empty");
  const auto at = account.contact.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == account.contact.size())
    fields.fail("\"contactEmail\" must be an e-mail address");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  return account;
}

Result<Response> generate(const Known& known, Session& session, const Request& request) {
  const auto account = read_account(request, known.clock.now());
  if (!account) return account.error();
  if (auto put = access::put_partner_account(session, *account, known.keys); !put)
    return put.error();
  access::NewCredential wanted;
  wanted.organisation = account->organisation;
  wanted.kind = access::CredentialKind::partner;
  wanted.partner = account->id;
  wanted.name = account->name;
  const auto issued = access::issue_credential(
      session, wanted, known.keys,
      {request.caller->actor, request.caller->scopes, {}, request.address}, known.clock.now());
  if (!issued) return issued.error();
  const json::object answer{{"apiKey", issued->credential.public_key},
                            {"apiSecret", issued->secret.reveal()},
                            {"partnerId", account->id},
                            {"webhookUrl", known.public_url() + "/webhooks/" + account->id}};
  auto response = http::json_response(200, json::serialize(answer));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

}  // namespace

std::vector<http::Route> partner_key_routes(const ApiParts& parts) {
  if (parts.keys.ids().empty()) return {};
  const Known known{parts.keys, parts.clock, parts.public_url};
  http::Route route{
      "POST", "/api/partners/auth/generate", {}, true, operation, "credentials:write"};
  return {change_route(parts, std::move(route), [known](auto& s, const auto& request, const auto&) {
    return generate(known, s, request);
  })};
}

}  // namespace patchbay::api
