// The customer's consent at a partner, in a browser: there (start) and back (callback) (R-045).

#include <array>

#include "adapters/auth.h"
#include "hub/api/body.h"
#include "hub/api/browser_page.h"
#include "hub/api/linking.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/base/log.h"
#include "hub/base/text.h"
#include "hub/crypto/system_random.h"
#include "hub/oauth/token_name.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;

constexpr const char* cookie_name = "patchbay_link";
constexpr const char* cookie_life_s = "600";  // as long as the state of an authorization
constexpr std::size_t session_bytes = 16;
constexpr std::size_t answer_bytes_max = 4096;  // of one parameter of the callback

constexpr const char* partner_parameter = R"(
  {"name": "partner", "in": "path", "required": true, "description": "its id",
   "schema": {"type": "string", "minLength": 1, "maxLength": 200}})";

std::string start_operation() {
  return std::string(R"({
  "operationId": "startConsent",
  "summary": "Send the customer's browser to the partner, to let the hub in",
  "parameters": [)") +
         partner_parameter + R"(,
    {"name": "customer", "in": "query", "required": true,
     "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "303": {"description": "To the partner, with a cookie that must come back",
      "headers": {"Location": {"schema": {"type": "string"}},
                  "Set-Cookie": {"schema": {"type": "string"}}}},
    "404": {"$ref": "#/components/responses/NotFound"}}})";
}

std::string callback_operation() {
  constexpr const char* html = R"({"text/html": {"schema": {"type": "string"}}})";
  return std::string(R"({
  "operationId": "endConsent",
  "summary": "Where the partner sends the browser back to; answers a page for the customer",
  "parameters": [)") +
         partner_parameter + R"(,
    {"name": "code", "in": "query", "schema": {"type": "string"}},
    {"name": "state", "in": "query", "schema": {"type": "string"}},
    {"name": "iss", "in": "query", "schema": {"type": "string"}},
    {"name": "error", "in": "query", "schema": {"type": "string"}}],
  "responses": {
    "200": {"description": "Linked", "content": )" +
         html + R"(},
    "400": {"description": "Not linked, and what to do", "content": )" +
         html + R"(},
    "503": {"description": "Not linked: the partner cannot be asked now", "content": )" +
         html + R"(}}})";
}

struct ConsentFlow {
  store::Store& store;
  OrganisationId organisation;
  const adapters::Registry& registry;
  const Clock& clock;
  const jobs::SwitchBoard& switches;
  std::shared_ptr<const LinkingParts> linking;
};
using Flow = std::shared_ptr<const ConsentFlow>;

/// Null unless customers can consent there.
adapters::PartnerPtr consenting_partner(const ConsentFlow& flow, const std::string& id) {
  const auto partner = flow.registry.find(id);
  const bool fits =
      partner && partner->plug->manifest().auth.type == adapters::AuthType::oauth2_code;
  return fits ? partner : nullptr;
}

std::string redirect_uri(const ConsentFlow& flow, const adapters::Partner& partner) {
  const auto& settings = partner.settings.all();
  const auto own = settings.find("redirect_uri");
  if (own != settings.end() && !own->second.empty()) return own->second;
  return flow.linking->public_url() + "/oauth/" + http::percent_encode(partner.id) + "/callback";
}

std::string cookie(const ConsentFlow& flow, const std::string& value, const char* life_s) {
  const bool is_secure = flow.linking->public_url().starts_with("https://");
  return std::string(cookie_name) + "=" + value + "; Path=/oauth; Max-Age=" + life_s +
         "; HttpOnly; SameSite=Lax" + (is_secure ? "; Secure" : "");
}

Async<Response> start(Flow flow, Request request, PathValues path) {
  const auto given = Parameters::read(request.query(), {"customer"});
  if (!given) co_return problem_of(given.error());
  if (given->text("customer").empty())
    co_return problem_of(invalid("parameter \"customer\": it is missing; whose account is it?"));
  const auto partner = consenting_partner(*flow, path.at("partner"));
  // The callback comes without a credential: it is for this hub's own organisation.
  if (!partner || request.caller->organisation != flow->organisation)
    co_return problem_of(not_found("there is no such partner whose customers consent by OAuth2"));
  if (flow->switches.is_read_only())
    co_return problem_of(unavailable("the hub is in read-only mode; nothing can be linked now"));
  const std::string session(crypto::random_hex(session_bytes).reveal());
  oauth::AuthorizationStart wanted;
  wanted.key = {request.caller->organisation, partner->auth->token_name(), given->text("customer")};
  wanted.session = session;
  wanted.redirect_uri = redirect_uri(*flow, *partner);
  wanted.settings = partner->auth->token_settings();
  auto& client = flow->linking->client();
  const auto address = co_await flow->linking->authorizations.begin(std::move(wanted), client);
  if (!address) co_return problem_of(address.error());
  Response response;
  response.status = 303;
  response.headers.add("Location", *address);
  response.headers.add("Set-Cookie", cookie(*flow, session, cookie_life_s));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  co_return response;
}

/// The parameters of the callback that count; others are ignored (RFC 6749 section 4.1.2), but one
/// of these given twice, or too long, spoils them all (section 3.1).
std::optional<oauth::AuthorizationAnswer> read_answer(std::string_view query) {
  oauth::AuthorizationAnswer answer;
  const std::array<std::pair<std::string_view, std::string*>, 4> known{{{"state", &answer.state},
                                                                        {"code", &answer.code},
                                                                        {"iss", &answer.iss},
                                                                        {"error", &answer.error}}};
  for (const auto part : split(query, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    const auto name = http::percent_decode(part.substr(0, equals));
    for (const auto& [key, into] : known) {
      if (name != key) continue;
      std::string value = http::percent_decode(part.substr(std::min(equals + 1, part.size())));
      if (!into->empty() || !is_plain_text(value, answer_bytes_max)) return std::nullopt;
      *into = std::move(value);
    }
  }
  return answer;
}

Response not_linked(const ConsentFlow& flow, int status, const std::string& why) {
  auto response = page(status, "Not linked", why);
  response.headers.add("Set-Cookie", cookie(flow, "", "0"));
  return response;
}

Response not_linked(const ConsentFlow& flow, const Error& error) {
  if (error.kind == ErrorKind::unavailable)
    return not_linked(flow, 503,
                      "The partner cannot be reached at the moment. Your account was not linked. "
                      "Please go back and try again in a few minutes.");
  return not_linked(flow, 400,
                    "The request was declined, or it is no longer valid. Your account was not "
                    "linked. If you did not mean that, go back and start linking again.");
}

Response linked(const ConsentFlow& flow, const adapters::Partner& partner) {
  auto response = page(200, "Linked",
                       "Your account at " + partner.plug->manifest().name +
                           " is linked. You can close this window. You can take this back at any "
                           "time where you started it.");
  response.headers.add("Set-Cookie", cookie(flow, "", "0"));
  return response;
}

Async<Result<oauth::TokenKey>> finish(Flow flow, oauth::AuthorizationAnswer answer) {
  const oauth::AlsoStore also = [flow](store::Session& session, const oauth::TokenKey& key,
                                       Timestamp) {
    jobs::check_changes_allowed(session).value();
    const auto& linking = *flow->linking;
    const loyalty::LinkChange change{session, linking.keys, flow->clock, linking.random};
    const access::ConsentKey who{key.organisation, key.customer, oauth::partner_of(key.partner)};
    loyalty::link_by_consent(change, who, "customer:" + key.customer);
  };
  auto& client = flow->linking->client();
  try {
    co_return co_await flow->linking->authorizations.finish(std::move(answer), also, client);
  } catch (const ErrorException& failed) {
    co_return failed.error();
  }
}

Async<Response> end(Flow flow, Request request, PathValues path) {
  // Whoever only looks (a scanner of links) must not use the code up.
  if (request.method == "HEAD") co_return page(200, "Linking", "");
  const auto partner = consenting_partner(*flow, path.at("partner"));
  auto answer = read_answer(request.query());
  const std::string session = cookie_value(request, cookie_name);
  if (!partner || !answer || session.empty())
    co_return not_linked(*flow, refused("no partner, no session or no answer"));
  answer->organisation = flow->organisation;
  answer->partner = partner->auth->token_name();
  answer->session = session;
  answer->redirect_uri = redirect_uri(*flow, *partner);
  answer->actor = "browser";
  answer->settings = partner->auth->token_settings();
  const auto done = co_await finish(flow, std::move(*answer));
  if (!done) {
    log_line(LogLevel::warning, "link.not_finished",
             {{"partner", partner->id}, {"error", done.error().message}});
    co_return not_linked(*flow, done.error());
  }
  if (flow->linking->after_commit) flow->linking->after_commit();
  co_return linked(*flow, *partner);
}

}  // namespace

std::vector<http::Route> oauth_consent_routes(const ApiParts& parts) {
  if (!parts.linking) return {};
  const auto flow = std::make_shared<const ConsentFlow>(ConsentFlow{
      parts.store, parts.organisation, parts.registry, parts.clock, parts.switches, parts.linking});
  std::vector<http::Route> routes;
  routes.push_back(
      {"GET", "/oauth/{partner}/start",
       [flow](const auto& request, const auto& path) { return start(flow, request, path); }, true,
       start_operation(), "customers:write"});
  routes.push_back(
      {"GET", "/oauth/{partner}/callback",
       [flow](const auto& request, const auto& path) { return end(flow, request, path); }, false,
       callback_operation()});
  return routes;
}

}  // namespace patchbay::api
