#pragma once
// The buckets that a hub has in memory. Private to hub/access.

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "hub/access/rate_buckets.h"
#include "hub/access/rate_limits.h"

namespace patchbay::access {

/// Bounded, in shards with a mutex each. Thread safe.
class RateTable {
 public:
  RateTable(const std::vector<RateLimit>& limits, std::size_t buckets_max);

  RateDecision use(std::size_t limit, const OrganisationId& organisation, std::string_view subject,
                   const SliceTerms& terms, Timestamp now);
  RateDecision look_at(std::size_t limit, const OrganisationId& organisation,
                       std::string_view subject, Timestamp now);
  /// A bucket that the store knows; one that is there already stays.
  void put(const BucketKey& key, TheoreticalArrival full_at);

  /// Up to so many asks of buckets that the store has to hear of.
  std::vector<BucketAsk> collect(const std::function<SliceTerms(std::size_t)>& terms_of,
                                 std::size_t asks_max, Timestamp now);
  void answered(const BucketAsk& ask, const SliceAnswer& answer, Timestamp now);
  void unanswered(const BucketAsk& ask);
  std::size_t size() const;

 private:
  using Key = std::string;  ///< limit, organisation, subject
  struct Bucket {
    RateSlice slice;
    bool is_listed = false;  ///< among the open ones
  };
  using Buckets = std::unordered_map<Key, Bucket>;
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    Buckets buckets;
    std::vector<Buckets::value_type*> open;  ///< nodes of a map stay where they are
    std::size_t hand = 0;                    ///< where the next one to forget is sought
  };

  static Key key_of(std::size_t limit, const OrganisationId& organisation,
                    std::string_view subject);
  static BucketKey parts_of(const Key& key);
  Shard& shard_of(const Key& key);
  /// Null: there is no room for another one.
  Buckets::value_type* find_or_make(Shard& shard, const Key& key, Timestamp now);
  std::optional<RateDecision> try_use(const Key& key, const Rate& rate, const SliceTerms& terms,
                                      Timestamp now);
  bool forget_one(Shard& shard, Timestamp now);
  void finish(const BucketAsk& ask, const std::function<void(RateSlice&)>& end);

  static constexpr std::size_t shards = 16;
  const std::vector<RateLimit>& limits_;
  std::size_t shard_max_;
  std::array<Shard, shards + 1> shards_;  ///< the last one: what newcomers share
};

}  // namespace patchbay::access
