#pragma once
// The token endpoint's request and answer: pure. Private to the room.

#include <chrono>
#include <string>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/client.h"
#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

inline constexpr std::size_t token_answer_bytes_max = 64 * 1024;
inline constexpr std::size_t token_bytes_max = 16 * 1024;
/// A longer life is taken as this one: a token that never expires would never be fetched anew.
inline constexpr std::chrono::seconds token_life_max{30 * 24 * 3600};
inline constexpr std::chrono::milliseconds token_timeout{10'000};

struct TokenAnswer {
  Secret access_token;
  std::chrono::seconds expires_in{0};
};

/// Client credentials grant (RFC 6749 section 4.4.2) with HTTP Basic, id and secret form-encoded
/// first (section 2.3.1).
http::ClientRequest token_request(const ClientSettings& credentials);

/// Reads the answer strictly. Errors as TokenSource::token; they name `partner` and never hold a
/// part of the answer but its `error` code.
Result<TokenAnswer> read_token_answer(const http::Exchange& exchange, const std::string& partner);

}  // namespace patchbay::oauth
