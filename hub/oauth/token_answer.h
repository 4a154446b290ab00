#pragma once
// The token endpoint's answer: pure. Private to the room.

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/client.h"
#include "hub/oauth/client_settings.h"

namespace patchbay::oauth {

inline constexpr std::size_t token_answer_bytes_max = 64 * 1024;
inline constexpr std::size_t token_bytes_max = 16 * 1024;
/// A longer life is taken as this one: a token that never expires would never be fetched anew.
inline constexpr std::chrono::seconds token_life_max{30 * 24 * 3600};
inline constexpr std::size_t scope_bytes_max = 2048;

struct TokenAnswer {
  Secret access_token;
  Secret refresh_token;  ///< empty: none came
  std::optional<Duration> life;
  std::string scope;  ///< empty: as asked for
};

struct TokenRefusal {
  Error error;                        ///< as NoToken has it
  std::string code = {};              ///< RFC 6749 section 5.2, "invalid_grant"; empty: unreadable
  std::optional<Duration> wait = {};  ///< Retry-After
};
using TokenReply = std::variant<TokenAnswer, TokenRefusal>;

/// Reads the answer strictly: a whole answer or a refusal, never a part. Errors name `partner` and
/// hold nothing of the answer but its error code. A member that comes twice, in whatever object,
/// makes it unreadable. A life may be a number or digits in quotes (some partners), never zero,
/// negative or broken; without one ClientSettings::life_default or a JWT's own counts.
TokenReply read_token_answer(const ClientSettings& settings, const http::Exchange& exchange,
                             const std::string& partner, Timestamp now);

/// `exp` of a JWT (RFC 7519 section 4.1.4), unproven; nothing when it is none or has none.
std::optional<Timestamp> jwt_expiry(std::string_view token);

}  // namespace patchbay::oauth
