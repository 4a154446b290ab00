#include "hub/http/response_head.h"

#include "hub/http/http_date.h"

namespace patchbay::http {
namespace {

/// The Date field's value, made once a second on each loop.
const std::string& date_now() {
  thread_local std::int64_t second = -1;
  thread_local std::string text;
  const Timestamp now = system_clock().now();
  if (now.seconds() != second) {
    second = now.seconds();
    text = to_http_date(now);
  }
  return text;
}

void append_clean(std::string& head, std::string_view value) {
  for (const char c : value)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') head.push_back(c);
}

}  // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void write_response_head(std::string& head, const Response& response, bool keep_alive) {
  head.clear();
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason_of(response.status)).append("\r\nDate: ").append(date_now()).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    append_clean(head, name);
    head.append(": ");
    append_clean(head, value);
    head.append("\r\n");
  }
  if (may_have_body(response.status) && !response.headers.has("Content-Length"))
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  head.append(keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace patchbay::http
