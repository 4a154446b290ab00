#include "hub/oauth/tokens_store.h"

#include "hub/store/query.h"

namespace patchbay::oauth {
namespace {

constexpr const char* of_key =
    " WHERE organisation_id = :organisation AND partner = :partner AND customer = :customer";
constexpr const char* under_fence = " AND lease = :lease AND version = :version";

/// "UPDATE … SET <changes>" of a row whose lease is still held, which ends with it.
template <class... Params>
bool settle(store::Session& session, const TokenKey& key, const Fence& fence,
            const std::string& changes, const Params&... params) {
  session.signal(settled_channel);
  return store::execute(session,
                        "UPDATE oauth_tokens SET lease_until = 0, lease_holder = ''" + changes +
                            of_key + under_fence,
                        {{"organisation", key.organisation},
                         {"partner", key.partner},
                         {"customer", key.customer},
                         {"lease", fence.lease},
                         {"version", fence.version},
                         params...}) == 1;
}

}  // namespace

std::optional<TokenRow> find_row(store::Session& session, const TokenKey& key) {
  std::optional<TokenRow> found;
  const auto read = [&](std::string access, std::string refresh, std::string scope,
                        std::optional<Timestamp> expires_at, Timestamp fetched_at,
                        std::int64_t version, Timestamp lease_until, bool needs_consent,
                        std::int64_t failures, Timestamp retry_at, std::string failure) {
    found =
        TokenRow{std::move(access), std::move(refresh), std::move(scope), expires_at, fetched_at,
                 version,           lease_until,        needs_consent,    failures,   retry_at,
                 std::move(failure)};
  };
  store::query(
      session,
      std::string("SELECT sealed_access_token, sealed_refresh_token, scope, expires_at, "
                  "fetched_at, version, lease_until, needs_consent, failures, retry_at, "
                  "failure FROM oauth_tokens") +
          of_key,
      {{"organisation", key.organisation}, {"partner", key.partner}, {"customer", key.customer}},
      read);
  return found;
}

std::optional<Fence> take_lease(store::Session& session, const LeaseWish& wish) {
  // A new row counts its leases from the time, so that a number never comes back after a deletion.
  const auto lease = store::query_value<std::int64_t>(
      session,
      "INSERT INTO oauth_tokens (organisation_id, partner, customer, grant_type, "
      "sealed_access_token, sealed_refresh_token, scope, fetched_at, version, lease, lease_until, "
      "lease_holder, needs_consent, failures, retry_at, failure) "
      "VALUES (:organisation, :partner, :customer, '', '', '', '', 0, 0, :now, :until, :holder, 0, "
      "0, 0, '') "
      "ON CONFLICT (organisation_id, partner, customer) DO UPDATE SET "
      "lease = oauth_tokens.lease + 1, lease_until = excluded.lease_until, "
      "lease_holder = excluded.lease_holder "
      "WHERE oauth_tokens.lease_until <= :now AND oauth_tokens.retry_at <= :now AND "
      "oauth_tokens.version = :version RETURNING lease",
      {{"organisation", wish.key.organisation},
       {"partner", wish.key.partner},
       {"customer", wish.key.customer},
       {"now", wish.now},
       {"until", wish.until},
       {"holder", wish.holder},
       {"version", wish.version}});
  if (!lease) return std::nullopt;
  return Fence{*lease, wish.version};
}

bool store_pair(store::Session& session, const TokenKey& key, const Fence& fence,
                const Pair& pair) {
  // A partner that does not rotate sends no new refresh token: the one there is stays.
  return settle(
      session, key, fence,
      ", grant_type = :grant, sealed_access_token = :access, "
      "sealed_refresh_token = CASE WHEN :refresh = '' THEN sealed_refresh_token ELSE "
      ":refresh END, scope = :scope, expires_at = :expires_at, "
      "fetched_at = :fetched_at, version = version + 1, needs_consent = 0, "
      "failures = 0, retry_at = 0, failure = ''",
      store::Param{"grant", name_of(pair.grant)}, store::Param{"access", pair.sealed_access},
      store::Param{"refresh", pair.sealed_refresh}, store::Param{"scope", pair.scope},
      store::Param{"expires_at", pair.expires_at}, store::Param{"fetched_at", pair.fetched_at});
}

bool store_failure(store::Session& session, const TokenKey& key, const Fence& fence,
                   Timestamp retry_at, const std::string& failure) {
  return settle(session, key, fence,
                ", failures = failures + 1, retry_at = :retry_at, failure = :failure",
                store::Param{"retry_at", retry_at}, store::Param{"failure", failure});
}

bool lose_consent(store::Session& session, const TokenKey& key, const Fence& fence) {
  session.signal(revoked_channel);
  return settle(session, key, fence,
                ", sealed_access_token = '', sealed_refresh_token = '', needs_consent = 1, "
                "version = version + 1, failures = 0, retry_at = 0, failure = ''");
}

bool end_lease(store::Session& session, const TokenKey& key, const Fence& fence) {
  return settle(session, key, fence, "");
}

void put_consent(store::Session& session, const TokenKey& key, const Pair& pair, Timestamp now) {
  session.signal(settled_channel);
  session.signal(revoked_channel);
  store::execute(
      session,
      "INSERT INTO oauth_tokens (organisation_id, partner, customer, grant_type, "
      "sealed_access_token, sealed_refresh_token, scope, expires_at, fetched_at, version, lease, "
      "lease_until, lease_holder, needs_consent, failures, retry_at, failure) "
      "VALUES (:organisation, :partner, :customer, :grant, :access, :refresh, :scope, :expires_at, "
      ":fetched_at, 1, :now, 0, '', 0, 0, 0, '') "
      "ON CONFLICT (organisation_id, partner, customer) DO UPDATE SET "
      "grant_type = excluded.grant_type, sealed_access_token = excluded.sealed_access_token, "
      "sealed_refresh_token = excluded.sealed_refresh_token, scope = excluded.scope, "
      "expires_at = excluded.expires_at, fetched_at = excluded.fetched_at, "
      "version = oauth_tokens.version + 1, lease = oauth_tokens.lease + 1, lease_until = 0, "
      "lease_holder = '', needs_consent = 0, failures = 0, retry_at = 0, failure = ''",
      {{"organisation", key.organisation},
       {"partner", key.partner},
       {"customer", key.customer},
       {"grant", name_of(pair.grant)},
       {"access", pair.sealed_access},
       {"refresh", pair.sealed_refresh},
       {"scope", pair.scope},
       {"expires_at", pair.expires_at},
       {"fetched_at", pair.fetched_at},
       {"now", now}});
}

void expire(store::Session& session, const TokenKey& key, std::int64_t version, Timestamp now) {
  store::execute(session,
                 std::string("UPDATE oauth_tokens SET expires_at = :now") + of_key +
                     " AND version = :version AND (expires_at IS NULL OR expires_at > :now)",
                 {{"organisation", key.organisation},
                  {"partner", key.partner},
                  {"customer", key.customer},
                  {"version", version},
                  {"now", now}});
}

void fence_off(store::Session& session, const TokenKey& key) {
  store::execute(
      session, std::string("UPDATE oauth_tokens SET lease = lease + 1") + of_key,
      {{"organisation", key.organisation}, {"partner", key.partner}, {"customer", key.customer}});
}

void erase(store::Session& session, const TokenKey& key) {
  session.signal(settled_channel);
  session.signal(revoked_channel);
  store::execute(
      session, std::string("DELETE FROM oauth_tokens") + of_key,
      {{"organisation", key.organisation}, {"partner", key.partner}, {"customer", key.customer}});
}

void release_leases(store::Session& session, const std::string& holder) {
  session.signal(settled_channel);
  store::execute(session,
                 "UPDATE oauth_tokens SET lease_until = 0, lease_holder = '', lease = lease + 1 "
                 "WHERE lease_until > 0 AND lease_holder = :holder",
                 {{"holder", holder}});
}

std::string granted_scope(store::Session& session, const TokenKey& key) {
  const auto row = find_row(session, key);
  return row ? row->scope : std::string();
}

}  // namespace patchbay::oauth
