#pragma once
// One connection of the client and how it comes to be.

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <string>
#include <variant>

#include "hub/http/byte_stream.h"
#include "hub/http/client.h"
#include "hub/http/resolver.h"
#include "hub/http/tls.h"
#include "hub/http/url.h"
#include "hub/http/watchdog.h"

namespace patchbay::http {

/// A stream with its deadline: when that passes the stream is closed and `timed_out` says so.
struct ClientConnection {
  ClientConnection(const Executor& loop, std::unique_ptr<ByteStream> opened)
      : stream(std::move(opened)), watchdog(loop, [this] {
          timed_out = true;
          stream->close();
        }) {}

  std::unique_ptr<ByteStream> stream;
  boost::beast::flat_buffer buffer;
  bool timed_out = false;
  std::chrono::steady_clock::time_point idle_since{};
  Watchdog watchdog;
};

using Dialed = std::variant<std::unique_ptr<ClientConnection>, Failure>;

using Refusal = decltype(ClientOptions::refusal);

/// Opens connections: resolve, connect to each address in turn, TLS handshake.
class Dialer {
 public:
  /// Throws ErrorException (invalid) when the CA file cannot be read.
  Dialer(const std::string& ca_file, Refusal refusal);
  /// The parts of `url` are used before the first suspension only when they are copied: they are.
  /// `identity` may be null.
  Async<Dialed> dial(Url url, std::shared_ptr<const ClientIdentity> identity,
                     Deadline deadline) const;

 private:
  TlsContext tls_;
  Refusal refusal_;
  std::shared_ptr<Resolver> resolver_ = system_resolver();
};

}  // namespace patchbay::http
