#pragma once
// A client that makes every request as one identity.

#include "hub/http/client.h"

namespace patchbay::adapters {

/// Borrows the client; passes requests on as `identity` (may be null).
class IdentifiedClient final : public http::Client {
 public:
  IdentifiedClient(http::Client& client, std::shared_ptr<const http::ClientIdentity> identity)
      : client_(client), identity_(std::move(identity)) {}
  Async<http::Exchange> send(http::ClientRequest request) override {
    request.identity = identity_;
    return client_.send(std::move(request));
  }

 private:
  http::Client& client_;
  const std::shared_ptr<const http::ClientIdentity> identity_;
};

}  // namespace patchbay::adapters
