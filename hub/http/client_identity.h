#pragma once
// Who the client is towards a server, and whom it trusts: mutual TLS (RFC 8446 section 4.3.2).

#include <cstdint>
#include <memory>
#include <string>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace boost::asio::ssl {
class context;
}

namespace patchbay::http {

/// PEM files. Certificate (a chain, own one first) and key belong together: both or neither.
struct IdentityFiles {
  std::string certificate;
  std::string key;  ///< without a passphrase
  std::string ca;   ///< whose servers are trusted; empty: the system's store
};

/// The same as PEM texts.
struct IdentityTexts {
  std::string certificate;
  Secret key;
  std::string ca;
};

/// Immutable; thread safe. Connections are kept apart by it: none that was opened with one identity
/// carries a request of another.
class ClientIdentity {
 public:
  /// Reads the files once. Errors: invalid, naming the file: one cannot be read, the key does not
  /// belong to the certificate, or only one of both is given.
  static Result<std::shared_ptr<const ClientIdentity>> load(const IdentityFiles& files);

  /// Errors: invalid: as load().
  static Result<std::shared_ptr<const ClientIdentity>> from_texts(const IdentityTexts& texts);

  /// Whether it shows a certificate, or is about whom it trusts only.
  bool has_certificate() const { return has_certificate_; }
  const std::shared_ptr<boost::asio::ssl::context>& tls() const { return tls_; }
  /// Different for every identity of this process.
  std::uint64_t number() const { return number_; }

 private:
  ClientIdentity(std::shared_ptr<boost::asio::ssl::context> tls, bool has_certificate);

  bool has_certificate_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  std::uint64_t number_;
};

}  // namespace patchbay::http
