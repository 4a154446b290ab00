#include "hub/oauth/tokens.h"

#include "hub/jobs/store_clock.h"
#include "hub/oauth/refresh.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::oauth {
namespace {

Got got_of(const Obtained& obtained) {
  if (const auto* token = std::get_if<Token>(&obtained)) return token->text;
  return std::get<NoToken>(obtained);
}

class StoredTokenSource final : public TokenSource {
 public:
  StoredTokenSource(store::Store& store, const crypto::KeyRing& keys, const Clock& clock,
                    TokenOptions options)
      : store_(store), keys_(keys), clock_(clock), refresher_(store, keys, clock, options) {
    settled_ = store.subscribe(settled_channel, [this] { refresher_.ring(); });
    revoked_ = store.subscribe(revoked_channel, [entries = entries_] { entries->clear(); });
  }

  Async<Got> token(TokenKey key, SharedSettings settings, http::Client& http) override;
  Async<void> forget(TokenKey key, Secret token) override;

 private:
  Async<Obtained> obtain(TokenKey key, SharedSettings settings, Entries::Found found,
                         http::Client& http);

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  Refresher refresher_;
  const std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
  store::Store::Subscription settled_, revoked_;
};

Async<Got> StoredTokenSource::token(TokenKey key, SharedSettings settings, http::Client& http) {
  const auto found = entries_->find(key, clock_.now());
  if (!found.is_mine) {
    if (found.token) co_return *found.token;
    if (found.flight) co_return co_await found.flight->wait();
    const auto looked = co_await obtain(key, std::move(settings), found, http);
    co_return got_of(looked);
  }
  Pilot pilot(entries_, key, found);
  auto obtained = co_await obtain(key, std::move(settings), found, http);
  if (auto* token = std::get_if<Token>(&obtained)) {
    const Secret text = token->text;
    pilot.land(text, std::move(*token));
    co_return text;
  }
  const auto none = std::get<NoToken>(obtained);
  pilot.land(none, std::nullopt);
  if (found.token && !none.needs_consent) co_return *found.token;
  co_return none;
}

Async<Obtained> StoredTokenSource::obtain(TokenKey key, SharedSettings settings,
                                          Entries::Found found, http::Client& http) {
  const std::string partner = key.partner;
  auto meanwhile = [entries = entries_, key, era = found.era](Token token) {
    entries->keep(key, std::move(token), era);
  };
  try {
    co_return co_await refresher_.obtain(std::move(key), std::move(settings),
                                         std::move(found.refused), http, std::move(meanwhile));
  } catch (const ErrorException& e) {
    co_return NoToken{e.error().in("access token of partner " + partner)};
  }
}

Async<void> StoredTokenSource::forget(TokenKey key, Secret token) {
  entries_->forget(key, token);
  auto drop = [&](store::Session& session) {
    const auto seen = look_at(session, keys_, key, token);
    if (seen.standing.is_refused) expire(session, key, seen.row->version, seen.now);
  };
  co_await store_.write(drop);
}

}  // namespace

std::unique_ptr<TokenSource> make_token_source(store::Store& store, const crypto::KeyRing& keys,
                                               const Clock& clock, TokenOptions options) {
  return std::make_unique<StoredTokenSource>(store, keys, clock, std::move(options));
}

}  // namespace patchbay::oauth
