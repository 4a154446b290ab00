#include "webhooks/forward.h"

#include <algorithm>
#include <array>

#include "hub/base/text.h"

namespace patchbay::webhooks {
namespace {

constexpr std::array<std::string_view, 11> of_the_connection{
    "connection", "content-length",    "expect",  "host",    "keep-alive", "proxy-connection",
    "te",         "transfer-encoding", "trailer", "upgrade", "date"};

http::Headers handed_on(const http::Headers& headers) {
  http::Headers kept;
  for (const auto& [name, value] : headers) {
    const auto lower = to_lower(name);
    if (std::find(of_the_connection.begin(), of_the_connection.end(), lower) ==
        of_the_connection.end())
      kept.add(name, value);
  }
  return kept;
}

}  // namespace

Async<http::Response> forward(http::Client& client, std::string url, http::Request request,
                              std::chrono::milliseconds timeout) {
  http::ClientRequest onward;
  onward.method = request.method;
  onward.url = std::move(url);
  onward.headers = handed_on(request.headers);
  onward.body = std::move(request.body);
  onward.timeout = timeout;
  auto exchange = co_await client.send(std::move(onward));
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    co_return http::problem(502, http::reason_of(502), failure->message);
  auto answer = std::get<http::Response>(std::move(exchange));
  answer.headers = handed_on(answer.headers);
  co_return answer;
}

}  // namespace patchbay::webhooks
