#include "hub/access/reseal.h"

#include <algorithm>

#include "hub/base/failpoint.h"
#include "hub/base/log.h"

namespace patchbay::access {
namespace {

constexpr Duration second(1'000'000);
/// For a hub with the new ring to take the job, or for this one to get it.
constexpr Duration without_key(5'000'000);

struct Resealer {
  store::Store& store;
  ResealParts parts;
  const Clock& clock;
};

enum class Fit { seals, overtaken, behind };

/// How this process's ring stands to an order.
Fit fit_of(const crypto::KeyRing& ring, const std::string& key) {
  if (ring.active() == key) return Fit::seals;
  const auto ids = ring.ids();
  const auto at = std::find(ids.begin(), ids.end(), key);
  const auto active = std::find(ids.begin(), ids.end(), ring.active());
  return at < active ? Fit::overtaken : Fit::behind;
}

void log_end(const Reseal& order) {
  log_line(LogLevel::info, "vault.resealed",
           {{"key", order.key}, {"values", order.resealed}, {"unreadable", order.unreadable}});
}

Async<jobs::End> run(std::shared_ptr<const Resealer> self, jobs::Job job) {
  const Timestamp now = self->clock.now();
  const auto fit = fit_of(self->parts.keys, job.key);
  if (fit == Fit::behind)
    co_return jobs::Later{now + without_key, "this hub does not seal with key \"" + job.key +
                                                 "\" yet; it waits for its key ring"};
  auto read = [&job](store::Session& session) { return find_reseal(session, job.key); };
  auto order = co_await self->store.read(read);
  if (!order || order->ended_at) co_return jobs::Done{};
  const auto rate = std::clamp<std::int64_t>(order->per_second, 1, reseal_per_second_max);
  const auto limit = std::min<std::size_t>(reseal_rows_max, static_cast<std::size_t>(rate));
  const bool overtaken = fit == Fit::overtaken;
  auto work = [&self, &job, now, limit, overtaken](store::Session& session) {
    if (overtaken) {
      end_reseal(session, job.key, now);
      return false;
    }
    const bool more = reseal_slice(session, job.key, self->parts, limit, now);
    failpoint("access.reseal.before_commit");
    return more;
  };
  const bool more = co_await self->store.write(work);
  failpoint("access.reseal.committed");
  if (more) {
    const auto pause = second.count() * static_cast<std::int64_t>(limit) / rate;
    co_return jobs::Later{now + Duration(pause), "more values are sealed anew at their pace"};
  }
  order = co_await self->store.read(read);
  if (order) log_end(*order);
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_resealer(store::Store& store, ResealParts parts, const Clock& clock) {
  auto self = std::make_shared<const Resealer>(Resealer{store, std::move(parts), clock});
  return [self](jobs::Job job) { return run(self, std::move(job)); };
}

}  // namespace patchbay::access
