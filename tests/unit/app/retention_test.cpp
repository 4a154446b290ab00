#include "hub/app/retention.h"

#include "adapters/exchange_store.h"
#include "hub/jobs/leases.h"
#include "hub/store/query.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

class RetentionTest : public StoreTest {
 protected:
  void add_jobs(int count, const jobs::End& end) {
    write([&](store::Session& s) {
      for (int i = 0; i < count; ++i) {
        jobs::NewJob job;
        job.organisation = "o";
        job.kind = "k";
        job.key = std::to_string(++jobs_);
        job.payload = "{}";
        jobs::enqueue(s, {&job, 1}, Timestamp{1});
      }
      for (const auto& job : jobs::claim_kind(s, "k", 10'000, "w", Duration(30'000'000))) {
        const jobs::Finished finished{job.id, job.lease, end, 0};
        jobs::finish(s, {&finished, 1});
      }
    });
  }
  void add_exchange(Timestamp at) {
    write([&](store::Session& s) {
      adapters::ExchangeRow row;
      row.organisation = "o";
      row.started_at = at;
      adapters::insert_exchanges(s, {&row, 1});
    });
  }
  std::int64_t count(const std::string& table) {
    return read([&](store::Session& s) {
      return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM " + table).value();
    });
  }
  Purged purge(Timestamp now) {
    return write([&](store::Session& s) { return purge_once(s, retention_, keys_, now); });
  }

  Retention retention_;
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  const Timestamp now_ = system_clock().now();
  int jobs_ = 0;
};
PATCHBAY_ON_BOTH_STORES(RetentionTest);

TEST_P(RetentionTest, removes_what_is_over_its_time_and_nothing_else) {
  add_jobs(3, jobs::Done{});
  add_jobs(2, jobs::Dead{"no"});
  add_exchange(now_);
  add_exchange(now_ - 100 * Retention::day);
  const auto nothing = purge(now_ - 1000 * Retention::day);
  EXPECT_EQ(nothing.jobs + nothing.exchanges + nothing.runs, 0);
  const auto today = purge(now_);
  EXPECT_EQ(today.jobs, 0);
  EXPECT_EQ(today.exchanges, 1);
  const auto later = purge(now_ + 31 * Retention::day);
  EXPECT_EQ(later.jobs, 3);
  EXPECT_FALSE(later.more);
  EXPECT_EQ(count("jobs"), 2) << "dead letters stay until somebody ends them";
  EXPECT_EQ(count("job_failures"), 2);
}

TEST_P(RetentionTest, goes_batch_by_batch) {
  add_jobs(1'200, jobs::Done{});
  const auto late = now_ + 31 * Retention::day;
  EXPECT_TRUE(purge(late).more);
  EXPECT_TRUE(purge(late).more);
  EXPECT_FALSE(purge(late).more);
  EXPECT_EQ(count("jobs"), 0);
}

}  // namespace
}  // namespace patchbay::app
