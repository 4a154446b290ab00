#pragma once
// TLS streams and contexts (OpenSSL 3 through Boost.Asio), TLS 1.2 and newer only.

#include <memory>
#include <string>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/byte_stream.h"

namespace boost::asio::ssl {
class context;
template <typename Stream>
class stream;
}  // namespace boost::asio::ssl

namespace patchbay::http {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// For a client: always verifies. `ca_file` is PEM; empty means the system's store.
/// Errors: invalid: the file cannot be read.
Result<TlsContext> make_client_tls(const std::string& ca_file);
/// The same with the CA as PEM text.
Result<TlsContext> make_client_tls_of_text(const std::string& ca);
/// For a server: a PEM chain and its key.
/// Errors: invalid: a file cannot be read, or the key does not belong to the certificate.
Result<TlsContext> make_server_tls(const std::string& certificate_file,
                                   const std::string& key_file);
/// Puts a PEM chain and its key into a context, to be shown to the other side.
/// Errors: as make_server_tls.
Result<void> show_certificate(boost::asio::ssl::context& tls, const std::string& certificate_file,
                              const std::string& key_file);
/// The same with PEM texts.
Result<void> show_certificate_text(boost::asio::ssl::context& tls, const std::string& certificate,
                                   const Secret& key);
/// Makes a server's context ask for a certificate of the client that `ca_file` (PEM) vouches for;
/// whoever has none is refused. Errors: invalid: the file cannot be read.
Result<void> demand_client_certificate(boost::asio::ssl::context& tls, const std::string& ca_file);

/// Before a client's handshake with `host`: sends it as SNI (an address is none, RFC 6066 section
/// 3) and demands that it stands in the certificate (RFC 9525).
void expect_host(boost::asio::ssl::stream<Socket>& stream, const std::string& host);
/// `host` is sent as SNI (unless it is an address) and must stand in the certificate (RFC 9525).
std::unique_ptr<ByteStream> make_tls_client_stream(Socket socket, const TlsContext& tls,
                                                   const std::string& host);
std::unique_ptr<ByteStream> make_tls_server_stream(Socket socket, const TlsContext& tls);

}  // namespace patchbay::http
