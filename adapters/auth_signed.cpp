// Codes over the request: in its query, or in a header of their own.

#include "adapters/auth_bodies.h"
#include "hub/crypto/digest.h"
#include "hub/http/url.h"

namespace patchbay::adapters {
namespace {

/// What the request line will hold.
std::string target_of(const http::ClientRequest& request) {
  const auto url = http::split_url(request.url);
  return url ? url->target : std::string("/");  // the client refuses such a URL before it sends
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

void add_parameter(std::string& url, const std::string& name, std::string_view value) {
  url += url.find('?') == std::string::npos ? '?' : '&';
  url += name + "=" + http::percent_encode(value);
}

class HmacQuery final : public FixedProof {
 public:
  HmacQuery(HmacQueryAuth auth, Secret id, Secret key)
      : auth_(std::move(auth)), id_(std::move(id)), key_(std::move(key)) {}

 private:
  void prove(http::ClientRequest& request, Timestamp) const override {
    add_parameter(request.url, auth_.id_parameter, id_.reveal());
    const std::string target = target_of(request);
    const bool whole = auth_.signs == HmacQueryAuth::Signs::path_and_query;
    const std::string_view text = whole ? std::string_view(target) : query_of(target);
    add_parameter(request.url, auth_.signature_parameter,
                  crypto::hmac_text(auth_.hash, key_.reveal(), text, auth_.form));
  }
  const HmacQueryAuth auth_;
  const Secret id_, key_;
};

class SignedRequest final : public FixedProof {
 public:
  SignedRequest(SignedRequestAuth auth, Secret id, Secret key)
      : auth_(std::move(auth)), id_(std::move(id)), key_(std::move(key)) {}

 private:
  void prove(http::ClientRequest& request, Timestamp now) const override {
    const std::string time =
        std::to_string(auth_.timestamp_in_ms ? now.micros / 1'000 : now.seconds());
    std::string text;
    for (std::size_t i = 0; i < auth_.parts.size(); ++i)
      text += (i > 0 ? auth_.separator : "") + part(auth_.parts[i], request, time);
    const std::string code = crypto::hmac_text(auth_.hash, key_.reveal(), text, auth_.form);
    request.headers.set(auth_.id_header, auth_.id_prefix + std::string(id_.reveal()));
    if (!auth_.timestamp_header.empty()) request.headers.set(auth_.timestamp_header, time);
    request.headers.set(auth_.signature_header, auth_.signature_prefix + code);
  }

  std::string part(SignedRequestAuth::Part part, const http::ClientRequest& request,
                   const std::string& time) const {
    using Part = SignedRequestAuth::Part;
    switch (part) {
      case Part::timestamp: return time;
      case Part::method: return request.method;
      case Part::path: return std::string(path_of(target_of(request)));
      case Part::path_and_query: return target_of(request);
      case Part::query: return std::string(query_of(target_of(request)));
      case Part::body: return request.body;
      case Part::body_hash: return crypto::to_hex(crypto::sha256(request.body));
      case Part::client_id: return std::string(id_.reveal());
    }
    return {};
  }

  const SignedRequestAuth auth_;
  const Secret id_, key_;
};

}  // namespace

AuthenticatorPtr make_hmac_query(const HmacQueryAuth& auth, SecretReader& secrets) {
  Secret id = secrets.any("client_id");
  return std::make_shared<HmacQuery>(auth, std::move(id), secrets.any("client_secret"));
}

AuthenticatorPtr make_signed_request(const SignedRequestAuth& auth, SecretReader& secrets) {
  Secret id = secrets.for_header("client_id");
  return std::make_shared<SignedRequest>(auth, std::move(id), secrets.any("client_secret"));
}

}  // namespace patchbay::adapters
