#include "hub/oauth/refresh.h"

#include "hub/base/failpoint.h"
#include "hub/base/log.h"
#include "hub/crypto/system_random.h"
#include "hub/jobs/store_clock.h"
#include "hub/oauth/consent_log.h"
#include "hub/oauth/no_token.h"
#include "hub/oauth/timed_client.h"
#include "hub/oauth/token_request.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::oauth {
namespace {

/// Looks at a row that others keep changing; a wait between two of them takes a poll at most.
constexpr int looks_max = 300;
/// Of a lease: the rest is for storing what came.
constexpr int asking_parts = 4, lease_parts = 5;
/// Tries to store a pair that exists nowhere else.
constexpr int stores_max = 20;
constexpr Duration store_again = std::chrono::milliseconds(200);
/// How long a token is used before the store is looked at again: signals tell sooner.
constexpr Duration memory_life = std::chrono::minutes(1);
constexpr Duration look_again = std::chrono::seconds(1);
constexpr const char* invalid_grant = "invalid_grant";

/// The standard's code, and those of OpenID Connect that some partners send instead.
bool is_no_of_the_owner(const std::string& code) {
  return code == invalid_grant || code == "consent_required" || code == "interaction_required" ||
         code == "login_required";
}

}  // namespace

Async<Obtained> Refresher::obtain(TokenKey key, SharedSettings settings, Secret refused,
                                  http::Client& http, std::function<void(Token)> meanwhile) {
  const Task task{std::move(key), std::move(settings), std::move(refused), http,
                  std::move(meanwhile)};
  for (int look = 0; look < looks_max; ++look) {
    auto tried = co_await once(task);
    if (tried) co_return std::move(*tried);
  }
  co_return NoToken{unavailable(other_hub_asks(task.key))};
}

Async<Refresher::Tried> Refresher::once(const Task& task) {
  const auto ticket = bell_.ticket();
  auto read = [&](store::Session& session) {
    return look_at(session, keys_, task.key, task.refused);
  };
  const Timestamp here = clock_.now();
  auto seen = co_await store_.read(read);
  seen.here = here;
  switch (decide(seen.standing, task.settings->grant, task.settings->skew, seen.now)) {
    case Next::use: co_return token_of(task, seen);
    case Next::wait:
      co_await bell_.wait(ticket, std::min(options_.poll, seen.standing.lease_until - seen.now));
      co_return std::nullopt;
    case Next::cool_down: co_return cooling(task, seen);
    case Next::ask_consent: co_return NoToken{refused(no_consent(task.key)), true};
    case Next::report_corrupt: co_return NoToken{corrupt(unreadable(task.key))};
    case Next::lose_consent: co_return co_await give_up(task, seen.row->version);
    case Next::refresh_early: co_return co_await refresh_early(task, std::move(seen));
    case Next::refresh: break;
  }
  co_return co_await refresh(task, std::move(seen));
}

/// The one there is stays good: a failure is for the log and the row.
Async<Refresher::Tried> Refresher::refresh_early(const Task& task, Opened seen) {
  if (task.meanwhile) task.meanwhile(token_of(task, seen));
  auto tried = co_await refresh(task, seen);
  const auto* none = tried ? std::get_if<NoToken>(&*tried) : nullptr;
  if (none != nullptr && !none->needs_consent) co_return token_of(task, seen);
  co_return tried;
}

Async<Refresher::Tried> Refresher::refresh(const Task& task, Opened seen) {
  const auto leased = co_await take(task, seen.row ? seen.row->version : 0);
  failpoint("oauth.lease.committed");
  if (!leased) co_return std::nullopt;
  TimedClient timed(task.http, options_.lease * asking_parts / lease_parts);
  auto reply = co_await ask(task, seen, timed);
  const auto* no = std::get_if<TokenRefusal>(&reply);
  log_line(no == nullptr ? LogLevel::info : LogLevel::warning, "oauth.token_fetched",
           {{"organisation", task.key.organisation},
            {"partner", task.key.partner},
            {"grant", name_of(task.settings->grant)},
            {"result", no == nullptr ? "ok" : no->error.message}});
  if (auto* answer = std::get_if<TokenAnswer>(&reply))
    co_return co_await keep(task, *leased, std::move(*answer), timed.left());
  auto& refusal = std::get<TokenRefusal>(reply);
  const bool is_consent = task.settings->grant == GrantType::authorization_code;
  if (is_consent && is_no_of_the_owner(refusal.code))
    co_return co_await lose(task, leased->fence, refusal.error.message);
  co_return co_await fail(task, *leased, seen, std::move(refusal));
}

Async<std::optional<Refresher::Leased>> Refresher::take(const Task& task, std::int64_t version) {
  const Timestamp here = clock_.now();
  auto lease = [&](store::Session& session) -> std::optional<Leased> {
    const auto now = jobs::store_now(session);
    const LeaseWish wish{task.key, version, options_.holder, now, now + options_.lease};
    const auto fence = take_lease(session, wish);
    if (!fence) return std::nullopt;
    return Leased{*fence, now, here};
  };
  co_return co_await store_.write(lease);
}

Async<TokenReply> Refresher::ask(const Task& task, const Opened& seen, http::Client& http) {
  const ClientSettings& settings = *task.settings;
  auto found = co_await found_.find(task.settings, Wanted::token, http);
  if (!found) co_return TokenRefusal{found.error().in("partner " + task.key.partner)};
  const Stamp stamp{clock_.now(), crypto::system_random()};
  if (!seen.refresh.empty()) {
    auto request = refresh_request(settings, *found, seen.refresh, stamp);
    auto reply = co_await exchange(task, std::move(request), http);
    const auto* no = std::get_if<TokenRefusal>(&reply);
    const bool can_log_in = settings.grant != GrantType::authorization_code;
    if (no == nullptr || no->code != invalid_grant || !can_log_in) co_return reply;
  }
  auto request = grant_request(settings, *found, stamp);
  co_return co_await exchange(task, std::move(request), http);
}

Async<TokenReply> Refresher::exchange(const Task& task, Result<http::ClientRequest> request,
                                      http::Client& http) {
  if (!request) co_return TokenRefusal{request.error().in("partner " + task.key.partner)};
  const auto exchange = co_await http.send(*std::move(request));
  co_return read_token_answer(*task.settings, exchange, task.key.partner, clock_.now());
}

/// The pair may exist nowhere else: a partner that rotates has forgotten the one before.
Async<Refresher::Tried> Refresher::keep(const Task& task, const Leased& leased, TokenAnswer answer,
                                        std::chrono::milliseconds left) {
  const auto pair = seal_pair(keys_, task.key, task.settings->grant, answer, leased.at);
  const auto until = std::chrono::steady_clock::now() + left;
  for (int tries = 1;; ++tries) {
    const auto stored = co_await store_once(task, leased.fence, pair);
    if (stored && *stored) break;
    if (stored) co_return std::nullopt;  // the lease was lost: what others stored counts
    if (tries == stores_max || std::chrono::steady_clock::now() > until)
      co_return NoToken{stored.error().in("storing the token of partner " + task.key.partner)};
    co_await sleep_for(store_again);
  }
  failpoint("oauth.token.committed");
  Opened seen;
  seen.access = std::move(answer.access_token);
  seen.now = leased.at;
  seen.here = leased.here;
  seen.standing.fetched_at = pair.fetched_at;
  seen.standing.expires_at = pair.expires_at;
  co_return token_of(task, seen);
}

Async<Result<bool>> Refresher::store_once(const Task& task, Fence fence, Pair pair) {
  auto store = [&](store::Session& session) {
    const bool is_ours = store_pair(session, task.key, fence, pair);
    failpoint("oauth.token.before_commit");
    return is_ours;
  };
  try {
    co_return co_await store_.write(store);
  } catch (const ErrorException& e) {
    co_return e.error();
  }
}

Async<Refresher::Tried> Refresher::fail(const Task& task, const Leased& leased, const Opened& seen,
                                        TokenRefusal refusal) {
  const auto failures = (seen.row ? seen.row->failures : 0) + 1;
  const Duration wait = cool_down(failures, refusal.wait);
  auto store = [&](store::Session& session) {
    return store_failure(session, task.key, leased.fence, jobs::store_now(session) + wait,
                         packed(refusal.error));
  };
  const bool is_ours = co_await store_.write(store);
  if (!is_ours) co_return std::nullopt;
  co_return NoToken{std::move(refusal.error), false, wait};
}

/// Expired, without a refresh token: nobody needs to be asked.
Async<Refresher::Tried> Refresher::give_up(const Task& task, std::int64_t version) {
  const auto leased = co_await take(task, version);
  if (!leased) co_return std::nullopt;
  co_return co_await lose(task, leased->fence,
                          "the token has expired, and there is none to renew it");
}

/// In one transaction: is the row still the one that was refused? Only then the consent is lost.
Async<Refresher::Tried> Refresher::lose(const Task& task, Fence fence, std::string why) {
  auto store = [&](store::Session& session) {
    if (!lose_consent(session, task.key, fence)) return false;
    log_consent(session, {.what = ConsentChange::lost,
                          .key = task.key,
                          .actor = "hub:oauth",
                          .reason = why,
                          .at = jobs::store_now(session)});
    failpoint("oauth.consent.before_commit");
    return true;
  };
  const bool is_ours = co_await store_.write(store);
  failpoint("oauth.consent.committed");
  if (!is_ours) co_return std::nullopt;
  log_line(LogLevel::warning, "oauth.consent_lost",
           {{"organisation", task.key.organisation}, {"partner", task.key.partner}});
  co_return NoToken{refused(no_consent(task.key)), true};
}

/// Times of the database become times of this machine, whose clock may be another.
Token Refresher::token_of(const Task& task, const Opened& seen) const {
  const Timestamp here = clock_.now();
  const auto translated = [&](Timestamp at) { return seen.here + (at - seen.now); };
  Token token{seen.access, std::nullopt, here + memory_life};
  if (const auto until = usable_until(seen.standing, task.settings->skew))
    token.usable_until = translated(*until);
  if (const auto due = due_at(seen.standing, task.settings->skew))
    token.look_at = std::min(token.look_at, std::max(translated(*due), here + look_again));
  return token;
}

NoToken Refresher::cooling(const Task& task, const Opened& seen) const {
  return {unpacked(seen.row->failure, task.key), false, seen.standing.retry_at - seen.now};
}

}  // namespace patchbay::oauth
