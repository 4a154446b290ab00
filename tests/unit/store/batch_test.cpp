// Group commit: few transactions for many rows, a bad row fails alone, order is kept.

#include "hub/store/batch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <latch>
#include <thread>

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

/// Move-only, as rows may be.
struct Note {
  std::unique_ptr<std::string> id;
  std::int64_t amount = 0;
};

Note note(std::int64_t i) { return {std::make_unique<std::string>(std::to_string(i)), i}; }

class BatchContract : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    write([](Session& s) {
      execute(s,
              "CREATE TABLE notes (place BIGINT NOT NULL, id TEXT PRIMARY KEY, amount BIGINT "
              "NOT NULL CHECK (amount <> 13))");
    });
  }

  /// Inserts with set-based SQL; the result is the amount, doubled.
  std::vector<std::int64_t> insert(Session& session, std::span<const Note> notes) {
    ++applied_;
    Rows rows({{"place", ColumnType::integer},
               {"id", ColumnType::text},
               {"amount", ColumnType::integer}});
    std::vector<std::int64_t> results;
    for (const auto& n : notes) {
      rows.add(place_++).add(*n.id).add(n.amount);
      results.push_back(2 * n.amount);
    }
    execute(session, "INSERT INTO notes SELECT place, id, amount FROM {rows} AS r", rows);
    return results;
  }

  auto operation() {
    return [this](Session& s, std::span<const Note> notes) { return insert(s, notes); };
  }

  std::vector<std::int64_t> amounts() {
    std::vector<std::int64_t> found;
    read([&](Session& s) {
      query(s, "SELECT amount FROM notes ORDER BY place",
            [&](std::int64_t amount) { found.push_back(amount); });
    });
    return found;
  }

  /// Holds the writers of the store until it goes.
  class Hold {
   public:
    explicit Hold(Store& store) {
      // SQLite's one writer holds them one after the other: all end when the future is there.
      for (int i = 0; i < writers; ++i) {
        store.submit(
            Access::write, [this](Session&) { opened_.wait(); },
            [this](std::exception_ptr) { ended_.count_down(); });
      }
    }
    ~Hold() {
      open_.set_value();
      ended_.wait();
    }

   private:
    static constexpr int writers = 4;
    std::promise<void> open_;
    std::shared_future<void> opened_ = open_.get_future().share();
    std::latch ended_{writers};
  };

  std::atomic<int> applied_ = 0;
  std::int64_t place_ = 0;
};
PATCHBAY_ON_BOTH_STORES(BatchContract);

TEST_P(BatchContract, rows_that_queue_up_share_transactions_and_keep_their_order) {
  std::vector<std::int64_t> results;
  {
    Batch<Note, std::int64_t> batch(store(), operation(), 40);
    for (int i = 0; i < 100; ++i)
      batch.submit(note(i + 100), [&](std::exception_ptr error, std::int64_t result) {
        EXPECT_FALSE(error);
        results.push_back(result);
      });
  }
  ASSERT_EQ(results.size(), 100u);
  for (std::int64_t i = 0; i < 100; ++i)
    EXPECT_EQ(results[static_cast<std::size_t>(i)], 2 * (i + 100));
  EXPECT_LT(applied_, 100);
  EXPECT_GE(applied_, 3) << "40 rows at most in one";
  auto stored = amounts();
  ASSERT_EQ(stored.size(), 100u);
  EXPECT_TRUE(std::is_sorted(stored.begin(), stored.end()));
}

TEST_P(BatchContract, a_bad_row_fails_alone) {
  std::vector<std::int64_t> good, bad;
  {
    Batch<Note, std::int64_t> batch(store(), operation());
    Hold hold(store());
    for (int i = 0; i < 33; ++i)
      batch.submit(note(i), [&, i](std::exception_ptr error, std::int64_t result) {
        (error ? bad : good).push_back(error ? i : result);
      });
  }
  EXPECT_EQ(bad, std::vector<std::int64_t>({13}));
  EXPECT_EQ(good.size(), 32u);
  EXPECT_TRUE(std::is_sorted(good.begin(), good.end()));
  EXPECT_EQ(amounts().size(), 32u);
}

TEST_P(BatchContract, an_unreachable_store_fails_all_without_halving) {
  std::atomic<int> failed = 0;
  auto down = [this](Session&, std::span<const Note>) -> std::vector<std::int64_t> {
    ++applied_;
    throw ErrorException(unavailable("The store is down."));
  };
  {
    Batch<Note, std::int64_t> batch(store(), down);
    Hold hold(store());
    for (int i = 0; i < 20; ++i)
      batch.submit(note(i),
                   [&](std::exception_ptr error, std::int64_t) { failed += error ? 1 : 0; });
  }
  EXPECT_EQ(failed, 20);
  EXPECT_LE(applied_, 2);
}

TEST_P(BatchContract, a_wrong_number_of_results_is_an_error_not_a_crash) {
  Batch<Note, std::int64_t> batch(
      store(), [](Session&, std::span<const Note>) { return std::vector<std::int64_t>(); });
  std::promise<bool> failed;
  batch.submit(note(1),
               [&](std::exception_ptr e, std::int64_t) { failed.set_value(e != nullptr); });
  EXPECT_TRUE(failed.get_future().get());
}

TEST_P(BatchContract, callers_on_a_loop_are_answered_there) {
  Batch<Note, std::int64_t> batch(store(), operation());
  boost::asio::io_context loop;
  std::int64_t sum = 0, failures = 0;
  auto caller = [](auto& operation, std::int64_t i, std::int64_t& total,
                   std::int64_t& failed) -> Async<void> {
    auto row = note(i);
    try {
      total += co_await operation.submit(std::move(row));
    } catch (const ErrorException& e) {
      EXPECT_EQ(e.error().kind, ErrorKind::conflict);
      ++failed;
    }
  };
  for (std::int64_t i = 0; i < 64; ++i)
    boost::asio::co_spawn(loop, caller(batch, i, sum, failures), boost::asio::detached);
  loop.run();
  EXPECT_EQ(sum, 2 * (63 * 64 / 2 - 13));
  EXPECT_EQ(failures, 1);
  EXPECT_LT(applied_, 64);
}

TEST_P(BatchContract, many_threads_lose_nothing) {
  std::atomic<std::int64_t> answered = 0;
  {
    Batch<Note, std::int64_t> batch(store(), operation());
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i)
          batch.submit(note(1000 * (t + 1) + i),
                       [&](std::exception_ptr error, std::int64_t) { answered += error ? 0 : 1; });
      });
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(answered, 800);
  EXPECT_EQ(amounts().size(), 800u);
}

}  // namespace
}  // namespace patchbay::store
