#include "hub/http/exchange.h"

#include <boost/beast/http/error.hpp>

#include "hub/http/response_parser.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
using BeastError = boost::beast::http::error;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr int interim_answers_max = 8;

/// How reading an answer ended.
struct Reading {
  bool whole = false;
  bool got_some = false;  ///< at least one byte of an answer came
  std::string problem;
};

/// Reads one answer, interim or final, into the parser.
Async<Reading> read_answer(ClientConnection& connection, ResponseParser& parser) {
  auto& buffer = connection.buffer;
  Reading reading;
  for (;;) {
    if (buffer.size() > 0) {
      reading.got_some = true;
      ErrorCode error;
      buffer.consume(parser.put(buffer.data(), error));
      if (parser.is_done()) break;
      if (error == BeastError::body_limit || error == BeastError::header_limit) {
        reading.problem = "sent an answer over the size limit";
        co_return reading;
      }
      if (error && error != BeastError::need_more) {
        reading.problem = "sent an answer that is not HTTP: " + error.message();
        co_return reading;
      }
    }
    const auto got = co_await connection.stream->read_some(buffer.prepare(read_bytes));
    buffer.commit(got.bytes);
    if (!got.error) continue;
    ErrorCode end_error;
    if (got.error == asio::error::eof && parser.got_some()) parser.put_eof(end_error);
    if (parser.is_done()) break;
    reading.problem = "closed the connection before the answer was whole";
    co_return reading;
  }
  reading.whole = true;
  co_return reading;
}

Failure broken(const ClientConnection& connection, const ClientRequest& request,
               const Reading& reading) {
  const auto stage = reading.got_some ? Stage::partly_received : Stage::sent;
  if (!connection.timed_out) return {stage, false, reading.problem};
  return {stage, true, "did not answer within " + std::to_string(request.timeout.count()) + " ms"};
}

}  // namespace

Async<Exchanged> exchange_over(ClientConnection& connection, const ClientRequest& request,
                               const std::string& head, std::size_t response_bytes_max) {
  Exchanged result;
  const auto written =
      co_await connection.stream->write(asio::buffer(head), asio::buffer(request.body));
  if (written.error && written.bytes == 0) {
    result.unsent = true;
    result.exchange =
        Failure{Stage::connect, connection.timed_out, "closed the connection before the request"};
    co_return result;
  }
  // A peer may answer and stop reading (413): its answer counts although the write failed.
  Reading reading;
  for (int answers = 0; answers <= interim_answers_max; ++answers) {
    ResponseParser parser(request.method == "HEAD", response_bytes_max);
    const auto part = co_await read_answer(connection, parser);
    reading.got_some = reading.got_some || part.got_some;
    reading.problem = part.problem;
    if (!part.whole) break;
    const int status = parser.response().status;
    if (status >= 200) {
      result.reusable = !written.error && parser.keep_alive() && connection.buffer.size() == 0;
      result.exchange = parser.take();
      co_return result;
    }
    reading.problem = "sent too many interim answers";
    if (status == 101) break;
  }
  result.exchange = broken(connection, request, reading);
  co_return result;
}

}  // namespace patchbay::http
