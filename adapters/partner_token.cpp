#include "adapters/partner_token.h"

namespace patchbay::adapters {

bool needs_token(const Partner& partner) {
  return partner.plug->manifest().auth.type == AuthType::oauth2_client_credentials;
}

Async<PartnerToken> fetch_token(const Call& call, std::string api_url, oauth::TokenSource& tokens,
                                http::Client& client) {
  PartnerToken token;
  const Partner& partner = *call.partner;
  if (!needs_token(partner)) co_return token;
  const auto id = partner.secrets.find("client_id");
  const auto secret = partner.secrets.find("client_secret");
  if (id == partner.secrets.end() || secret == partner.secrets.end()) {
    token.failed = retryable("partner \"" + partner.id +
                             "\" lacks client_id or client_secret; give both and restart");
    co_return token;
  }
  const auto& auth = partner.plug->manifest().auth;
  const oauth::ClientCredentials credentials{
      api_url + auth.token_path, std::string(id->second.reveal()), secret->second, auth.scope};
  auto fetched = co_await tokens.token(call.organisation, partner.id, credentials, client);
  if (fetched)
    token.secret = *std::move(fetched);
  else
    token.failed = retryable("no access token: " + fetched.error().message);
  token.is_unwell = !fetched && fetched.error().kind == ErrorKind::unavailable;
  co_return token;
}

}  // namespace patchbay::adapters
