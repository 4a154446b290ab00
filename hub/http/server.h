#pragma once
// The HTTP/1.1 server: limits on everything, a stop that finishes what was accepted.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hub/base/result.h"
#include "hub/http/async.h"
#include "hub/http/loops.h"
#include "hub/http/message.h"
#include "hub/http/networks.h"

namespace patchbay::http {

/// Answers one request; runs on the loop of its connection and must not block. An exception that
/// leaves it is logged and answered 500 without its text.
using Handler = std::function<Async<Response>(Request)>;

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 1024 * 1024;
  std::size_t connections_max = 10'000;  ///< a loop's share is this divided by the loops
  std::chrono::milliseconds header_timeout{
      10'000};  ///< to send a whole request head; also idle keep-alive limit
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds handler_timeout{60'000};  ///< then 503
  std::string tls_certificate_file = {};              ///< PEM chain; empty: plain HTTP
  std::string tls_key_file = {};
  /// PEM; clients must show a certificate that it vouches for. Empty: they need none. With TLS
  /// only.
  std::string tls_client_ca_file = {};
  Networks trusted_proxies = {};  ///< whose word on the client's address is taken
};

/// Malformed requests get 400, too long heads 431, too long bodies 413, too slow ones 408, before
/// any handler.
class Server {
 public:
  virtual ~Server() = default;  ///< stops at once if stop() was not called
  virtual std::uint16_t port() const = 0;
  /// "http://127.0.0.1:8080"
  virtual std::string url() const = 0;
  /// Accepts nothing more, lets requests that were read finish and be answered, closes idle
  /// connections; after `limit` the rest is cut. Blocks the calling thread (not a loop).
  virtual void stop(std::chrono::milliseconds limit) = 0;
};

/// Binds and starts, one acceptor a loop (SO_REUSEPORT).
/// Errors: unavailable (address in use …), invalid (certificate or key unreadable).
Result<std::unique_ptr<Server>> start_server(Loops& loops, ServerOptions options, Handler handler);

}  // namespace patchbay::http
