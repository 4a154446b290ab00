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

}  // namespace

Listener::Listener(Executor loop, const asio::ip::tcp::endpoint& endpoint,
                   std::shared_ptr<const ServerShare> share, std::size_t connections_max)
    : loop_(loop), acceptor_(loop), share_(std::move(share)), connections_max_(connections_max) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.set_option(ReusePort(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
}

Async<void> Listener::run() {
  const auto self = shared_from_this();
  while (acceptor_.is_open()) {
    Socket socket(loop_);
    const auto [error] =
        co_await acceptor_.async_accept(socket, asio::as_tuple(asio::use_awaitable));
    if (!error) {
      take(std::move(socket));
      continue;
    }
    if (error == asio::error::operation_aborted) break;
    log_line(LogLevel::warning, "http.accept_failed", {{"error", error.message()}});
    co_await sleep_for(pause_after_failure);
  }
}

void Listener::take(Socket socket) {
  ErrorCode ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  auto stream = share_->tls ? make_tls_server_stream(std::move(socket), share_->tls)
                            : make_plain_stream(std::move(socket));
  auto connection = std::make_shared<ServerConnection>(loop_, std::move(stream), share_->options,
                                                       share_->handler);
  const bool full = connections_.size() >= connections_max_;
  connections_.insert(connection);
  spawn(loop_, "http.connection", run_connection(shared_from_this(), std::move(connection), full));
}

Async<void> Listener::run_connection(std::shared_ptr<Listener> self,
                                     std::shared_ptr<ServerConnection> connection, bool turn_away) {
  try {
    if (turn_away)
      co_await connection->turn_away();
    else
      co_await connection->serve();
  } catch (const std::exception& error) {
    log_line(LogLevel::error, "http.connection_failed", {{"error", error.what()}});
    connection->cut();
  }
  self->connections_.erase(connection);
}

void Listener::end_softly() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  for (const auto& connection : connections_) connection->end_softly();
}

void Listener::cut() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  for (const auto& connection : connections_) connection->cut();
}

}  // namespace patchbay::http
