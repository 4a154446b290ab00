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
  auto settings = std::make_shared<oauth::ClientSettings>();
  settings->token_endpoint = api_url + auth.token_path;
  settings->client_id = std::string(id->second.reveal());
  settings->client_secret = secret->second;
  settings->scope = auth.scope;
  oauth::TokenKey key{call.organisation, partner.id};
  auto got = co_await tokens.token(std::move(key), std::move(settings), client);
  if (auto* secret_token = std::get_if<Secret>(&got)) {
    token.secret = std::move(*secret_token);
    co_return token;
  }
  const auto& none = std::get<oauth::NoToken>(got);
  const std::string why = "no access token: " + none.error.message;
  token.failed = none.retry_in > Duration(0) ? retryable(why, none.retry_in) : retryable(why);
  token.is_unwell = none.error.kind == ErrorKind::unavailable;
  co_return token;
}

}  // namespace patchbay::adapters
