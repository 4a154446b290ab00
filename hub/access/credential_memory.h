#pragma once
// What a book remembers: keys that were found, and keys that were not.

#include <array>
#include <atomic>
#include <mutex>
#include <optional>

#include "hub/access/credential_book.h"
#include "hub/access/two_generations.h"

namespace patchbay::access {

/// Thread safe. Entries end by their time, when there are too many, or all at once.
class CredentialMemory {
 public:
  explicit CredentialMemory(const BookOptions& options)
      : life_(options.life), unknown_life_(options.unknown_life) {
    for (auto& shard : shards_) {
      shard.known.emplace(options.entries_max / shards_.size());
      shard.unknown.emplace(options.unknown_max / shards_.size());
    }
  }

  /// Nothing: ask the store. A null pointer: there is none of this key.
  std::optional<KnownCredentialPtr> find(const std::string& key, Timestamp now) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    for (auto* half : {&*shard.known, &*shard.unknown})
      if (const Entry* entry = half->find(key); entry && now < entry->until) return entry->known;
    return std::nullopt;
  }

  /// To be asked for before the store is, and handed in with what it said: what was read before
  /// everything was forgotten is not remembered.
  std::uint64_t epoch() const { return epoch_; }
  void put(const std::string& key, KnownCredentialPtr known, Timestamp now, std::uint64_t epoch) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (epoch != epoch_) return;
    if (known)
      shard.known->put(key, {std::move(known), now + life_});
    else
      shard.unknown->put(key, {nullptr, now + unknown_life_});
  }
  void forget_all() {
    ++epoch_;
    for (auto& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      shard.known->clear();
      shard.unknown->clear();
    }
  }

 private:
  struct Entry {
    KnownCredentialPtr known;
    Timestamp until;
  };
  struct Shard {
    std::mutex mutex;
    std::optional<TwoGenerations<Entry>> known, unknown;
  };
  Shard& shard_of(const std::string& key) {
    return shards_[std::hash<std::string>()(key) % shards_.size()];
  }

  const Duration life_, unknown_life_;
  std::array<Shard, 16> shards_;
  std::atomic<std::uint64_t> epoch_ = 0;
};

}  // namespace patchbay::access
