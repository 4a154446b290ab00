#include "hub/http/listener.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "hub/base/log.h"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// Out of descriptors or memory: others must end before accepting can work again.
constexpr std::chrono::milliseconds pause_after_failure{50};
/// Connections over the limit that get an answer at one time; more are closed without one.
constexpr std::size_t turned_away_max = 64;

/// Empty: the peer has gone.
std::string address_of(const Socket& socket) {
  ErrorCode error;
  const auto peer = socket.remote_endpoint(error);
  return error ? std::string() : normal_address(peer.address().to_string());
}

Async<void> run_connection(std::shared_ptr<ServerConnection> connection, bool turn_away) {
  try {
    if (turn_away)
      co_await connection->turn_away();
    else
      co_await connection->serve();
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "http.connection_failed", {{"error", error.what()}});
    connection->cut();
  }
}

}  // namespace

Listener::Listener(Executor loop, const asio::ip::tcp::endpoint& endpoint, bool first,
                   std::shared_ptr<const ServerShare> share, std::size_t connections_max)
    : loop_(loop), acceptor_(loop), share_(std::move(share)), connections_max_(connections_max) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  // Set before the bind, another server of this user would share the port without a word; set after
  // it, the port is ours alone and yet the next listeners may join.
  if (!first) acceptor_.set_option(ReusePort(true));
  acceptor_.bind(endpoint);
  if (first) acceptor_.set_option(ReusePort(true));
  acceptor_.listen();
}

Async<void> Listener::run() {
  const auto self = shared_from_this();
  while (acceptor_.is_open()) {
    Socket socket(loop_);
    const auto [error] =
        co_await acceptor_.async_accept(socket, asio::as_tuple(asio::use_awaitable));
    // Closed while this connection was on its way: nobody would end it.
    if (!acceptor_.is_open() || error == asio::error::operation_aborted) break;
    if (!error) {
      take(std::move(socket));
      continue;
    }
    log_line(LogLevel::warning, "http.accept_failed", {{"error", error.message()}});
    co_await sleep_for(pause_after_failure);
  }
}

void Listener::take(Socket socket) try {
  const auto others = connections_.size();
  if (others >= connections_max_ + turned_away_max) return;
  ErrorCode ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  auto address = address_of(socket);
  auto stream = share_->tls ? make_tls_server_stream(std::move(socket), share_->tls)
                            : make_plain_stream(std::move(socket));
  const auto leave = [self = shared_from_this()](ServerConnection* connection) {
    self->connections_.erase(connection);
    delete connection;
  };
  const std::shared_ptr<ServerConnection> connection(
      new ServerConnection(loop_, std::move(stream), std::move(address), share_->options,
                           share_->handler),
      leave);
  connections_.insert(connection.get());
  spawn(loop_, "http.connection", run_connection(connection, others >= connections_max_));
} catch (const std::exception& error) {
  log_line(LogLevel::error, "http.connection_failed", {{"error", error.what()}});
}

void Listener::end_softly() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  for (auto* connection : connections_) connection->end_softly();
}

void Listener::cut() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  for (auto* connection : connections_) connection->cut();
}

}  // namespace patchbay::http
