#include "hub/api/browser_page.h"

#include "hub/base/text.h"

namespace patchbay::api {

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

http::Response page(int status, const std::string& title, const std::string& text) {
  http::Response response;
  response.status = status;
  response.body = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>" +
                  escape_html(title) + "</title></head>\n<body><h1>" + escape_html(title) +
                  "</h1>\n<p>" + escape_html(text) + "</p></body></html>\n";
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

std::string cookie_value(const http::Request& request, std::string_view name) {
  std::string value;
  for (const auto& [header, text] : request.headers) {
    if (!equal_ignoring_case(header, "Cookie")) continue;
    for (const auto part : split(text, ';')) {
      const auto pair = trim(part);
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      if (!value.empty()) return {};
      value = pair.substr(equals + 1);
    }
  }
  return value;
}

}  // namespace patchbay::api
