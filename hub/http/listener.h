#pragma once
// The acceptor of one loop and its connections.

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <unordered_set>

#include "hub/http/server.h"
#include "hub/http/server_connection.h"
#include "hub/http/tls.h"

namespace patchbay::http {

/// What all loops of one server share; outlives every connection, for each keeps its listener.
struct ServerShare {
  ServerOptions options;
  Handler handler;
  TlsContext tls;  ///< null: plain
};

/// Accepts on one loop. All methods but the constructor run on that loop.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  /// Binds and listens. The `first` of a server takes the port only if nobody else has it; the
  /// others join it (SO_REUSEPORT). Throws boost::system::system_error.
  Listener(Executor loop, const boost::asio::ip::tcp::endpoint& endpoint, bool first,
           std::shared_ptr<const ServerShare> share, std::size_t connections_max);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Accepts until closed.
  Async<void> run();
  /// Accepts nothing more and ends connections softly.
  void end_softly();
  /// Ends all connections now.
  void cut();
  /// Whether no connection is left, nor a handler of one.
  bool is_empty() const { return connections_.empty(); }

 private:
  void take(Socket socket);

  Executor loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<const ServerShare> share_;
  std::size_t connections_max_;
  std::unordered_set<ServerConnection*> connections_;  ///< each leaves when it is destroyed
};

}  // namespace patchbay::http
