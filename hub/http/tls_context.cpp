#include <boost/asio/ssl/context.hpp>

#include "hub/http/tls.h"

namespace patchbay::http {
namespace {

namespace ssl = boost::asio::ssl;

TlsContext make_context(ssl::context::method method) {
  auto tls = std::make_shared<ssl::context>(method);
  tls->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                   ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                   ssl::context::single_dh_use);
  // Renegotiation and compression are attack surface without a use here.
  ::SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  return tls;
}

Error unreadable(const std::string& what, const std::string& file, const ErrorCode& error) {
  return invalid("the " + what + " " + file + " cannot be used: " + error.message() +
                 "; give a readable PEM file");
}

/// The system's store, shared by all contexts: reading its hundred and more certificates takes a
/// twentieth of a second. Null when there is none.
X509_STORE* system_certificates() {
  static X509_STORE* const certificates = [] {
    X509_STORE* const store = ::X509_STORE_new();
    if (store && ::X509_STORE_set_default_paths(store) == 1) return store;
    ::X509_STORE_free(store);
    return static_cast<X509_STORE*>(nullptr);
  }();
  return certificates;
}

}  // namespace

Result<TlsContext> make_client_tls(const std::string& ca_file) {
  auto tls = make_context(ssl::context::tls_client);
  ErrorCode error;
  tls->set_verify_mode(ssl::verify_peer);
  if (ca_file.empty()) {
    auto* const store = system_certificates();
    if (!store) return invalid("the system's certificate store cannot be read by OpenSSL");
    ::SSL_CTX_set1_cert_store(tls->native_handle(), store);
  } else {
    tls->load_verify_file(ca_file, error);
    if (error) return unreadable("CA file", ca_file, error);
  }
  return tls;
}

Result<TlsContext> make_client_tls_of_text(const std::string& ca) {
  if (ca.empty()) return make_client_tls({});
  auto tls = make_context(ssl::context::tls_client);
  ErrorCode error;
  tls->set_verify_mode(ssl::verify_peer);
  tls->add_certificate_authority(boost::asio::buffer(ca), error);
  if (error) return invalid("the CA certificate cannot be used: " + error.message());
  return tls;
}

Result<void> show_certificate_text(ssl::context& tls, const std::string& certificate,
                                   const Secret& key) {
  ErrorCode error;
  tls.use_certificate_chain(boost::asio::buffer(certificate), error);
  if (error) return invalid("the client certificate cannot be used: " + error.message());
  const auto text = key.reveal();
  tls.use_private_key(boost::asio::buffer(text.data(), text.size()), ssl::context::pem, error);
  if (error) return invalid("the key of the client certificate cannot be used: " + error.message());
  if (::SSL_CTX_check_private_key(tls.native_handle()) != 1)
    return invalid("the key does not belong to the client certificate");
  return {};
}

Result<TlsContext> make_server_tls(const std::string& certificate_file,
                                   const std::string& key_file) {
  auto tls = make_context(ssl::context::tls_server);
  if (auto shown = show_certificate(*tls, certificate_file, key_file); !shown) return shown.error();
  return tls;
}

Result<void> show_certificate(ssl::context& tls, const std::string& certificate_file,
                              const std::string& key_file) {
  ErrorCode error;
  tls.use_certificate_chain_file(certificate_file, error);
  if (error) return unreadable("TLS certificate file", certificate_file, error);
  tls.use_private_key_file(key_file, ssl::context::pem, error);
  if (error) return unreadable("TLS key file", key_file, error);
  if (::SSL_CTX_check_private_key(tls.native_handle()) != 1)
    return invalid("the TLS key file " + key_file + " does not belong to the certificate " +
                   certificate_file);
  return {};
}

Result<void> demand_client_certificate(ssl::context& tls, const std::string& ca_file) {
  ErrorCode error;
  tls.load_verify_file(ca_file, error);
  if (error) return unreadable("CA file of the clients", ca_file, error);
  tls.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  // A session of another server must not stand in for the certificate.
  constexpr unsigned char name[] = "patchbay";
  ::SSL_CTX_set_session_id_context(tls.native_handle(), name, sizeof name - 1);
  return {};
}

}  // namespace patchbay::http
