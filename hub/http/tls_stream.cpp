#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "hub/http/tls.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class TlsStream final : public ByteStream {
 public:
  TlsStream(Socket socket, const TlsContext& tls, ssl::stream_base::handshake_type side)
      : context_(tls), stream_(std::move(socket), *tls), side_(side) {}

  ssl::stream<Socket>& stream() { return stream_; }

  Socket& socket() override { return stream_.next_layer(); }
  Async<ErrorCode> handshake() override {
    const auto [error] = co_await stream_.async_handshake(side_, as_result);
    co_return error;
  }
  Async<Transfer> read_some(asio::mutable_buffer buffer) override {
    const auto [error, bytes] = co_await stream_.async_read_some(buffer, as_result);
    co_return Transfer{error, bytes};
  }
  Async<Transfer> write(asio::const_buffer head, asio::const_buffer body) override {
    const std::array<asio::const_buffer, 2> buffers{head, body};
    const auto [error, bytes] = co_await asio::async_write(stream_, buffers, as_result);
    // A record that failed half way counts as nothing in `bytes`, yet a part of it may be out.
    co_return Transfer{error, error ? std::max<std::size_t>(bytes, 1) : bytes};
  }
  Async<void> finish(std::size_t bytes_max) override {
    co_await stream_.async_shutdown(as_result);
    co_await drain_socket(stream_.next_layer(), bytes_max);
  }

 private:
  TlsContext context_;
  ssl::stream<Socket> stream_;
  ssl::stream_base::handshake_type side_;
};

bool is_address(const std::string& host) {
  ErrorCode error;
  asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

void expect_host(ssl::stream<Socket>& stream, const std::string& host) {
  if (!is_address(host))
    ::SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(host.c_str()));
  stream.set_verify_callback(ssl::host_name_verification(host));
}

std::unique_ptr<ByteStream> make_tls_client_stream(Socket socket, const TlsContext& tls,
                                                   const std::string& host) {
  auto stream = std::make_unique<TlsStream>(std::move(socket), tls, ssl::stream_base::client);
  expect_host(stream->stream(), host);
  return stream;
}

std::unique_ptr<ByteStream> make_tls_server_stream(Socket socket, const TlsContext& tls) {
  return std::make_unique<TlsStream>(std::move(socket), tls, ssl::stream_base::server);
}

}  // namespace patchbay::http
