// The outbox: an event is written once and taken once.

#include "hub/events/outbox.h"

#include <set>
#include <thread>

#include "tests/support/stores.h"

namespace patchbay::events {
namespace {

using store::Session;

class Outbox : public StoreTest {
 protected:
  static NewEvent event(int i) {
    auto n = std::to_string(i);
    return {"evt_" + n, "tier.updated", "customer " + n, R"({"n": )" + n + "}", "key " + n};
  }
  void append_some(const OrganisationId& organisation, int from, int to) {
    std::vector<NewEvent> events;
    for (int i = from; i < to; ++i) events.push_back(event(i));
    write([&](Session& s) { append(s, organisation, events, {1'000'000}); });
  }
  std::vector<Event> take_some(std::size_t limit) {
    return write([&](Session& s) { return take(s, limit); });
  }
  std::int64_t waiting() {
    return read([](Session& s) { return count_waiting(s); });
  }
};
PATCHBAY_ON_BOTH_STORES(Outbox);

TEST_P(Outbox, gives_what_was_written_oldest_first) {
  append_some("o", 0, 25);
  auto first = take_some(10), second = take_some(100);
  ASSERT_EQ(first.size(), 10u);
  ASSERT_EQ(second.size(), 15u);
  for (int i = 0; i < 25; ++i) {
    const auto& found =
        i < 10 ? first[static_cast<std::size_t>(i)] : second[static_cast<std::size_t>(i - 10)];
    EXPECT_EQ(found.id, event(i).id);
    EXPECT_EQ(found.organisation, "o");
    EXPECT_EQ(found.type, "tier.updated");
    EXPECT_EQ(found.subject, event(i).subject);
    EXPECT_EQ(found.data, event(i).data);
    EXPECT_EQ(found.occurred_at.micros, 1'000'000);
  }
  EXPECT_TRUE(take_some(10).empty());
}

TEST_P(Outbox, a_key_is_written_once_an_organisation) {
  append_some("o", 0, 3);
  append_some("o", 1, 5);
  append_some("p", 0, 1);
  EXPECT_EQ(waiting(), 6);
  take_some(100);
  append_some("o", 0, 5);
  EXPECT_EQ(waiting(), 0) << "taken events keep their keys";
}

TEST_P(Outbox, an_event_without_a_key_is_a_defect) {
  auto nameless = event(1);
  nameless.dedup_key.clear();
  EXPECT_THROW(write([&](Session& s) { append(s, "o", {&nameless, 1}, {0}); }), ErrorException);
}

TEST_P(Outbox, a_fan_out_that_fails_gives_its_events_back) {
  append_some("o", 0, 3);
  auto fails = [](Session& s) {
    EXPECT_EQ(take(s, 2).size(), 2u);
    throw std::runtime_error("fan-out failed");
  };
  EXPECT_THROW(write(fails), std::runtime_error);
  EXPECT_EQ(waiting(), 3);
  EXPECT_EQ(take_some(10).size(), 3u);
}

TEST_P(Outbox, takers_at_once_get_different_events) {
  append_some("o", 0, 200);
  auto other = store::open_store({.url = url()}).value();
  std::vector<std::string> taken[2];
  auto taker = [](store::Store& from, std::vector<std::string>& out) {
    for (std::size_t got = 1; got > 0;) {
      auto events = from.run_blocking(store::Access::write, [](Session& s) { return take(s, 7); });
      got = events.size();
      for (auto& e : events) out.push_back(std::move(e.id));
    }
  };
  std::thread first([&] { taker(store(), taken[0]); });
  taker(*other, taken[1]);
  first.join();
  std::set<std::string> all(taken[0].begin(), taken[0].end());
  all.insert(taken[1].begin(), taken[1].end());
  EXPECT_EQ(all.size(), 200u);
  EXPECT_EQ(taken[0].size() + taken[1].size(), 200u);
}

TEST_P(Outbox, a_taker_does_not_wait_for_another) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "SQLite has one writer";
  append_some("o", 0, 4);
  auto other = store::open_store({.url = url()}).value();
  write([&](Session& s) {
    EXPECT_EQ(take(s, 2).size(), 2u);
    auto rest = other->run_blocking(store::Access::write, [](Session& t) { return take(t, 10); });
    ASSERT_EQ(rest.size(), 2u);
    EXPECT_EQ(rest[0].id, "evt_2");
  });
}

}  // namespace
}  // namespace patchbay::events
