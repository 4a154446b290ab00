#include "hub/access/replay_window.h"

#include <cstring>

#include "hub/base/log.h"

namespace patchbay::access {
namespace {

constexpr std::int64_t minute_s = 60;

}  // namespace

bool ReplayWindow::use(const crypto::Digest256& signature, Timestamp at, Timestamp now) {
  Mark mark;
  std::memcpy(mark.data(), signature.data(), sizeof mark);
  Shard& shard = shards_[mark[1] % shards_count];
  const std::lock_guard lock(shard.mutex);
  make_room(shard, now);
  const bool is_new = shard.minutes[at.seconds() / minute_s].insert(mark).second;
  if (is_new) ++shard.size;
  return is_new;
}

void ReplayWindow::make_room(Shard& shard, Timestamp now) const {
  const auto oldest = (now - signature_window).seconds() / minute_s;
  while (!shard.minutes.empty()) {
    const auto first = shard.minutes.begin();
    const bool is_over = first->first < oldest;
    if (!is_over && shard.size < limit_) return;
    if (!is_over)
      log_line(LogLevel::warning, "access.replay_window_full",
               {{"forgotten", std::uint64_t{first->second.size()}}});
    shard.size -= first->second.size();
    shard.minutes.erase(first);
  }
}

}  // namespace patchbay::access
