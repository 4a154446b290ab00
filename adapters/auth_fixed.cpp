// No proof, and secrets that go out as they are.

#include "adapters/auth_bodies.h"
#include "hub/crypto/digest.h"

namespace patchbay::adapters {
namespace {

class NoProof final : public FixedProof {
 private:
  void prove(http::ClientRequest&, Timestamp) const override {}
};

/// One header field that is always the same.
class HeaderProof final : public FixedProof {
 public:
  HeaderProof(std::string header, Secret value)
      : header_(std::move(header)), value_(std::move(value)) {}

 private:
  void prove(http::ClientRequest& request, Timestamp) const override {
    request.headers.set(header_, std::string(value_.reveal()));
  }
  const std::string header_;
  const Secret value_;
};

}  // namespace

AuthenticatorPtr make_no_proof() { return std::make_shared<NoProof>(); }

AuthenticatorPtr make_api_key(const ApiKeyAuth& auth, SecretReader& secrets) {
  const Secret key = secrets.for_header("api_key");
  return std::make_shared<HeaderProof>(auth.header,
                                       Secret(auth.prefix + std::string(key.reveal())));
}

AuthenticatorPtr make_basic(SecretReader& secrets) {
  const Secret user = secrets.without_colon("username");
  const Secret password = secrets.any("password");
  const Secret both(std::string(user.reveal()) + ":" + std::string(password.reveal()));
  return std::make_shared<HeaderProof>(
      "Authorization", Secret("Basic " + crypto::to_base64(crypto::bytes_of(both.reveal()))));
}

}  // namespace patchbay::adapters
