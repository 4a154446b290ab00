#include "hub/jobs/redrives.h"

#include "hub/jobs/leases.h"
#include "hub/jobs/schedules.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {
namespace {

constexpr Duration lease(30'000'000);

class RedrivesTest : public StoreTest {
 protected:
  /// A job that ran once and died.
  void add_dead(const std::string& kind, const std::string& key, const std::string& reason,
                const std::string& partner = "acme") {
    write([&](store::Session& s) {
      NewJob job;
      job.organisation = "o";
      job.kind = kind;
      job.key = key;
      job.payload = "{}";
      job.partner = partner;
      enqueue(s, {&job, 1}, Timestamp{1});
    });
    die(kind, reason);
  }
  /// Every job of the kind that may run now dies.
  void die(const std::string& kind, const std::string& reason) {
    write([&](store::Session& s) {
      for (const auto& job : claim_kind(s, kind, 1'000, "w", lease)) {
        const Finished end{job.id, job.lease, Dead{reason}, 0};
        finish(s, {&end, 1});
      }
    });
  }
  std::int64_t dead_count(const std::string& kind = "") {
    return read([&](store::Session& s) {
      DeadFilter filter;
      filter.organisation = "o";
      filter.kind = kind;
      return count_dead(s, filter);
    });
  }
  Redrive order(DeadFilter filter, std::int64_t per_second = 2) {
    filter.organisation = "o";
    Redrive order;
    order.id = "rdv_" + std::to_string(++orders_);
    order.letters.filter = std::move(filter);
    order.per_second = per_second;
    order.actor = "cli:anna";
    return order;
  }
  std::int64_t place(Redrive& order) {
    return write([&](store::Session& s) {
      order.ordered_at = store_now(s) + Duration(1);
      return order_redrive(s, order);
    });
  }
  bool slice(const std::string& id, const RedriveHooks& hooks = {}) {
    return write(
        [&](store::Session& s) { return redrive_slice(s, "o", id, hooks, Timestamp{2'000'000}); });
  }
  Redrive find(const std::string& id) {
    return read([&](store::Session& s) { return find_redrive(s, "o", id).value(); });
  }

 private:
  int orders_ = 0;
};
PATCHBAY_ON_BOTH_STORES(RedrivesTest);

TEST_P(RedrivesTest, puts_back_a_slice_at_a_time_and_counts) {
  for (int i = 0; i < 5; ++i) add_dead("a", std::to_string(i), "time-out");
  add_dead("b", "x", "time-out");
  auto all = order({.kind = "a"});
  EXPECT_EQ(place(all), 5);
  EXPECT_TRUE(slice(all.id));
  EXPECT_EQ(dead_count("a"), 3);
  EXPECT_TRUE(slice(all.id));
  EXPECT_FALSE(slice(all.id));
  EXPECT_EQ(dead_count("a"), 0);
  EXPECT_EQ(dead_count("b"), 1);
  const auto done = find(all.id);
  EXPECT_EQ(done.wanted, 5);
  EXPECT_EQ(done.redriven, 5);
  EXPECT_TRUE(done.ended_at);
  EXPECT_EQ(done.actor, "cli:anna");
  EXPECT_FALSE(slice(all.id)) << "a run after the end does nothing";
  EXPECT_EQ(find(all.id).redriven, 5);
}

TEST_P(RedrivesTest, leaves_alone_what_dies_again_under_the_same_order) {
  for (int i = 0; i < 4; ++i) add_dead("a", std::to_string(i), "no");
  auto all = order({.kind = "a"});
  place(all);
  EXPECT_TRUE(slice(all.id));
  die("a", "no again");
  EXPECT_TRUE(slice(all.id));
  die("a", "no again");
  EXPECT_FALSE(slice(all.id));
  EXPECT_EQ(dead_count("a"), 4);
  EXPECT_EQ(find(all.id).redriven, 4);
}

TEST_P(RedrivesTest, calls_the_rooms_hook_in_the_same_transaction) {
  add_dead("a", "1", "no");
  add_dead("b", "2", "no");
  auto all = order({}, 100);
  place(all);
  std::vector<std::string> told;
  const RedriveHooks failing{
      {"a", [](auto&, const auto&, auto) { throw std::runtime_error("the hook failed"); }}};
  EXPECT_THROW(slice(all.id, failing), std::runtime_error);
  EXPECT_EQ(dead_count(), 2) << "neither goes back without its hook";
  const RedriveHooks hooks{
      {"a", [&](auto&, const DeadLetter& letter, auto) { told.push_back(letter.key); }}};
  EXPECT_FALSE(slice(all.id, hooks));
  EXPECT_EQ(told, std::vector<std::string>{"1"});
  EXPECT_EQ(dead_count(), 0);
}

TEST_P(RedrivesTest, takes_ids_and_filters_by_partner_and_reason) {
  add_dead("a", "1", "Partner TIMED out", "acme");
  add_dead("a", "2", "refused", "acme");
  add_dead("a", "3", "timed out", "other");
  auto some = order({.partner = "acme", .reason = "timed OUT"}, 100);
  EXPECT_EQ(place(some), 1);
  EXPECT_FALSE(slice(some.id));
  EXPECT_EQ(dead_count(), 2);
  const auto left =
      read([](store::Session& s) { return list_dead(s, {.organisation = "o"}, 0, 10); });
  auto ids = order({}, 100);
  ids.letters.ids = {left[0].id, 999'999};
  EXPECT_EQ(place(ids), 1);
  EXPECT_FALSE(slice(ids.id));
  EXPECT_EQ(dead_count(), 1);
}

TEST_P(RedrivesTest, enqueues_its_own_job_once) {
  auto all = order({});
  place(all);
  const auto jobs =
      write([](store::Session& s) { return claim_kind(s, redrive_kind, 10, "w", lease); });
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].key, all.id);
}

TEST_P(RedrivesTest, discards_and_forgets_old_orders) {
  add_dead("a", "1", "no");
  add_dead("a", "2", "no");
  EXPECT_EQ(write([](store::Session& s) {
              return discard_letters(s, {{.organisation = "o"}, {}}, "paid by hand", 1);
            }),
            1);
  EXPECT_EQ(dead_count(), 1);
  auto all = order({}, 100);
  place(all);
  slice(all.id);
  const auto forget = [&](std::int64_t before) {
    return write([&](store::Session& s) { return remove_redrives(s, Timestamp{before}, 10); });
  };
  EXPECT_EQ(forget(2'000'000), 0);
  EXPECT_EQ(forget(2'000'001), 1);
}

}  // namespace
}  // namespace patchbay::jobs
