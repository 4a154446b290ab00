#pragma once
// The bearer token that a partner's manifest asks for.

#include <optional>
#include <string>

#include "adapters/caller.h"
#include "hub/base/secret.h"

namespace patchbay::adapters {

bool needs_token(const Partner& partner);

struct PartnerToken {
  Secret secret;                  ///< empty: the partner takes none
  std::optional<Outcome> failed;  ///< what the call ends with when there is no token
  bool is_unwell = false;         ///< since the partner gave no answer
};

/// `api_url` without a slash at its end. The call, `tokens` and `client` outlive the coroutine.
Async<PartnerToken> fetch_token(const Call& call, std::string api_url, oauth::TokenSource& tokens,
                                http::Client& client);

}  // namespace patchbay::adapters
