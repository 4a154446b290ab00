// Signals: who hears of commits, on both stores.

#include <condition_variable>
#include <mutex>

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

constexpr std::chrono::seconds patience(20);

/// Counts calls and waits for them.
class Ear {
 public:
  std::function<void()> hears() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++calls_;
      changed_.notify_all();
    };
  }
  int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  bool heard_more_than(int calls) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return calls_ > calls; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int calls_ = 0;
};

class SignalsTest : public StoreTest {
 protected:
  void say(Store& from, const std::string& channel) {
    from.run_blocking(Access::write, [&](Session& session) { session.signal(channel); });
  }
};
PATCHBAY_ON_BOTH_STORES(SignalsTest);

TEST_P(SignalsTest, AreHeardInTheSameProcessOnceTheCommitIsDone) {
  Ear ear;
  const auto subscription = store().subscribe("jobs", ear.hears());
  const int before = ear.calls();
  say(store(), "jobs");
  EXPECT_TRUE(ear.heard_more_than(before));
}

TEST_P(SignalsTest, OfARollbackAreNotHeard) {
  Ear lost, kept;
  const auto first = store().subscribe("lost", lost.hears());
  const auto second = store().subscribe("kept", kept.hears());
  if (store().dialect() == Dialect::postgresql) {
    ASSERT_TRUE(kept.heard_more_than(0)) << "the greeting of a new listener";
    ASSERT_TRUE(lost.heard_more_than(0));
  }
  const int before = lost.calls(), kept_before = kept.calls();
  const auto fail = [](Session& session) {
    session.signal("lost");
    throw ErrorException(invalid("on purpose"));
  };
  EXPECT_THROW(store().run_blocking(Access::write, fail), ErrorException);
  say(store(), "kept");
  EXPECT_TRUE(kept.heard_more_than(kept_before));
  EXPECT_EQ(lost.calls(), before);
}

TEST_P(SignalsTest, EndWithTheSubscription) {
  Ear ear, other;
  auto subscription = store().subscribe("jobs", ear.hears());
  const auto stays = store().subscribe("jobs", other.hears());
  say(store(), "jobs");
  ASSERT_TRUE(other.heard_more_than(0));
  subscription.reset();
  const int before = ear.calls(), other_before = other.calls();
  say(store(), "jobs");
  EXPECT_TRUE(other.heard_more_than(other_before));
  EXPECT_EQ(ear.calls(), before);
}

TEST_P(SignalsTest, AreHeardByOtherHubsOnPostgresql) {
  if (store().dialect() != Dialect::postgresql) GTEST_SKIP() << "SQLite signals one process only";
  const auto elsewhere = open_store({.url = url()}).value();
  Ear ear;
  const auto subscription = elsewhere->subscribe("jobs", ear.hears());
  ASSERT_TRUE(ear.heard_more_than(0)) << "the greeting of a new listener";
  const int before = ear.calls();
  say(store(), "jobs");
  EXPECT_TRUE(ear.heard_more_than(before));
}

TEST_P(SignalsTest, ComeAgainAfterTheListenerLostItsConnection) {
  if (store().dialect() != Dialect::postgresql) GTEST_SKIP() << "SQLite has no connection to lose";
  const auto elsewhere = open_store({.url = url()}).value();
  Ear ear;
  const auto subscription = elsewhere->subscribe("jobs", ear.hears());
  ASSERT_TRUE(ear.heard_more_than(0));
  const int before = ear.calls();
  write([](Session& session) {
    query(session,
          "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE "
          "'LISTEN patchbay_' || md5(current_schema()) || '%'",
          [](std::int64_t ended) { EXPECT_EQ(ended, 1); });
  });
  EXPECT_TRUE(ear.heard_more_than(before)) << "everybody is called once, since some may be missed";
  const int again = ear.calls();
  say(store(), "jobs");
  EXPECT_TRUE(ear.heard_more_than(again));
}

}  // namespace
}  // namespace patchbay::store
