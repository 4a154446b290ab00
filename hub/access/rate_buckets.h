#pragma once
// SQL of the shared buckets. Private to hub/access.

#include <span>
#include <vector>

#include "hub/access/rate_limits.h"
#include "hub/access/rate_slice.h"

namespace patchbay::access {

struct BucketKey {
  std::size_t limit = 0;  ///< index among the limits
  OrganisationId organisation;
  std::string subject;
};
struct BucketAsk {
  BucketKey key;
  SliceAsk ask;
};
struct KnownBucket {
  BucketKey key;
  Duration full_in{0};
};

/// Answers the asks of one hub, in order, under the locks of their rows: one statement for all of
/// them each way. The database's clock counts, unless `clock` is a test's.
std::vector<SliceAnswer> answer_asks(store::Session& session, std::span<const RateLimit> limits,
                                     std::span<const BucketAsk> asks, const Clock& clock);
/// Those that are not full, up to so many.
std::vector<KnownBucket> read_buckets(store::Session& session, std::span<const RateLimit> limits,
                                      std::size_t most, const Clock& clock);
/// Removes some that are full. Returns how many.
std::int64_t remove_full_buckets(store::Session& session, std::size_t most, const Clock& clock);

}  // namespace patchbay::access
