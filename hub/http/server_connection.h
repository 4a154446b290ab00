#pragma once
// One connection of the server: request after request until somebody ends it.

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>

#include "hub/http/byte_stream.h"
#include "hub/http/server.h"
#include "hub/http/watchdog.h"

namespace patchbay::http {

class RequestParser;

/// Use on its loop only. Options and handler outlive it (see Listener::take). It lives as long as a
/// coroutine of it: also while a handler hangs whose request was refused long ago.
class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
 public:
  /// `address` is the peer's, as Request::address wants it.
  ServerConnection(const Executor& loop, std::unique_ptr<ByteStream> stream, std::string address,
                   const ServerOptions& options, const Handler& handler);

  /// Reads and answers until the connection ends. Does not throw.
  Async<void> serve();
  /// Answers one 503 and ends: the server has too many connections.
  Async<void> turn_away();
  /// No further request is taken: ends now when none is in work, else after its answer.
  void end_softly();
  /// Ends now, whatever is in work.
  void cut() { stream_->close(); }

 private:
  /// What the connection waits for; the watchdog acts by it.
  enum class Phase { handshake, idle, head, body, overdue, handler, answer };
  /// How reading a request ended: 0 is a whole request, -1 the end of the connection, else the
  /// status of the refusal.
  using Refusal = int;

  Async<Refusal> read_request(RequestParser& parser);
  /// 0 while more bytes are wanted.
  Refusal judge(const RequestParser& parser, const boost::system::error_code& error) const;
  Async<Response> run_handler(Request request);
  Async<bool> write(const Response& response, bool keep_alive);
  Async<void> refuse(int status);
  /// Ends after an answer so that the peer can read it.
  Async<void> finish();
  void enter(Phase phase, std::chrono::milliseconds limit);
  void overdue();

  Executor loop_;
  std::unique_ptr<ByteStream> stream_;
  std::string address_;
  const ServerOptions& options_;
  const Handler& handler_;
  boost::beast::flat_buffer buffer_;
  std::string head_;
  Phase phase_ = Phase::handshake;
  bool ending_ = false;
  bool dismissed_ = false;     ///< the handler was too slow: refused, its answer is dropped
  bool head_request_ = false;  ///< the answer has no body
  Watchdog watchdog_;
};

}  // namespace patchbay::http
