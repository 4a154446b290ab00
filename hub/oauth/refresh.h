#pragma once
// Getting a token for a key: look, decide, ask under a lease, store, answer. Private to the room.

#include <variant>

#include "hub/oauth/bell.h"
#include "hub/oauth/endpoints.h"
#include "hub/oauth/entries.h"
#include "hub/oauth/sealed_pair.h"

namespace patchbay::oauth {

using Obtained = std::variant<Token, NoToken>;

/// Shared by all refreshes of a process; thread safe.
class Refresher {
 public:
  Refresher(store::Store& store, const crypto::KeyRing& keys, const Clock& clock,
            TokenOptions options)
      : store_(store), keys_(keys), clock_(clock), options_(std::move(options)), found_(clock) {}

  /// `refused`: the token the partner refused last. `meanwhile` gets a token that is good while it
  /// is replaced; it may be empty. Errors of the store leave as exceptions.
  Async<Obtained> obtain(TokenKey key, SharedSettings settings, Secret refused, http::Client& http,
                         std::function<void(Token)> meanwhile);
  /// Somebody settled a row.
  void ring() { bell_.ring(); }

 private:
  /// Of one obtain().
  struct Task {
    TokenKey key;
    SharedSettings settings;
    Secret refused;
    http::Client& http;
    std::function<void(Token)> meanwhile;
  };
  /// Nothing: the row has changed, look again.
  using Tried = std::optional<Obtained>;
  struct Leased {
    Fence fence;
    Timestamp at;    ///< by the database's clock
    Timestamp here;  ///< by this machine's, at most then
  };

  Async<Tried> once(const Task& task);
  Async<Tried> refresh(const Task& task, Opened seen);
  Async<Tried> refresh_early(const Task& task, Opened seen);
  Async<Tried> give_up(const Task& task, std::int64_t version);
  Async<TokenReply> ask(const Task& task, const Opened& seen, http::Client& http);
  Async<TokenReply> exchange(const Task& task, Result<http::ClientRequest> request,
                             http::Client& http);
  Async<std::optional<Leased>> take(const Task& task, std::int64_t version);
  Async<Tried> keep(const Task& task, const Leased& leased, TokenAnswer answer,
                    std::chrono::milliseconds left);
  Async<Result<bool>> store_once(const Task& task, Fence fence, Pair pair);
  Async<Tried> fail(const Task& task, const Leased& leased, const Opened& seen,
                    TokenRefusal refusal);
  Async<Tried> lose(const Task& task, Fence fence, std::string why);

  Token token_of(const Task& task, const Opened& seen) const;
  NoToken cooling(const Task& task, const Opened& seen) const;

  store::Store& store_;
  const crypto::KeyRing& keys_;
  const Clock& clock_;
  const TokenOptions options_;
  Discovery found_;
  Bell bell_;
};

}  // namespace patchbay::oauth
