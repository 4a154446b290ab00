#pragma once
// What to do about a token: pure. Private to the room.

#include <cstdint>
#include <optional>

#include "hub/base/clock.h"
#include "hub/oauth/client_settings.h"

namespace patchbay::oauth {

/// What is known of a key's row; times by the database's clock.
struct Standing {
  bool has_row = false;
  bool has_access = false;
  bool has_refresh = false;
  bool is_unreadable = false;  ///< the key ring lacks the key of what is stored
  bool is_refused = false;     ///< the partner refused the access token
  bool needs_consent = false;
  Timestamp fetched_at;
  std::optional<Timestamp> expires_at;
  Timestamp lease_until;
  Timestamp retry_at;
  std::uint64_t seed = 0;  ///< of the jitter: another one for each token
};

enum class Next {
  use,
  refresh_early,  ///< it is good, but should be replaced: a failure costs nothing
  refresh,
  wait,           ///< another one asks
  cool_down,      ///< the endpoint is left alone
  ask_consent,    ///< nothing to be done here
  lose_consent,   ///< expired, and nothing to replace it with: say so
  report_corrupt  ///< a consent that this hub cannot read is not given up for it
};

/// The last moment at which it may be used; nothing: until it is refused.
std::optional<Timestamp> usable_until(const Standing& standing, Duration skew);
/// When it should be replaced: up to a skew earlier, a part of it by the seed, so that tokens that
/// came together are not replaced together.
std::optional<Timestamp> due_at(const Standing& standing, Duration skew);

Next decide(const Standing& standing, GrantType grant, Duration skew, Timestamp now);

/// How long the endpoint is left alone after so many failures in a row (from 1): from a second,
/// doubled up to a minute, as long as the endpoint wished, at most an hour.
Duration cool_down(std::int64_t failures, std::optional<Duration> wish);

}  // namespace patchbay::oauth
