#include "hub/access/rate_table.h"

#include <algorithm>
#include <optional>

namespace patchbay::access {
namespace {

constexpr std::size_t looked_at_max = 32;  // to forget one: so adding stays cheap
constexpr char separator = '\x1F';         // no id and no address has it
constexpr std::string_view shared_subject =
    "\x1E"
    "others";

RateDecision unlimited() { return {true, INT64_MAX, Duration(0), Duration(0)}; }

}  // namespace

RateTable::RateTable(const std::vector<RateLimit>& limits, std::size_t buckets_max)
    : limits_(limits), shard_max_(std::max(buckets_max / shards, limits.size() + 1)) {}

RateTable::Key RateTable::key_of(std::size_t limit, const OrganisationId& organisation,
                                 std::string_view subject) {
  Key key;
  key.reserve(organisation.size() + subject.size() + 2);
  key += static_cast<char>(limit);
  key += organisation;
  key += separator;
  key += subject;
  return key;
}

BucketKey RateTable::parts_of(const Key& key) {
  const auto end = key.find(separator, 1);
  return {static_cast<unsigned char>(key[0]), key.substr(1, end - 1), key.substr(end + 1)};
}

RateTable::Shard& RateTable::shard_of(const Key& key) {
  if (key.ends_with(shared_subject)) return shards_[shards];
  // The map uses the low bits of the same hash.
  return shards_[(std::hash<Key>{}(key) >> 32) % shards];
}

/// Drops a bucket that may be forgotten: best a full one, never one that refuses or that the store
/// has not heard of.
bool RateTable::forget_one(Shard& shard, Timestamp now) {
  auto& buckets = shard.buckets;
  std::optional<Key> best;
  TheoreticalArrival best_full_at = 0;
  for (std::size_t i = 0; i < looked_at_max; ++i) {
    shard.hand = (shard.hand + 1) % buckets.bucket_count();
    for (auto it = buckets.begin(shard.hand); it != buckets.end(shard.hand); ++it) {
      const auto& [key, bucket] = *it;
      if (bucket.is_listed) continue;
      const auto limit = static_cast<unsigned char>(key[0]);
      const auto full_at = bucket.slice.full_at();
      if (!look(full_at, limits_[limit].rate, now).passes) continue;
      if (!best || full_at < best_full_at) best = key, best_full_at = full_at;
    }
    if (best && best_full_at <= now.micros) break;
  }
  if (best) buckets.erase(*best);
  return best.has_value();
}

RateTable::Buckets::value_type* RateTable::find_or_make(Shard& shard, const Key& key,
                                                        Timestamp now) {
  const auto found = shard.buckets.find(key);
  if (found != shard.buckets.end()) return &*found;
  if (shard.buckets.size() >= shard_max_ && !forget_one(shard, now)) return nullptr;
  return &*shard.buckets.try_emplace(key).first;
}

std::optional<RateDecision> RateTable::try_use(const Key& key, const Rate& rate,
                                               const SliceTerms& terms, Timestamp now) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  auto* node = find_or_make(shard, key, now);
  if (node == nullptr) return std::nullopt;
  auto& bucket = node->second;
  const RateDecision decision = bucket.slice.use(rate, terms, now);
  if (bucket.slice.is_open() && !std::exchange(bucket.is_listed, true)) shard.open.push_back(node);
  return decision;
}

RateDecision RateTable::use(std::size_t limit, const OrganisationId& organisation,
                            std::string_view subject, const SliceTerms& terms, Timestamp now) {
  const Rate& rate = limits_[limit].rate;
  if (rate.permits == 0) return unlimited();
  if (const auto own = try_use(key_of(limit, organisation, subject), rate, terms, now)) return *own;
  // As many shared buckets as limits: there is always room for them.
  return try_use(key_of(limit, "", shared_subject), rate, terms, now).value();
}

RateDecision RateTable::look_at(std::size_t limit, const OrganisationId& organisation,
                                std::string_view subject, Timestamp now) {
  const Rate& rate = limits_[limit].rate;
  if (rate.permits == 0) return unlimited();
  const Key key = key_of(limit, organisation, subject);
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.buckets.find(key);
  return look(found == shard.buckets.end() ? 0 : found->second.slice.full_at(), rate, now);
}

void RateTable::put(const BucketKey& key, TheoreticalArrival full_at) {
  Key text = key_of(key.limit, key.organisation, key.subject);
  Shard& shard = shard_of(text);
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() < shard_max_)
    shard.buckets.try_emplace(std::move(text), Bucket{RateSlice(full_at)});
}

std::vector<BucketAsk> RateTable::collect(const std::function<SliceTerms(std::size_t)>& terms_of,
                                          std::size_t asks_max, Timestamp now) {
  std::vector<BucketAsk> asks;
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    auto& open = shard.open;
    std::size_t kept = 0;
    for (auto* node : open) {
      auto& [key, bucket] = *node;
      if (asks.size() < asks_max) {
        const auto limit = static_cast<unsigned char>(key[0]);
        if (const auto ask = bucket.slice.ask(terms_of(limit), now))
          asks.push_back({parts_of(key), *ask});
      }
      bucket.is_listed = bucket.slice.is_open();
      if (bucket.is_listed) open[kept++] = node;
    }
    open.resize(kept);
  }
  return asks;
}

void RateTable::finish(const BucketAsk& ask, const std::function<void(RateSlice&)>& end) {
  const Key key = key_of(ask.key.limit, ask.key.organisation, ask.key.subject);
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.buckets.find(key);
  if (found == shard.buckets.end()) return;  // it had nothing left to tell
  auto& bucket = found->second;
  end(bucket.slice);
  if (bucket.slice.is_open() && !std::exchange(bucket.is_listed, true))
    shard.open.push_back(&*found);
}

void RateTable::answered(const BucketAsk& ask, const SliceAnswer& answer, Timestamp now) {
  finish(ask, [&](RateSlice& slice) { slice.answered(answer, limits_[ask.key.limit].rate, now); });
}

void RateTable::unanswered(const BucketAsk& ask) {
  finish(ask, [](RateSlice& slice) { slice.unanswered(); });
}

std::size_t RateTable::size() const {
  std::size_t all = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    all += shard.buckets.size();
  }
  return all;
}

}  // namespace patchbay::access
