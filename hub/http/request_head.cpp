#include <array>

#include "hub/base/text.h"
#include "hub/http/exchange.h"

namespace patchbay::http {
namespace {

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

/// Fields that the client decides itself.
bool is_own_field(std::string_view name) {
  constexpr std::array<std::string_view, 5> own = {"host", "content-length", "connection",
                                                   "transfer-encoding", "expect"};
  return std::any_of(own.begin(), own.end(),
                     [&](auto field) { return equal_ignoring_case(field, name); });
}

bool tells_length(const ClientRequest& request) {
  return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
         request.method == "PATCH";
}

}  // namespace

Result<std::string> request_head(const ClientRequest& request, const Url& url) {
  if (!is_token(request.method)) return invalid("the request's method is not an HTTP token");
  std::string head;
  head.reserve(256 + url.target.size());
  head.append(request.method).append(" ").append(url.target).append(" HTTP/1.1\r\nHost: ");
  head.append(url.authority()).append("\r\n");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return invalid("a header field's name is not an HTTP token");
    if (!is_field_value(value)) {
      return invalid("header field " + name + " holds a control character");
    }
    if (!is_own_field(name)) head.append(name).append(": ").append(value).append("\r\n");
  }
  if (tells_length(request)) {
    head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  }
  head.append("\r\n");
  return head;
}

}  // namespace patchbay::http
