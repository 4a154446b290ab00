#pragma once
// The requests to a partner's endpoints: pure. Private to the room.

#include <string>

#include "hub/base/secret.h"
#include "hub/oauth/client_auth.h"
#include "hub/oauth/endpoints.h"

namespace patchbay::oauth {

/// Asks by the grant itself: client credentials, password, or the login of login_token.
/// Errors: invalid: of authenticated(), or the grant wants a consent.
Result<http::ClientRequest> grant_request(const ClientSettings& settings, const Endpoints& at,
                                          const Stamp& stamp);

/// RFC 6749 section 6.
Result<http::ClientRequest> refresh_request(const ClientSettings& settings, const Endpoints& at,
                                            const Secret& refresh_token, const Stamp& stamp);

struct Code {
  Secret code;
  Secret verifier;  ///< RFC 7636 section 4.5
  std::string redirect_uri;
};
/// RFC 6749 section 4.1.3.
Result<http::ClientRequest> code_request(const ClientSettings& settings, const Endpoints& at,
                                         const Code& code, const Stamp& stamp);

/// RFC 7009 section 2.1; `hint` is "access_token" or "refresh_token".
Result<http::ClientRequest> revocation_request(const ClientSettings& settings, const Endpoints& at,
                                               const Secret& token, const char* hint,
                                               const Stamp& stamp);

struct Challenge {
  std::string state;
  Secret verifier;
  std::string redirect_uri;
};
/// Where to send the browser (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
std::string authorization_url(const ClientSettings& settings, const Endpoints& at,
                              const Challenge& challenge);

}  // namespace patchbay::oauth
