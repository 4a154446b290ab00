#include "hub/oauth/sealed_pair.h"

#include "hub/base/log.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/sealed_context.h"
#include "hub/jobs/store_clock.h"

namespace patchbay::oauth {
namespace {

std::string context(const TokenKey& key, const char* column) {
  return crypto::sealed_context("oauth_tokens", {key.organisation, key.partner, key.customer},
                                column);
}

/// Empty when there is nothing, or nothing that this ring opens.
Secret open(const crypto::KeyRing& keys, const TokenKey& key, const std::string& sealed,
            const char* column, bool& is_unreadable) {
  if (sealed.empty()) return {};
  auto opened = keys.open(sealed, context(key, column));
  if (opened) return *std::move(opened);
  is_unreadable = true;
  log_line(LogLevel::warning, "oauth.stored_token_unreadable",
           {{"organisation", key.organisation},
            {"partner", key.partner},
            {"error", opened.error().message}});
  return {};
}

std::string seal(const crypto::KeyRing& keys, const TokenKey& key, const Secret& plain,
                 const char* column) {
  return plain.empty() ? std::string() : keys.seal(plain.reveal(), context(key, column));
}

}  // namespace

Opened look_at(store::Session& session, const crypto::KeyRing& keys, const TokenKey& key,
               const Secret& refused) {
  Opened seen;
  seen.now = jobs::store_now(session);
  seen.row = find_row(session, key);
  if (!seen.row) return seen;
  const auto& row = *seen.row;
  Standing& standing = seen.standing;
  seen.access = open(keys, key, row.sealed_access, "sealed_access_token", standing.is_unreadable);
  seen.refresh =
      open(keys, key, row.sealed_refresh, "sealed_refresh_token", standing.is_unreadable);
  standing.has_row = true;
  standing.has_access = !seen.access.empty();
  standing.has_refresh = !seen.refresh.empty();
  standing.is_refused = standing.has_access && same(seen.access, refused);
  standing.needs_consent = row.needs_consent;
  standing.fetched_at = row.fetched_at;
  standing.expires_at = row.expires_at;
  standing.lease_until = row.lease_until;
  standing.retry_at = row.retry_at;
  standing.seed = static_cast<std::uint64_t>(row.fetched_at.micros) ^
                  std::hash<std::string>()(key.customer) ^ std::hash<std::string>()(key.partner);
  return seen;
}

Pair seal_pair(const crypto::KeyRing& keys, const TokenKey& key, GrantType grant,
               const TokenAnswer& answer, Timestamp asked_at) {
  Pair pair;
  pair.grant = grant;
  pair.sealed_access = seal(keys, key, answer.access_token, "sealed_access_token");
  pair.sealed_refresh = seal(keys, key, answer.refresh_token, "sealed_refresh_token");
  pair.scope = answer.scope;
  if (answer.life) pair.expires_at = asked_at + *answer.life;
  pair.fetched_at = asked_at;
  return pair;
}

bool same(const Secret& a, const Secret& b) {
  return crypto::equal_in_constant_time(a.reveal(), b.reveal());
}

}  // namespace patchbay::oauth
