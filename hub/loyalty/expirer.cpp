#include "hub/loyalty/reward_actions.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::loyalty {
namespace {

constexpr std::size_t chunk = 500;        // rewards a transaction
constexpr std::size_t chunks_max = 1000;  // a run; the rest is the next one's

struct Expirer {
  store::Store& store;
  const Clock& clock;
  Random& random;
};

Async<jobs::End> expire_all(Expirer parts) {
  auto expire = [&parts](store::Session& session) {
    return expire_due(session, chunk, parts.clock, parts.random);
  };
  for (std::size_t i = 0; i < chunks_max; ++i) {
    const std::int64_t expired = co_await parts.store.write(expire);
    if (expired < static_cast<std::int64_t>(chunk)) break;
  }
  co_return jobs::Done{};
}

}  // namespace

jobs::Handler make_expirer(store::Store& store, const Clock& clock, Random& random) {
  const Expirer parts{store, clock, random};
  return [parts](const jobs::Job&) { return expire_all(parts); };
}

}  // namespace patchbay::loyalty
