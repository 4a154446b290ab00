#pragma once
// Tokens in memory and fetches under way. Private to the room.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/oauth/flight.h"

namespace patchbay::oauth {

struct Token {
  Secret text;
  Timestamp expires_at;
  Timestamp fetched_at;
};

/// Old enough to be replaced: a request sent with it now might arrive after its end. The margin is
/// 30 s, or a tenth of the token's life when that is shorter.
bool is_stale(Timestamp expires_at, Timestamp fetched_at, Timestamp now);

/// Thread safe. Shared, because a fetch that is dropped with its loop may end after the source.
class Entries {
 public:
  struct Found {
    std::optional<Secret> token;  ///< a fresh one; else there is a flight
    std::shared_ptr<Flight> flight;
    bool is_mine = false;  ///< the caller has to fly it
  };
  Found find(const TokenKey& key, Timestamp now);
  /// Ends the flight of `key`, with what it brought.
  void settle(const TokenKey& key, std::optional<Token> token);
  /// False when another token is known: many callers are refused with the same one, and the first
  /// has forgotten it for all.
  bool forget(const TokenKey& key, const Secret& token);
  /// It is the one forgotten last: the store may still hold it while it is deleted there.
  bool is_refused(const TokenKey& key, const Secret& token);

 private:
  struct Entry {
    std::optional<Token> token;
    std::shared_ptr<Flight> flight;  ///< set while a coroutine gets a token
    Secret refused;
  };
  std::mutex mutex_;
  std::map<TokenKey, Entry> entries_;
};

/// Lands its flight when the coroutine that flies it ends, however it ends.
class Pilot {
 public:
  Pilot(std::shared_ptr<Entries> entries, TokenKey key, std::shared_ptr<Flight> flight);
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;
  ~Pilot();
  void land(const Got& outcome, std::optional<Token> token);

 private:
  std::shared_ptr<Entries> entries_;
  TokenKey key_;
  std::shared_ptr<Flight> flight_;
};

}  // namespace patchbay::oauth
