#pragma once
// Signatures that were seen in this process, while their timestamps are in the window.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_set>

#include "hub/access/request_signature.h"

namespace patchbay::access {

/// For requests that change nothing; changes are guarded by the store (used_signatures.h). Thread
/// safe. At most `signatures_max`; when there are more the oldest go first, and log_line says so.
class ReplayWindow {
 public:
  static constexpr std::size_t signatures_max = 1'000'000;

  explicit ReplayWindow(std::size_t limit = signatures_max) : limit_(limit / shards_count) {}

  /// False: it was used before. `at` is the request's own timestamp, inside the window.
  bool use(const crypto::Digest256& signature, Timestamp at, Timestamp now);

 private:
  /// Half a signature is enough to tell them apart.
  using Mark = std::array<std::uint64_t, 2>;
  struct HashOfMark {
    std::size_t operator()(const Mark& mark) const { return mark[0]; }
  };
  static constexpr std::size_t shards_count = 16;
  /// By minute of the timestamp, so that a whole minute goes at once.
  struct Shard {
    std::mutex mutex;
    std::map<std::int64_t, std::unordered_set<Mark, HashOfMark>> minutes;
    std::size_t size = 0;
  };
  void make_room(Shard& shard, Timestamp now) const;

  const std::size_t limit_;  ///< of a shard
  std::array<Shard, shards_count> shards_;
};

}  // namespace patchbay::access
