// Failures that pass: run again. Failures that stay: handed on once.

#include "hub/store/connection.h"
#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class RetryContract : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    write([](Session& s) { execute(s, "CREATE TABLE notes (id BIGINT)"); });
  }
  std::int64_t count() {
    return read(
        [](Session& s) { return *query_value<std::int64_t>(s, "SELECT COUNT(*) FROM notes"); });
  }
};
PATCHBAY_ON_BOTH_STORES(RetryContract);

TEST_P(RetryContract, a_serialisation_failure_runs_the_work_again_from_the_start) {
  int runs = 0;
  write([&](Session& s) {
    execute(s, "INSERT INTO notes VALUES (1)");
    if (++runs < 3) throw SqlError(unavailable("deadlock"), Remedy::repeat);
  });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(count(), 1);
}

TEST_P(RetryContract, gives_up_after_three_more_tries) {
  int runs = 0;
  auto work = [&](Session& s) {
    execute(s, "INSERT INTO notes VALUES (1)");
    ++runs;
    throw SqlError(unavailable("deadlock"), Remedy::repeat);
  };
  EXPECT_THROW(write(work), ErrorException);
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(count(), 0);
}

TEST_P(RetryContract, other_errors_run_once) {
  int runs = 0;
  auto work = [&](Session&) {
    ++runs;
    throw ErrorException(unavailable("the partner, not the store"));
  };
  EXPECT_THROW(write(work), ErrorException);
  EXPECT_EQ(runs, 1);
}

TEST_P(RetryContract, a_lost_connection_is_opened_again) {
  if (GetParam() == Dialect::sqlite) GTEST_SKIP() << "SQLite has no connection to lose";
  for (auto access : {Access::read, Access::write}) {
    int runs = 0;
    store().run_blocking(access, [&](Session& s) {
      if (access == Access::write) execute(s, "INSERT INTO notes VALUES (1)");
      if (++runs == 1) query_value<bool>(s, "SELECT pg_terminate_backend(pg_backend_pid())");
    });
    EXPECT_EQ(runs, 2);
  }
  EXPECT_EQ(count(), 1);
}

TEST_P(RetryContract, who_freezes_in_a_transaction_locks_nobody_out_and_runs_again) {
  if (GetParam() == Dialect::sqlite) GTEST_SKIP() << "SQLite has no session to end";
  write([](Session& s) { execute(s, "INSERT INTO notes VALUES (1)"); });
  const auto limit = read([](Session& s) {
    return *query_value<std::int64_t>(s,
                                      "SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name "
                                      "= 'idle_in_transaction_session_timeout'");
  });
  EXPECT_GT(limit, 0);
  EXPECT_LT(limit, 20'000) << "longer than others wait for a lock";
  int runs = 0;
  write([&](Session& s) {
    execute(s, "UPDATE notes SET id = id + 1");
    if (++runs > 1) return;
    execute(s, "SET LOCAL idle_in_transaction_session_timeout = 1");
    // Others get at the row while this one does nothing.
    EXPECT_EQ(write([](Session& other) { return execute(other, "UPDATE notes SET id = 10"); }), 1);
    execute(s, "UPDATE notes SET id = id + 1");
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(read([](Session& s) { return *query_value<std::int64_t>(s, "SELECT id FROM notes"); }),
            11);
}

TEST_P(RetryContract, a_connection_lost_while_idle_is_noticed_by_nobody) {
  if (GetParam() == Dialect::sqlite) GTEST_SKIP() << "SQLite has no connection to lose";
  write([](Session& s) {
    query_value<bool>(
        s,
        "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()");
  });
  for (int i = 0; i < 20; ++i)
    write([](Session& s) { execute(s, "INSERT INTO notes VALUES (1)"); });
  EXPECT_EQ(count(), 20);
}

}  // namespace
}  // namespace patchbay::store
