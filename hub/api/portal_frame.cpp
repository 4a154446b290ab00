#include "hub/api/browser_page.h"
#include "hub/api/portal_pages.h"
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

Html navigation(const PortalFrame& frame) {
  if (frame.partner.empty()) return {};
  return element(
      "nav", link(portal_path({}), "Endpoints") +
                 link(portal_path({"event-types"}), "Event types") +
                 link(portal_path({"verify"}), "Verifying") + element("span", frame.partner) +
                 button(portal_path({"logout"}), "Sign out", {{"form_token", frame.form_token}}));
}

}  // namespace

http::Response portal_page(int status, const PortalFrame& frame, std::string_view title,
                           const Html& body) {
  const Html head = Html::raw(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width\">\n") +
                    element("title", std::string(title) + " - webhooks") +
                    Html::raw("<style>" + std::string(style) + "</style>\n</head>\n<body>\n");
  http::Response response;
  response.status = status;
  response.body =
      (head + navigation(frame) + element("h1", title) + body + Html::raw("</body></html>\n"))
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

Html login_form(std::string_view problem) {
  Html body;
  if (!problem.empty()) body += element("p", element("strong", problem));
  body += Html::raw(
      "<form method=\"post\" action=\"/portal/login\" autocomplete=\"off\">\n"
      "<label>Key <input name=\"key\" size=\"40\" maxlength=\"200\" required "
      "placeholder=\"pk_live_…\"></label>\n"
      "<label>Secret <input name=\"secret\" type=\"password\" size=\"40\" maxlength=\"200\" "
      "required placeholder=\"sk_live_…\"></label>\n"
      "<button>Sign in</button></form>\n"
      "<p>Sign in with a credential of your company's: its key and its secret. It wants the scope "
      "webhooks:read, and webhooks:write to send tests and replays.</p>\n");
  return body;
}

}  // namespace patchbay::api
