#include "hub/http/server_connection.h"

#include <boost/beast/http/error.hpp>
#include <cstring>

#include "hub/base/log.h"
#include "hub/http/request_parser.h"
#include "hub/http/response_head.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
using BeastError = boost::beast::http::error;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t drained_bytes_max = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds drain_limit{2'000};
constexpr std::string_view continue_bytes = "HTTP/1.1 100 Continue\r\n\r\n";

int refusal_of(const ErrorCode& error) {
  if (error == BeastError::header_limit) return 431;
  if (error == BeastError::body_limit) return 413;
  return 400;
}

std::string_view advice_of(int status) {
  switch (status) {
    case 408: return "the request did not arrive in time; send it at once and whole";
    case 413: return "the body is over the limit of this server; send less";
    case 431: return "the head is over the limit of this server; send fewer or shorter fields";
    case 503: return "the server cannot answer now; try again later";
    default: return "the bytes are not an HTTP/1.1 request (RFC 9112)";
  }
}

/// Some clients end a body with a line of its own (RFC 9112 section 2.2).
void skip_empty_lines(boost::beast::flat_buffer& buffer) {
  while (buffer.size() >= 2 && std::memcmp(buffer.data().data(), "\r\n", 2) == 0) buffer.consume(2);
}

}  // namespace

ServerConnection::ServerConnection(const Executor& loop, std::unique_ptr<ByteStream> stream,
                                   std::string address, const ServerOptions& options,
                                   const Handler& handler)
    : loop_(loop),
      stream_(std::move(stream)),
      address_(std::move(address)),
      options_(options),
      handler_(handler),
      watchdog_(loop, [this] { overdue(); }) {}

void ServerConnection::enter(Phase phase, std::chrono::milliseconds limit) {
  phase_ = phase;
  watchdog_.set_after(limit);
}

void ServerConnection::overdue() {
  if (phase_ == Phase::head || phase_ == Phase::body) {
    // The read ends now and read_request() tells 408; a TLS read may swallow the cancelling.
    enter(Phase::overdue, drain_limit);
    return stream_->cancel();
  }
  if (phase_ != Phase::handler) return cut();
  dismissed_ = true;
  auto answer = [](std::shared_ptr<ServerConnection> connection) -> Async<void> {
    co_await connection->refuse(503);
  };
  auto self = shared_from_this();
  spawn(loop_, "http.overdue", answer(std::move(self)));
}

void ServerConnection::end_softly() {
  ending_ = true;
  if (phase_ == Phase::idle || phase_ == Phase::handshake) cut();
}

Async<void> ServerConnection::serve() {
  const auto self = shared_from_this();
  enter(Phase::handshake, options_.header_timeout);
  const ErrorCode handshake_error = co_await stream_->handshake();
  if (handshake_error) co_return cut();
  while (!ending_) {
    RequestParser parser(options_.header_bytes_max, options_.body_bytes_max);
    const Refusal refusal = co_await read_request(parser);
    if (refusal > 0) co_return co_await refuse(refusal);
    if (refusal < 0) break;

    const bool wants_more = parser.may_be_followed();
    Request request = parser.take();
    request.address = client_address(address_, request.headers, options_.trusted_proxies);
    head_request_ = request.method == "HEAD";
    enter(Phase::handler, options_.handler_timeout);
    const Response response = co_await run_handler(std::move(request));
    if (dismissed_) co_return;
    if (response.cut) break;
    const bool keep = wants_more && !ending_;
    const bool written = co_await write(response, keep);
    if (!written) break;
    if (!keep) co_return co_await finish();
  }
  cut();
}

Async<void> ServerConnection::turn_away() {
  const auto self = shared_from_this();
  enter(Phase::handshake, options_.header_timeout);
  const ErrorCode handshake_error = co_await stream_->handshake();
  if (handshake_error) co_return cut();
  co_await refuse(503);
}

ServerConnection::Refusal ServerConnection::judge(const RequestParser& parser,
                                                  const ErrorCode& error) const {
  if (error && error != BeastError::need_more) return refusal_of(error);
  if (parser.is_header_done() && !parser.has_right_host()) return 400;
  // The parser waits for the end of a line: of a chunk or a trailer, whose length it does not
  // limit.
  const bool endless = !parser.is_done() && buffer_.size() > options_.header_bytes_max;
  return endless ? 431 : 0;
}

Async<ServerConnection::Refusal> ServerConnection::read_request(RequestParser& parser) {
  enter(Phase::idle, options_.header_timeout);
  head_request_ = false;
  bool continued = false;
  for (;;) {
    if (phase_ == Phase::idle) skip_empty_lines(buffer_);
    if (buffer_.size() > 0) {
      if (phase_ == Phase::idle) enter(Phase::head, options_.header_timeout);
      ErrorCode error;
      buffer_.consume(parser.put(buffer_.data(), error));
      const Refusal refusal = judge(parser, error);
      if (refusal != 0) co_return refusal;
      if (parser.is_done()) co_return 0;
      if (parser.is_header_done() && phase_ == Phase::head)
        enter(Phase::body, options_.body_timeout);
    }
    if (parser.is_header_done() && parser.expects_continue() && !std::exchange(continued, true)) {
      const auto sent = co_await stream_->write(
          asio::buffer(continue_bytes.data(), continue_bytes.size()), asio::const_buffer());
      if (phase_ == Phase::overdue) co_return 408;
      if (sent.error) co_return -1;
    }
    const auto got = co_await stream_->read_some(buffer_.prepare(read_bytes));
    if (phase_ == Phase::overdue) co_return 408;
    buffer_.commit(got.bytes);
    if (got.error) co_return -1;
  }
}

Async<Response> ServerConnection::run_handler(Request request) {
  try {
    co_return co_await handler_(std::move(request));
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "http.handler_failed", {{"error", error.what()}});
  } catch (...) {
    log_line(LogLevel::error, "http.handler_failed", {{"error", "unknown"}});
  }
  co_return problem(500, reason_of(500), "the server failed; its log says why");
}

Async<bool> ServerConnection::write(const Response& response, bool keep_alive) {
  enter(Phase::answer, options_.body_timeout);
  write_response_head(head_, response, head_request_, keep_alive);
  const bool has_body = may_have_body(response.status) && !head_request_;
  const auto body = has_body ? asio::buffer(response.body) : asio::const_buffer();
  const auto written = co_await stream_->write(asio::buffer(head_), body);
  co_return !written.error;
}

Async<void> ServerConnection::refuse(int status) {
  const auto self = shared_from_this();
  const Response response = problem(status, reason_of(status), advice_of(status));
  const bool written = co_await write(response, false);
  if (!written) co_return cut();
  co_await finish();
}

Async<void> ServerConnection::finish() {
  watchdog_.set_after(drain_limit);
  co_await stream_->finish(drained_bytes_max);
  cut();
}

}  // namespace patchbay::http
