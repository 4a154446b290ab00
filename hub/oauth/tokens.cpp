#include "hub/oauth/tokens.h"

#include <optional>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/sealed_context.h"
#include "hub/oauth/entries.h"
#include "hub/oauth/token_answer.h"
#include "hub/oauth/tokens_store.h"

namespace patchbay::oauth {
namespace {

std::string context_of(const TokenKey& key) {
  return crypto::sealed_context("oauth_tokens", {key.organisation, key.partner}, "sealed_token");
}

class StoredTokenSource final : public TokenSource {
 public:
  StoredTokenSource(store::Store& store, const crypto::KeyRing& keys, const Clock& clock)
      : store_(store), keys_(keys), clock_(clock) {}

  Async<Got> token(TokenKey key, SharedSettings settings, http::Client& http) override;
  Async<void> forget(TokenKey key, Secret token) override;

 private:
  Async<Result<Token>> obtain(TokenKey key, SharedSettings settings, http::Client& http);
  Async<std::optional<Token>> load(TokenKey key);
  Async<Result<Token>> fetch(TokenKey key, SharedSettings settings, http::Client& http);

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  const std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

Async<Got> StoredTokenSource::token(TokenKey key, SharedSettings settings, http::Client& http) {
  const auto found = entries_->find(key, clock_.now());
  if (found.token) co_return *found.token;
  if (!found.is_mine) co_return co_await found.flight->wait();

  Pilot pilot(entries_, key, found.flight);
  auto obtained = co_await obtain(key, std::move(settings), http);
  if (!obtained) {
    const NoToken failed{obtained.error()};
    pilot.land(failed, std::nullopt);
    co_return failed;
  }
  const Secret text = obtained->text;
  pilot.land(text, std::move(*obtained));
  co_return text;
}

Async<Result<Token>> StoredTokenSource::obtain(TokenKey key, SharedSettings settings,
                                               http::Client& http) {
  try {
    auto stored = co_await load(key);
    if (stored && !entries_->is_refused(key, stored->text)) co_return std::move(*stored);
    co_return co_await fetch(key, std::move(settings), http);
  } catch (const ErrorException& e) {
    co_return e.error().in("access token of partner " + key.partner);
  }
}

Async<std::optional<Token>> StoredTokenSource::load(TokenKey key) {
  auto find = [key](store::Session& session) {
    return load_token(session, key.organisation, key.partner);
  };
  const auto stored = co_await store_.read(find);
  if (!stored || is_stale(stored->expires_at, stored->fetched_at, clock_.now()))
    co_return std::nullopt;
  auto opened = keys_.open(stored->sealed, context_of(key));
  if (!opened) {
    // A token can be had again, so a ring without its key is no reason to stop.
    log_line(LogLevel::warning, "oauth.stored_token_unreadable",
             {{"partner", key.partner}, {"error", opened.error().message}});
    co_return std::nullopt;
  }
  co_return Token{std::move(*opened), stored->expires_at, stored->fetched_at};
}

Async<Result<Token>> StoredTokenSource::fetch(TokenKey key, SharedSettings settings,
                                              http::Client& http) {
  // The life counts from before the request: the partner's own count began somewhere after.
  const Timestamp asked_at = clock_.now();
  auto request = token_request(*settings);
  const http::Exchange exchange = co_await http.send(std::move(request));
  auto answer = read_token_answer(exchange, key.partner);
  log_line(answer ? LogLevel::info : LogLevel::warning, "oauth.token_fetched",
           {{"organisation", key.organisation},
            {"partner", key.partner},
            {"result", answer ? "ok" : answer.error().message}});
  if (!answer) co_return answer.error();

  const Timestamp expires_at = asked_at + answer->expires_in;
  const StoredToken row{keys_.seal(answer->access_token.reveal(), context_of(key)), expires_at,
                        asked_at};
  auto save = [key, row](store::Session& session) {
    save_token(session, key.organisation, key.partner, row);
    failpoint("oauth.token.before_commit");
  };
  co_await store_.write(save);
  failpoint("oauth.token.committed");
  co_return Token{std::move(answer->access_token), expires_at, asked_at};
}

Async<void> StoredTokenSource::forget(TokenKey key, Secret token) {
  if (!entries_->forget(key, token)) co_return;
  const Secret refused_token = token;
  auto erase = [this, key, refused_token](store::Session& session) {
    const auto stored = load_token(session, key.organisation, key.partner);
    if (!stored) return;
    const auto opened = keys_.open(stored->sealed, context_of(key));
    if (opened && crypto::equal_in_constant_time(opened->reveal(), refused_token.reveal()))
      delete_token(session, key.organisation, key.partner, stored->sealed);
  };
  co_await store_.write(erase);
}

}  // namespace

std::unique_ptr<TokenSource> make_token_source(store::Store& store, const crypto::KeyRing& keys,
                                               const Clock& clock, TokenOptions) {
  return std::make_unique<StoredTokenSource>(store, keys, clock);
}

}  // namespace patchbay::oauth
