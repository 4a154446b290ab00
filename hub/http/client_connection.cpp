#include "hub/http/client_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "hub/http/client_identity.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;

Failure failure(Stage stage, bool timed_out, const Url& url, const std::string& what) {
  return {stage, timed_out, url.host + ":" + std::to_string(url.port) + " " + what};
}

Async<ErrorCode> connect(Socket& socket, asio::ip::tcp::endpoint endpoint) {
  const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  co_return error;
}

/// How connecting ended; `refused` says why an address may not be connected to.
struct Connecting {
  ErrorCode error = asio::error::host_not_found;
  std::string refused = {};
};

/// Tries the addresses in turn until one takes the connection or the deadline has passed.
Async<Connecting> connect_any(ClientConnection& connection, const Addresses& addresses,
                              std::uint16_t port, const Refusal& refusal) {
  auto& socket = connection.stream->socket();
  Connecting result;
  for (const auto& address : addresses) {
    if (refusal) result.refused = refusal(address);
    if (!result.refused.empty()) continue;
    connection.stream->close();
    const asio::ip::tcp::endpoint endpoint(address, port);
    result.error = co_await connect(socket, endpoint);
    if (!result.error || connection.timed_out) break;
  }
  if (result.error) co_return result;
  // Whom the kernel really connected us to.
  const auto peer = socket.remote_endpoint(result.error);
  result.refused = refusal && !result.error ? refusal(peer.address()) : std::string();
  if (!result.error) socket.set_option(asio::ip::tcp::no_delay(true), result.error);
  co_return result;
}

}  // namespace

Dialer::Dialer(const std::string& ca_file, Refusal refusal)
    : tls_(make_client_tls(ca_file).value()), refusal_(std::move(refusal)) {}

Async<Dialed> Dialer::dial(Url url, std::shared_ptr<const ClientIdentity> identity,
                           Deadline deadline) const {
  const auto loop = co_await asio::this_coro::executor;
  const auto found = co_await resolver_->resolve(url.host, deadline);
  if (found.addresses.empty()) {
    const auto what = found.timed_out ? std::string("was not resolved in time")
                                      : "cannot be resolved: " + found.error;
    co_return failure(Stage::resolve, found.timed_out, url, what);
  }
  Socket socket(loop);
  const TlsContext& tls = identity ? identity->tls() : tls_;
  auto stream = url.tls ? make_tls_client_stream(std::move(socket), tls, url.host)
                        : make_plain_stream(std::move(socket));
  auto connection = std::make_unique<ClientConnection>(loop, std::move(stream));
  connection->watchdog.set(deadline);
  const auto connected = co_await connect_any(*connection, found.addresses, url.port, refusal_);
  if (!connected.refused.empty())
    co_return failure(Stage::refused, false, url, "may not be connected to: " + connected.refused);
  auto error = connected.error;
  if (error || connection->timed_out) {
    const auto what = connection->timed_out ? std::string("did not take a connection in time")
                                            : "cannot be reached: " + error.message();
    co_return failure(Stage::connect, connection->timed_out, url, what);
  }
  error = co_await connection->stream->handshake();
  if (error || connection->timed_out) {
    const auto what = connection->timed_out
                          ? std::string("did not finish the TLS handshake in time")
                          : "failed the TLS handshake: " + error.message();
    co_return failure(Stage::handshake, connection->timed_out, url, what);
  }
  co_return connection;
}

}  // namespace patchbay::http
