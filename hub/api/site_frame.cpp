#include "hub/api/browser_page.h"
#include "hub/api/site.h"
#include "hub/crypto/digest.h"

namespace patchbay::api {
namespace {

constexpr std::string_view style =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:.5rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid #ccc;overflow-wrap:anywhere}"
    "pre{background:#f4f4f4;padding:.5rem;white-space:pre-wrap;overflow-wrap:anywhere;"
    "max-height:40rem;overflow:auto}"
    "form{display:inline-block;margin:0 .5rem .5rem 0}label{display:block}"
    "nav a,nav span{margin-right:1rem}";

std::string policy() {
  static const std::string text = "default-src 'none'; style-src 'sha256-" +
                                  crypto::to_base64(crypto::sha256(style)) +
                                  "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  return text;
}

Html navigation(const Site& site, const SiteFrame& frame) {
  if (frame.who.empty()) return {};
  Html all;
  for (const auto& one : site.links) all += link(site_path(site, one.segments), one.text);
  all += element("span", frame.who);
  all += button(site_path(site, {"logout"}), "Sign out", {{"form_token", frame.form_token}});
  return element("nav", all);
}

}  // namespace

const Site& portal_site() {
  static const Site site{
      "/portal",
      "webhooks",
      "patchbay_portal",
      "portal",
      "webhooks:read",
      "webhooks:write",
      true,
      "Sign in with a credential of your company's: its key and its secret. It wants the scope "
      "webhooks:read, and webhooks:write to send tests and replays.",
      {{{}, "Endpoints"}, {{"event-types"}, "Event types"}, {{"verify"}, "Verifying"}}};
  return site;
}

const Site& policies_site() {
  static const Site site{
      "/policies",
      "policies",
      "patchbay_policies",
      "portal",
      "policies:read",
      "policies:write",
      false,
      "Sign in with your own credential of the organisation: its key and its secret. It wants the "
      "scope policies:read, and policies:write to change a number, activate and roll back.",
      {{{}, "Versions"}, {{"history"}, "History"}, {{"decisions"}, "To look at"}}};
  return site;
}

std::string site_path(const Site& site, const std::vector<std::string>& segments,
                      std::string_view query) {
  std::string path(site.path);
  for (const auto& segment : segments) path += "/" + http::percent_encode(segment);
  if (!query.empty()) path += "?" + std::string(query);
  return path;
}

http::Response site_page(const Site& site, int status, const SiteFrame& frame,
                         std::string_view title, const Html& body) {
  const Html head = Html::raw(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width\">\n") +
                    element("title", std::string(title) + " - " + std::string(site.title)) +
                    Html::raw("<style>" + std::string(style) + "</style>\n</head>\n<body>\n");
  http::Response response;
  response.status = status;
  response.body =
      (head + navigation(site, frame) + element("h1", title) + body + Html::raw("</body></html>\n"))
          .markup();
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "same-origin");
  response.headers.add("Content-Security-Policy", policy());
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  return response;
}

Html login_form(const Site& site, std::string_view problem) {
  Html body;
  if (!problem.empty()) body += element("p", element("strong", problem));
  body += Html::raw("<form method=\"post\" action=\"" + site_path(site, {"login"}) +
                    "\" autocomplete=\"off\">\n");
  body += Html::raw(
      "<label>Key <input name=\"key\" size=\"40\" maxlength=\"200\" required "
      "placeholder=\"pk_live_…\"></label>\n"
      "<label>Secret <input name=\"secret\" type=\"password\" size=\"40\" maxlength=\"200\" "
      "required placeholder=\"sk_live_…\"></label>\n"
      "<button>Sign in</button></form>\n");
  return body + element("p", site.sign_in_hint);
}

}  // namespace patchbay::api
