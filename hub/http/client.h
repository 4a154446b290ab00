#pragma once
// The HTTP client: a keep-alive pool a loop, one deadline a request, and the stage a failure
// reached.

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "hub/http/async.h"
#include "hub/http/message.h"

namespace patchbay::http {

/// How far a request came before it failed. Everything before `sent` proves that the peer's
/// application saw nothing; from `sent` on it may have acted.
enum class Stage { refused, resolve, connect, handshake, sent, partly_received };
const char* name_of(Stage stage);

struct Failure {
  Stage stage = Stage::connect;
  bool timed_out = false;
  std::string message;  ///< for a person; holds host and port, never query, headers or body
};

using Exchange = std::variant<Response, Failure>;

class ClientIdentity;

struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http:// or https:// with host, optional port, path and query
  Headers headers;  ///< Host, Content-Length and Connection are set by the client
  std::string body;
  std::chrono::milliseconds timeout{30'000};  ///< for the whole exchange
  /// Who asks, and whom it trusts (client_identity.h); null: nobody, and the client's own CA file.
  std::shared_ptr<const ClientIdentity> identity = nullptr;
};

struct ClientOptions {
  std::size_t connections_per_origin = 64;  ///< a loop; more wait in line within their deadline
  std::size_t response_bytes_max = 8 * 1024 * 1024;
  std::chrono::milliseconds idle_timeout{
      15'000};               ///< a pooled connection older than that is closed
  std::string ca_file = {};  ///< PEM; empty: the system's store. Certificates are always verified.
  /// Why an address may not be connected to (empty: it may), asked of every address of a name and
  /// again of the peer once it is connected, before a byte is sent: stage `refused`. A client has a
  /// pool of its own, so every connection it uses has passed. Null: all may.
  std::function<std::string(const boost::asio::ip::address&)> refusal = {};
};

/// Sends requests from coroutines of one loop; not thread safe, one object a loop.
/// A request whose pooled connection turns out closed before any byte of an answer came is sent
/// again on a new connection only if nothing of it had been written; else the stage is `sent`.
/// Redirects are not followed. Names are resolved off the loop.
class Client {
 public:
  virtual ~Client() = default;
  virtual Async<Exchange> send(ClientRequest request) = 0;
};

/// Throws ErrorException (invalid) when the CA file cannot be read. The client must go before its
/// loop.
std::unique_ptr<Client> make_client(Executor loop, ClientOptions options);

}  // namespace patchbay::http
