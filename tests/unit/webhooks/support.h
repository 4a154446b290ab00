#pragma once
// What the tests of the room share.

#include <boost/json/parse.hpp>
#include <string>

#include "hub/crypto/key_ring.h"
#include "hub/events/outbox.h"
#include "hub/http/client.h"
#include "hub/http/server.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"
#include "webhooks/delivery.h"

namespace patchbay::webhooks::test {

inline const OrganisationId organisation = "acme";
inline const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
constexpr Timestamp start{1'700'000'000'000'000};

inline crypto::KeyRing key_ring() {
  return crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
}

inline events::NewEvent event(const std::string& id, const std::string& type = "tier.updated") {
  const char* data =
      type == "reward.issued"
          ? R"({"reward":"r","customer":"42","kind":"retail","partner":"p","amount_minor":500,)"
            R"("currency":"AUD"})"
          : R"({"customer":"42","tier":"gold","previous_tier":"","points":500})";
  return {id, type, "42", data, "key/" + id};
}

inline NewEndpoint endpoint(const std::string& id, const std::string& url,
                            const std::string& types = {}) {
  return {id, url, secret, types};
}

/// One loop with its HTTP client, taken down in the right order.
class OneLoop {
 public:
  OneLoop() : loops_(http::start_loops(1)), client_(http::make_client(loops_->at(0), {})) {}
  ~OneLoop() {
    stop();
    client_.reset();
  }
  void stop() { loops_->stop(); }
  http::Loops& loops() { return *loops_; }
  http::Client& client() { return *client_; }
  template <class T>
  T run(Async<T> work) {
    return run_on(loops_->at(0), std::move(work));
  }

 private:
  std::unique_ptr<http::Loops> loops_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace patchbay::webhooks::test
