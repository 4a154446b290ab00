#include <semaphore>

#include "tests/unit/webhooks/support.h"
#include "webhooks/delivery.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

class FanoutTest : public StoreTest {
 protected:
  void put() {
    write([&](store::Session& s) {
      put_endpoint(s, organisation, endpoint("a", "http://127.0.0.1:1/"), keys_, start);
    });
  }
  void happen(int count) {
    std::vector<events::NewEvent> many;
    for (int i = 0; i < count; ++i) many.push_back(event("evt_" + std::to_string(i)));
    write([&](store::Session& s) { events::append(s, organisation, many, start); });
  }
  std::int64_t messages() {
    return read([](store::Session& s) {
      return *store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM webhook_messages");
    });
  }

  crypto::KeyRing keys_ = key_ring();
  ManualClock clock_{start};
  OneLoop loop_;  // outlives the store's threads, which touch it until they have resumed somebody
};
PATCHBAY_ON_BOTH_STORES(FanoutTest);

TEST_P(FanoutTest, moves_every_event_when_woken_and_tells_after_the_commit) {
  put();
  std::counting_semaphore<> committed(0);
  auto fanout = start_fanout({store(), loop_.loops(), clock_, [&] { committed.release(); }});
  happen(2300);
  fanout->wake();
  while (messages() < 2300) {
    ASSERT_TRUE(committed.try_acquire_for(std::chrono::seconds(30)));
  }
}

TEST_P(FanoutTest, a_commit_of_events_wakes_it) {
  put();
  std::counting_semaphore<> committed(0);
  FanoutParts parts{store(), loop_.loops(), clock_, [&] { committed.release(); }};
  parts.idle_poll = std::chrono::hours(1);
  auto fanout = start_fanout(std::move(parts));
  for (int i = 0; i < 20; ++i) {
    write([&](store::Session& s) {
      const std::vector one{event("evt_one_" + std::to_string(i))};
      events::append(s, organisation, one, start);
    });
    ASSERT_TRUE(committed.try_acquire_for(std::chrono::seconds(30))) << i;
  }
}

TEST_P(FanoutTest, stops_at_once_while_idle_and_under_wakes) {
  for (int i = 0; i < 20; ++i) {
    auto fanout = start_fanout({store(), loop_.loops(), clock_, {}});
    for (int wakes = 0; wakes < i; ++wakes) fanout->wake();
  }
}

}  // namespace
}  // namespace patchbay::webhooks
