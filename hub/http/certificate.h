#pragma once
// A look at a server's certificate: connects, verifies as the client does, asks nothing.

#include <chrono>
#include <memory>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/result.h"
#include "hub/http/async.h"
#include "hub/http/client_identity.h"
#include "hub/http/url.h"

namespace patchbay::http {

struct PeerCertificate {
  std::string subject;   ///< "CN=api.acme.example", for people
  std::string protocol;  ///< "TLSv1.3"
  Timestamp expires_at;
};

/// On the calling loop. `identity` null: nobody, and the system's store.
/// Errors: unavailable: no such name, no connection, not in time; refused: the certificate is not
/// trusted, not of this host or out of its time, in OpenSSL's words.
Async<Result<PeerCertificate>> look_at_certificate(Url url,
                                                   std::shared_ptr<const ClientIdentity> identity,
                                                   std::chrono::milliseconds timeout);

}  // namespace patchbay::http
