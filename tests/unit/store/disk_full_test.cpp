// A full disk on SQLite: by PRAGMA max_page_count, which SQLite reports as it does ENOSPC.

#include <soci/soci.h>

#include "hub/store/batch.h"
#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class DiskFull : public testing::Test {
 protected:
  void limit_pages(int pages) {
    store_->run_blocking(Access::write, [pages](Session& session) {
      session.sql() << "PRAGMA max_page_count = " + std::to_string(pages);
    });
  }
  std::int64_t insert(const std::string& id) {
    return store_->run_blocking(Access::write, [&](Session& session) {
      return execute(session,
                     "INSERT INTO installation (organisation_id, name, value) VALUES ('o', :id, "
                     ":value)",
                     {{"id", id}, {"value", std::string(20'000, 'x')}});
    });
  }
  std::int64_t count() {
    return store_->run_blocking(Access::read, [](Session& session) {
      return query_value<std::int64_t>(session, "SELECT COUNT(*) FROM installation").value();
    });
  }
  /// Inserts until the store refuses; the error.
  Error fill() {
    for (int i = 0; i < 10'000; ++i) {
      try {
        insert("filling-" + std::to_string(i));
        ++accepted_;
      } catch (const ErrorException& error) {
        return error.error();
      }
    }
    return internal("it was never full");
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ =
      open_store({.url = "sqlite://" + (folder_.path() / "full.db").string()}).value();
  std::int64_t accepted_ = 0;
};

TEST_F(DiskFull, is_said_loses_nothing_and_ends_by_itself) {
  limit_pages(200);
  const auto error = fill();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.message.find("disk of the store is full"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("free some space"), std::string::npos) << error.message;
  EXPECT_EQ(error.message.find("xxxx"), std::string::npos) << "values do not belong in messages";
  EXPECT_GT(accepted_, 0);
  EXPECT_EQ(count(), accepted_);
  limit_pages(100'000);
  EXPECT_EQ(insert("after"), 1);
  EXPECT_EQ(count(), accepted_ + 1);
}

TEST_F(DiskFull, work_that_makes_light_of_it_leaves_nothing_half_done) {
  limit_pages(200);
  const auto insert_one = [](Session& session, const std::string& id, std::size_t size) {
    execute(session,
            "INSERT INTO installation (organisation_id, name, value) VALUES ('o', :id, :v)",
            {{"id", id}, {"v", std::string(size, 'x')}});
  };
  const auto work = [&](Session& session) {
    insert_one(session, "before", 1);
    try {
      insert_one(session, "too big", 2'000'000);
    } catch (const ErrorException&) {
    }
    insert_one(session, "after", 1);  // SQLite rolled back: on its own this would be committed
  };
  try {
    store_->run_blocking(Access::write, work);
    FAIL() << "a transaction that is gone was said to be committed";
  } catch (const ErrorException& error) {
    EXPECT_NE(error.error().message.find("disk of the store is full"), std::string::npos)
        << error.error().message;
  }
  EXPECT_EQ(count(), 0);
}

TEST_F(DiskFull, answers_every_row_of_a_batch) {
  limit_pages(200);
  fill();
  Batch<int, int> batch(*store_, [this](Session& session, std::span<const int> rows) {
    for (const int row : rows)
      execute(session,
              "INSERT INTO installation (organisation_id, name, value) VALUES ('b', :id, :value)",
              {{"id", std::to_string(row)}, {"value", std::string(20'000, 'y')}});
    return std::vector<int>(rows.size(), 1);
  });
  std::atomic<int> refused = 0;
  std::promise<void> all;
  for (int i = 0; i < 50; ++i)
    batch.submit(i, [&](std::exception_ptr error, int) {
      EXPECT_TRUE(error);
      if (++refused == 50) all.set_value();
    });
  all.get_future().wait();
  EXPECT_EQ(count(), accepted_);
}

}  // namespace
}  // namespace patchbay::store
