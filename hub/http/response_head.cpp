#include "hub/http/response_head.h"

#include <array>

#include "hub/base/text.h"
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

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view name) {
  constexpr std::string_view no_token = "\"(),/:;<=>?@[\\]{}";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return c > 0x20 && c < 0x7f && no_token.find(c) == std::string_view::npos;
  });
}

/// Fields that the server decides itself.
bool is_framing(std::string_view name) {
  constexpr std::array<std::string_view, 4> framing = {"content-length", "transfer-encoding",
                                                       "connection", "date"};
  return std::any_of(framing.begin(), framing.end(),
                     [&](auto field) { return equal_ignoring_case(field, name); });
}

void append_clean(std::string& head, std::string_view value) {
  for (const char c : value)
    if ((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t') head.push_back(c);
}

}  // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void write_response_head(std::string& head, const Response& response, bool for_head_request,
                         bool keep_alive) {
  head.clear();
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason_of(response.status)).append("\r\nDate: ").append(date_now()).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || is_framing(name)) continue;
    head.append(name).append(": ");
    append_clean(head, value);
    head.append("\r\n");
  }
  if (may_have_body(response.status)) {
    head.append("Content-Length: ");
    if (for_head_request && response.headers.has("Content-Length"))
      append_clean(head, response.headers.get("Content-Length"));
    else
      head.append(std::to_string(response.body.size()));
    head.append("\r\n");
  }
  head.append(keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace patchbay::http
