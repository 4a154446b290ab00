#pragma once
// The tokens in the store, sealed. Private to the room.

#include <optional>
#include <string>

#include "hub/oauth/tokens.h"
#include "hub/store/session.h"

namespace patchbay::oauth {

/// Told at the commit of whatever ends a lease.
constexpr const char* settled_channel = "oauth_settled";
/// Told when tokens were taken back: what hubs have in memory is no longer good.
constexpr const char* revoked_channel = "oauth_revoked";

struct TokenRow {
  std::string sealed_access, sealed_refresh;  ///< empty: there is none
  std::string scope;
  std::optional<Timestamp> expires_at;
  Timestamp fetched_at;
  std::int64_t version = 0;  ///< counts the pairs stored
  Timestamp lease_until;
  bool needs_consent = false;
  std::int64_t failures = 0;
  Timestamp retry_at;
  std::string failure;  ///< kind and message of the last one, for who is told to wait
};
std::optional<TokenRow> find_row(store::Session& session, const TokenKey& key);

struct Fence {
  std::int64_t lease = 0;
  std::int64_t version = 0;
};
struct LeaseWish {
  TokenKey key;
  std::int64_t version = 0;  ///< as it was seen: 0 where there was no row
  std::string holder;
  Timestamp now, until;
};
/// Makes the row if there is none. Nothing: somebody else has the lease, or has had it and the row
/// has changed or the endpoint is to be left alone.
std::optional<Fence> take_lease(store::Session& session, const LeaseWish& wish);

struct Pair {
  GrantType grant = GrantType::client_credentials;
  std::string sealed_access, sealed_refresh, scope;
  std::optional<Timestamp> expires_at;
  Timestamp fetched_at;
};
/// These four end the lease. False: it was lost, or the row has changed; nothing is done.
bool store_pair(store::Session& session, const TokenKey& key, const Fence& fence, const Pair& pair);
bool store_failure(store::Session& session, const TokenKey& key, const Fence& fence,
                   Timestamp retry_at, const std::string& failure);
bool lose_consent(store::Session& session, const TokenKey& key, const Fence& fence);
bool end_lease(store::Session& session, const TokenKey& key, const Fence& fence);

/// A new consent: replaces whatever is there, and whoever refreshes just now loses its lease.
void put_consent(store::Session& session, const TokenKey& key, const Pair& pair, Timestamp now);
/// Makes the token of that version useless; a newer one stays.
void expire(store::Session& session, const TokenKey& key, std::int64_t version, Timestamp now);
/// Locks the row until the transaction ends; who refreshes just now loses its lease.
void fence_off(store::Session& session, const TokenKey& key);
/// Deletes the row.
void erase(store::Session& session, const TokenKey& key);

}  // namespace patchbay::oauth
