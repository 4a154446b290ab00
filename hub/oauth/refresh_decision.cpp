#include "hub/oauth/refresh_decision.h"

#include <algorithm>

#include "hub/base/random.h"

namespace patchbay::oauth {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t margin_part = 10;
constexpr std::int64_t jitter_parts = 1024;
constexpr Duration cool_down_min = seconds(1);
constexpr Duration cool_down_max = minutes(1);
constexpr Duration wish_max = hours(1);
constexpr std::int64_t doublings_max = 6;

Duration margin(const Standing& standing, Duration skew) {
  const Duration life = std::max(Duration(0), *standing.expires_at - standing.fetched_at);
  return std::min(skew, life / margin_part);
}

}  // namespace

std::optional<Timestamp> usable_until(const Standing& standing, Duration skew) {
  if (!standing.expires_at) return std::nullopt;
  return *standing.expires_at - margin(standing, skew);
}

std::optional<Timestamp> due_at(const Standing& standing, Duration skew) {
  if (!standing.expires_at) return std::nullopt;
  const auto early = margin(standing, skew);
  const auto part = static_cast<std::int64_t>(mix(standing.seed, 0) % jitter_parts);
  return *standing.expires_at - early - early * part / jitter_parts;
}

Next decide(const Standing& standing, GrantType grant, Duration skew, Timestamp now) {
  const bool is_consent = grant == GrantType::authorization_code;
  if (is_consent && (!standing.has_row || standing.needs_consent)) return Next::ask_consent;
  if (is_consent && standing.is_unreadable) return Next::report_corrupt;
  const auto until = usable_until(standing, skew);
  const bool is_good = standing.has_access && !standing.is_refused && (!until || now < *until);
  const bool can_ask = standing.lease_until <= now && standing.retry_at <= now &&
                       (!is_consent || standing.has_refresh);
  if (is_good) {
    const auto due = due_at(standing, skew);
    return due && *due <= now && can_ask ? Next::refresh_early : Next::use;
  }
  if (standing.lease_until > now) return Next::wait;
  if (is_consent && !standing.has_refresh) return Next::lose_consent;
  return standing.retry_at > now ? Next::cool_down : Next::refresh;
}

Duration cool_down(std::int64_t failures, std::optional<Duration> wish) {
  const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, doublings_max);
  const Duration ours = std::min(cool_down_max, cool_down_min * (1LL << doublings));
  return std::max(ours, std::min(wish.value_or(Duration(0)), wish_max));
}

}  // namespace patchbay::oauth
