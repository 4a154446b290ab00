#pragma once
// Tokens in memory and requests under way. Private to the room.

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "hub/base/clock.h"
#include "hub/oauth/flight.h"

namespace patchbay::oauth {

/// By this machine's clock.
struct Token {
  Secret text;
  std::optional<Timestamp> usable_until;  ///< none: until it is refused
  Timestamp look_at;                      ///< when the store is to be looked at again
};

/// Thread safe. Shared, because a fetch that is dropped with its loop may end after the source.
class Entries {
 public:
  /// More are forgotten: the store has them all.
  static constexpr std::size_t entries_max = 100'000;

  struct Found {
    std::optional<Secret> token;  ///< a good one
    /// Without a token, or when the caller is to fly. Null without a token: what was in memory went
    /// while a flight is under way, so that the caller looks for itself.
    std::shared_ptr<Flight> flight;
    bool is_mine = false;  ///< the caller has to fly it; a token is good all the same
    Secret refused;        ///< what the partner refused last
    std::uint64_t era = 0;
  };
  Found find(const TokenKey& key, Timestamp now);
  /// Ends the flight of `key`, with what it brought; kept only if nothing was taken back since
  /// `era`.
  void settle(const TokenKey& key, std::optional<Token> token, std::uint64_t era);
  /// For callers that come while the flight goes on; kept as settle() keeps.
  void keep(const TokenKey& key, Token token, std::uint64_t era);
  /// The partner refused it. A later token stays.
  void forget(const TokenKey& key, const Secret& token);
  /// Tokens were taken back, whoever's they are.
  void clear();

 private:
  struct Entry {
    std::optional<Token> token;
    std::shared_ptr<Flight> flight;  ///< set while a coroutine gets a token
    std::uint64_t flight_era = 0;    ///< when the flight began
    Secret refused;
  };
  void make_room();

  std::mutex mutex_;
  std::map<TokenKey, Entry> entries_;
  std::uint64_t era_ = 0;
};

/// Lands its flight when the coroutine that flies it ends, however it ends.
class Pilot {
 public:
  Pilot(std::shared_ptr<Entries> entries, TokenKey key, const Entries::Found& found);
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;
  ~Pilot();
  void land(const Got& outcome, std::optional<Token> token);

 private:
  std::shared_ptr<Entries> entries_;
  TokenKey key_;
  std::shared_ptr<Flight> flight_;
  std::uint64_t era_;
};

}  // namespace patchbay::oauth
