#pragma once
// A connected stream, plain or TLS, behind one interface: what reads and writes HTTP is compiled
// once (STYLE.md section 10).

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>

#include "hub/http/async.h"

namespace patchbay::http {

using ErrorCode = boost::system::error_code;
using Socket = boost::asio::ip::tcp::socket;

struct Transfer {
  ErrorCode error;
  std::size_t bytes = 0;
};

/// One stream; use on its loop only. At most one read and one write at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The TCP socket below: to connect, cancel, close.
  virtual Socket& socket() = 0;
  /// TLS: agrees on keys, checks certificates. Plain: nothing.
  virtual Async<ErrorCode> handshake() = 0;
  /// At least one byte, or an error (asio::error::eof when the peer ended its side).
  virtual Async<Transfer> read_some(boost::asio::mutable_buffer buffer) = 0;
  /// Both buffers whole, or an error. With an error, `bytes` is 0 only when certainly no byte left
  /// this machine.
  virtual Async<Transfer> write(boost::asio::const_buffer head, boost::asio::const_buffer body) = 0;
  /// Tells the peer that nothing more comes, then reads and drops what it still sends, at most
  /// `bytes_max`: closing with unread bytes would reset the connection and could destroy the answer
  /// before the peer read it.
  virtual Async<void> finish(std::size_t bytes_max) = 0;

  /// Ends pending operations with operation_aborted.
  void cancel();
  void close();
  /// Whether nothing waits to be read, not even the peer's end: a pooled connection that is not
  /// quiet is of no use. Does not block.
  bool is_quiet();
};

std::unique_ptr<ByteStream> make_plain_stream(Socket socket);

/// Shuts the sending side and reads until the peer's end, an error or the limit.
Async<void> drain_socket(Socket& socket, std::size_t bytes_max);

}  // namespace patchbay::http
