#include "adapters/auth.h"

#include <algorithm>

#include "adapters/auth_bodies.h"
#include "hub/http/client_identity.h"

namespace patchbay::adapters {
namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Result<void> check_certificate(const Partner& partner) {
  if (!partner.plug->manifest().auth.client_certificate) return {};
  const std::string where = "partner \"" + partner.id + "\" demands mutual TLS: ";
  if (!partner.identity || !partner.identity->has_certificate())
    return invalid(where +
                   "give its settings tls_certificate and tls_key, the PEM files of our "
                   "certificate and its key");
  const std::string url = api_url_of(partner);
  if (!url.empty() && !url.starts_with("https://"))
    return invalid(where + "its api_url must begin with https://");
  return {};
}

AuthenticatorPtr make(const Partner& partner, SecretReader& secrets) {
  const auto& how = partner.plug->manifest().auth.how;
  if (const auto* key = std::get_if<ApiKeyAuth>(&how)) return make_api_key(*key, secrets);
  if (std::holds_alternative<BasicAuth>(how)) return make_basic(secrets);
  if (const auto* query = std::get_if<HmacQueryAuth>(&how)) return make_hmac_query(*query, secrets);
  if (const auto* whole = std::get_if<SignedRequestAuth>(&how))
    return make_signed_request(*whole, secrets);
  if (std::holds_alternative<std::monostate>(how)) return make_no_proof();
  return make_bearer(partner, secrets);
}

}  // namespace

Secret SecretReader::any(const std::string& name) {
  const auto found = partner_.secrets.find(name);
  if (found != partner_.secrets.end() && !found->second.empty()) return found->second;
  if (!error_)
    error_ = invalid("partner \"" + partner_.id + "\" lacks the secret \"" + name +
                     "\"; give it by environment or by file and restart");
  return {};
}

Secret SecretReader::for_header(const std::string& name) {
  Secret secret = any(name);
  if (!error_ && !is_printable(secret.reveal()))
    error_ = invalid("the secret \"" + name + "\" of partner \"" + partner_.id +
                     "\" holds characters that no header takes; is there a line end in it?");
  return secret;
}

Secret SecretReader::without_colon(const std::string& name) {
  Secret secret = any(name);
  if (!error_ && secret.reveal().find(':') != std::string_view::npos)
    error_ = invalid("the secret \"" + name + "\" of partner \"" + partner_.id +
                     "\" holds a colon; Basic authentication cannot carry one in a user name");
  return secret;
}

Result<std::shared_ptr<const Authenticator>> make_authenticator(const Partner& partner) {
  if (auto checked = check_certificate(partner); !checked) return checked.error();
  SecretReader secrets(partner);
  auto made = make(partner, secrets);
  if (secrets.error()) return *secrets.error();
  return made;
}

}  // namespace patchbay::adapters
