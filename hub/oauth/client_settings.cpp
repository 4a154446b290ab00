#include "hub/oauth/client_settings.h"

namespace patchbay::oauth {

const char* name_of(GrantType grant) {
  switch (grant) {
    case GrantType::client_credentials: return "client_credentials";
    case GrantType::authorization_code: return "authorization_code";
    case GrantType::password: return "password";
    case GrantType::login_token: return "login_token";
  }
  return "";
}

}  // namespace patchbay::oauth
