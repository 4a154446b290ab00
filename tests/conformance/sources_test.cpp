// What waits by source, and that a look and a claim cost the same however many jobs lie there.
#include "tests/conformance/queue_support.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class SourcesTest : public QueueTest {
 protected:
  std::vector<Waiting> look(const std::vector<Cursor>& cursors, std::size_t limit = 100) {
    return read([&](Session& s) { return list_waiting(s, cursors, limit); });
  }
  void put_from(const std::string& partner, const std::string& key, Timestamp run_at = {0},
                Priority priority = Priority::normal) {
    auto one = job(key, run_at);
    one.partner = partner;
    one.priority = priority;
    put({one});
  }
  /// Many done jobs, and many of one partner that are due.
  void fill() {
    write([](Session& s) {
      store::execute(
          s,
          "INSERT INTO jobs (organisation_id, kind, job_key, payload, partner, lane, priority, "
          "state, due_at, attempt, faults, interruptions, lease, lease_until, worker, "
          "cancel_wanted, reason, created_at, ended_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION "
          "ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT 'org', 'k', 'j' || i, '{}', 'loud', "
          "'', 1, CASE WHEN i % 2 = 0 THEN 'open' ELSE 'done' END, 0, 0, 0, 0, 0, 0, '', 0, '', "
          "0, 0 FROM n");
      if (s.is_postgresql()) store::execute(s, "ANALYZE jobs");
    });
  }
};
PATCHBAY_ON_BOTH_STORES(SourcesTest);

std::string text(const std::vector<Waiting>& waiting) {
  std::string all;
  for (const auto& one : waiting)
    all += one.source.kind + "/" + one.source.partner + "/" +
           std::to_string(static_cast<int>(one.priority)) +
           (!one.due_in                  ? " leased"
            : *one.due_in == Duration(0) ? " now"
                                         : " later") +
           ", ";
  return all;
}

const Cursor start{{"k", "", ""}, -1};
const Cursor other{{"other", "", ""}, -1};

TEST_P(SourcesTest, ListsEachSourceAndPriorityOnce) {
  put_from("b", "b1");
  put_from("a", "a1");
  put_from("a", "a2");
  put_from("a", "a3", {0}, Priority::high);
  put_from("c", "c1", system_clock().now() + hours(1));
  put({job("o", {0}, "other"), job("x", {0}, "not asked for")});
  EXPECT_EQ(text(look({start, other})),
            "k/a/0 now, k/a/1 now, k/b/1 now, k/c/1 later, other/acme/1 now, ");
}

TEST_P(SourcesTest, GoesOnWhereItEnded) {
  for (const auto* partner : {"a", "b", "c", "d", "e"}) put_from(partner, partner);
  const auto first = look({start}, 2);
  EXPECT_EQ(text(first), "k/a/1 now, k/b/1 now, ");
  const Cursor rest{first.back().source, static_cast<std::int64_t>(first.back().priority)};
  EXPECT_EQ(text(look({rest}, 9)), "k/c/1 now, k/d/1 now, k/e/1 now, ");
}

TEST_P(SourcesTest, ListsByTheBytesOfTheirNamesWhateverTheLocale) {
  for (const auto* partner : {"a_b", "aB", "Ab", "a-b", "ab", "\u00e4"}) put_from(partner, partner);
  put({job("o", {0}, "k_a"), job("p", {0}, "kB")});
  const Cursor first{{"kB", "", ""}, -1}, last{{"k_a", "", ""}, -1};
  EXPECT_EQ(text(look({start, first, last})),
            "k/Ab/1 now, k/a-b/1 now, k/aB/1 now, k/a_b/1 now, k/ab/1 now, k/\u00e4/1 now, "
            "kB/acme/1 now, k_a/acme/1 now, ");
  if (GetParam() == store::Dialect::sqlite) return;  // knows no locale
  const auto by_bytes = read([](Session& s) {
    return store::query_value<std::int64_t>(
        s,
        "SELECT COUNT(*) FROM pg_attribute WHERE attrelid = 'jobs'::regclass AND attcollation = "
        "'\"C\"'::regcollation AND attname IN ('kind', 'organisation_id', 'partner')");
  });
  EXPECT_EQ(by_bytes, 3);
}

TEST_P(SourcesTest, SaysWhenTheNextIsDue) {
  put_from("a", "far", system_clock().now() + hours(2));
  put_from("a", "near", system_clock().now() + hours(1));
  const auto due = look({start}).at(0).due_in;
  EXPECT_GT(due, hours(1) - seconds(30));
  EXPECT_LE(due, hours(1) + seconds(1));
}

TEST_P(SourcesTest, StepsOverWhatIsLeased) {
  put_from("a", "a1");
  put_from("a", "a2");
  EXPECT_EQ(keys(take(1)), "a1 ");
  EXPECT_EQ(text(look({start})), "k/a/1 now, ");
  EXPECT_EQ(keys(take(1, Duration(0))), "a2 ");
  EXPECT_EQ(text(look({start})), "k/a/1 now, ") << "that lease is over";
  take(1);
  EXPECT_EQ(text(look({start})), "k/a/1 leased, ");
}

TEST_P(SourcesTest, ALoudPartnerHidesNobody) {
  fill();
  put_from("quiet", "q");
  EXPECT_EQ(text(look({start})), "k/loud/1 now, k/quiet/1 now, ");
}

TEST_P(SourcesTest, TouchesNoMoreOfTheQueueThanItTakes) {
  fill();
  if (GetParam() == store::Dialect::sqlite) {
    // EXPLAIN QUERY PLAN of what a claim does: its range comes from the index, with its order.
    std::string plan;
    read([&](Session& s) {
      store::query(s,
                   "EXPLAIN QUERY PLAN SELECT id FROM jobs WHERE kind = 'k' AND organisation_id = "
                   "'org' AND partner = 'loud' AND priority = 1 AND state = 'open' AND due_at <= 9 "
                   "AND lease_until <= 9 ORDER BY due_at, id LIMIT 1",
                   [&](std::int64_t, std::int64_t, std::int64_t, std::string detail) {
                     plan += detail + "\n";
                   });
    });
    EXPECT_NE(plan.find("USING INDEX jobs_open (kind=? AND organisation_id=? AND partner=? AND "
                        "priority=? AND due_at<?)"),
              std::string::npos)
        << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
    return;
  }
  // PostgreSQL counts what this transaction read of the table.
  const auto rows_read = [](Session& s) {
    return store::query_value<std::int64_t>(
               s,
               "SELECT pg_stat_get_xact_tuples_returned('jobs'::regclass) + SUM("
               "pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index WHERE indrelid = "
               "'jobs'::regclass")
        .value_or(0);
  };
  const auto read_rows = write([&](Session& s) {
    std::vector<Finished> finished;
    for (const auto& one : claim_kind(s, "k", 3, "w", hours(1)))
      finished.push_back({one.id, one.lease, Done{}});
    EXPECT_EQ(jobs::finish(s, finished), std::vector<bool>(3, true));
    return rows_read(s);
  });
  EXPECT_LT(read_rows, 50);
}

}  // namespace
}  // namespace patchbay::jobs
