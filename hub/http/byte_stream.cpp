#include "hub/http/byte_stream.h"

#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Socket& socket() override { return socket_; }
  Async<ErrorCode> handshake() override { co_return ErrorCode(); }
  Async<Transfer> read_some(asio::mutable_buffer buffer) override {
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    co_return Transfer{error, bytes};
  }
  Async<Transfer> write(asio::const_buffer head, asio::const_buffer body) override {
    const std::array<asio::const_buffer, 2> buffers{head, body};
    const auto [error, bytes] = co_await asio::async_write(socket_, buffers, as_result);
    co_return Transfer{error, bytes};
  }
  Async<void> finish(std::size_t bytes_max) override { return drain_socket(socket_, bytes_max); }

 private:
  Socket socket_;
};

}  // namespace

void ByteStream::cancel() {
  ErrorCode ignored;
  socket().cancel(ignored);
}

void ByteStream::close() {
  ErrorCode ignored;
  socket().close(ignored);
}

bool ByteStream::is_quiet() {
  char byte = 0;
  const auto got = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

std::unique_ptr<ByteStream> make_plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

Async<void> drain_socket(Socket& socket, std::size_t bytes_max) {
  ErrorCode failed;
  socket.shutdown(Socket::shutdown_send, failed);
  std::array<char, 4096> dropped;
  std::size_t total = 0;
  while (!failed && total < bytes_max) {
    const auto [error, bytes] = co_await socket.async_read_some(asio::buffer(dropped), as_result);
    failed = error;
    total += bytes;
  }
}

}  // namespace patchbay::http
