#include "hub/http/certificate.h"

#include <openssl/x509.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "hub/http/resolver.h"
#include "hub/http/tls.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using Stream = ssl::stream<Socket>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr int subject_bytes_max = 300;

Timestamp time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Timestamp{static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000};
}

PeerCertificate describe(SSL* session, X509* certificate) {
  char subject[subject_bytes_max] = {};
  X509_NAME_oneline(X509_get_subject_name(certificate), subject, sizeof subject);
  return {subject, SSL_get_version(session), time_of(X509_get0_notAfter(certificate))};
}

Error no_trust(const Url& url, SSL* session, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(session);
  const std::string why =
      verdict == X509_V_OK ? error.message() : X509_verify_cert_error_string(verdict);
  return refused(url.host + ": the TLS handshake failed: " + why);
}

Async<boost::system::error_code> connect(Socket& socket, const Addresses& addresses,
                                         std::uint16_t port) {
  boost::system::error_code last = asio::error::host_not_found;
  for (const auto& address : addresses) {
    boost::system::error_code ignored;
    socket.close(ignored);
    const asio::ip::tcp::endpoint endpoint(address, port);
    const auto [error] = co_await socket.async_connect(endpoint, as_result);
    last = error;
    if (!error || error == asio::error::operation_aborted) break;
  }
  co_return last;
}

}  // namespace

Async<Result<PeerCertificate>> look_at_certificate(Url url,
                                                   std::shared_ptr<const ClientIdentity> identity,
                                                   std::chrono::milliseconds timeout) {
  const auto loop = co_await asio::this_coro::executor;
  const auto deadline = deadline_after(timeout);
  const auto resolver = system_resolver();
  const auto found = co_await resolver->resolve(url.host, deadline);
  if (found.addresses.empty())
    co_return unavailable(url.host + " cannot be resolved: " + found.error);
  auto own = make_client_tls("");
  if (!own) co_return own.error();
  const TlsContext tls = identity ? identity->tls() : *own;
  Stream stream(Socket(loop), *tls);
  expect_host(stream, url.host);
  bool timed_out = false;
  Watchdog watchdog(loop, [&stream, &timed_out] {
    timed_out = true;
    boost::system::error_code ignored;
    stream.next_layer().close(ignored);
  });
  watchdog.set(deadline);
  const auto connected = co_await connect(stream.next_layer(), found.addresses, url.port);
  if (connected)
    co_return unavailable(url.host + ":" + std::to_string(url.port) + " cannot be reached" +
                          (timed_out ? " in time" : ": " + connected.message()));
  const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, as_result);
  if (timed_out) co_return unavailable(url.host + " did not finish the TLS handshake in time");
  if (error) co_return no_trust(url, stream.native_handle(), error);
  X509* const certificate = SSL_get0_peer_certificate(stream.native_handle());
  if (!certificate) co_return refused(url.host + " showed no certificate");
  co_return describe(stream.native_handle(), certificate);
}

}  // namespace patchbay::http
