// Transactions: committed or not at all, errors to the caller, nothing lost at the end.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class StoreContract : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    write([](Session& s) {
      execute(s, "CREATE TABLE notes (id TEXT PRIMARY KEY, amount BIGINT NOT NULL, note TEXT)");
    });
  }
  static void add(Session& s, const std::string& id, std::int64_t amount) {
    execute(s, "INSERT INTO notes (id, amount) VALUES (:id, :amount)",
            {{"id", id}, {"amount", amount}});
  }
  std::int64_t count() {
    return read(
        [](Session& s) { return *query_value<std::int64_t>(s, "SELECT COUNT(*) FROM notes"); });
  }
};
PATCHBAY_ON_BOTH_STORES(StoreContract);

TEST_P(StoreContract, values_come_back_as_they_went_in) {
  const std::int64_t big = 9'007'199'254'740'993, low = INT64_MIN;
  write([&](Session& s) {
    execute(s, "INSERT INTO notes VALUES (:id, :amount, :note)",
            {{"id", "o'k \"x\" \\ ü 😀 :name\n"}, {"amount", big}, {"note", std::nullopt}});
    execute(s, "INSERT INTO notes VALUES (:id, :amount, :note)",
            {{"id", ""}, {"amount", low}, {"note", std::optional<std::string>("")}});
  });
  std::vector<std::tuple<std::string, std::int64_t, std::optional<std::string>>> found;
  auto rows = read([&](Session& s) {
    return query(s, "SELECT id, amount, note FROM notes ORDER BY amount DESC",
                 [&](std::string id, std::int64_t amount, std::optional<std::string> note) {
                   found.emplace_back(std::move(id), amount, std::move(note));
                 });
  });
  ASSERT_EQ(rows, 2);
  EXPECT_EQ(found[0], std::make_tuple("o'k \"x\" \\ ü 😀 :name\n", big, std::nullopt));
  EXPECT_EQ(found[1], std::make_tuple("", low, std::optional<std::string>("")));
}

TEST_P(StoreContract, sums_counts_and_booleans_are_integers) {
  write([](Session& s) {
    add(s, "a", 4'000'000'000);
    add(s, "b", 4'000'000'000);
  });
  read([](Session& s) {
    EXPECT_EQ(query_value<std::int64_t>(s, "SELECT SUM(amount) FROM notes"), 8'000'000'000);
    EXPECT_EQ(query_value<bool>(s, "SELECT EXISTS (SELECT 1 FROM notes WHERE id = 'a')"), true);
    EXPECT_EQ(query_value<std::int64_t>(s, "SELECT SUM(amount) FROM notes WHERE id = 'z'"),
              std::nullopt);
  });
}

TEST_P(StoreContract, a_null_where_none_may_be_is_an_error) {
  write([](Session& s) { add(s, "a", 1); });
  auto reads_null = [](Session& s) { query(s, "SELECT note FROM notes", [](std::string) {}); };
  EXPECT_THROW(read(reads_null), ErrorException);
  EXPECT_EQ(count(), 1);
}

TEST_P(StoreContract, what_throws_is_rolled_back_and_thrown) {
  auto work = [](Session& s) {
    add(s, "a", 1);
    throw std::runtime_error("changed my mind");
  };
  try {
    write(work);
    FAIL() << "nothing thrown";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "changed my mind");
  }
  EXPECT_EQ(count(), 0);
}

TEST_P(StoreContract, a_key_taken_twice_is_a_conflict_without_values) {
  write([](Session& s) { add(s, "very-secret-value", 1); });
  try {
    write([](Session& s) { add(s, "very-secret-value", 2); });
    FAIL() << "nothing thrown";
  } catch (const ErrorException& e) {
    EXPECT_EQ(e.error().kind, ErrorKind::conflict);
    EXPECT_EQ(std::string(e.what()).find("very-secret-value"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("INSERT INTO notes"), std::string::npos) << e.what();
  }
  EXPECT_EQ(count(), 1);
}

TEST_P(StoreContract, a_failed_statement_can_be_run_again_later) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(write([](Session& s) {
                   add(s, "a", 1);
                   add(s, "a", 1);
                 }),
                 ErrorException);
  }
  write([](Session& s) { add(s, "a", 1); });
  EXPECT_EQ(count(), 1);
}

TEST_P(StoreContract, a_dropped_error_never_commits_half) {
  auto work = [](Session& s) {
    add(s, "a", 1);
    try {
      add(s, "a", 1);
    } catch (const ErrorException&) {
    }
  };
  try {
    write(work);
    EXPECT_EQ(count(), 1);  // SQLite: the first statement stands, and it was said so
  } catch (const ErrorException&) {
    EXPECT_EQ(count(), 0);
  }
}

TEST_P(StoreContract, broken_sql_and_text_say_so) {
  auto kind_of = [&](auto work) {
    try {
      write(work);
    } catch (const ErrorException& e) {
      return e.error().kind;
    }
    return ErrorKind::not_found;
  };
  EXPECT_EQ(kind_of([](Session& s) { execute(s, "SELEKT 1"); }), ErrorKind::internal);
  EXPECT_EQ(kind_of([](Session& s) { add(s, std::string("a\0b", 3), 1); }), ErrorKind::invalid);
  EXPECT_EQ(kind_of([](Session& s) { add(s, "\xff", 1); }), ErrorKind::invalid);
  EXPECT_EQ(kind_of([](Session& s) { add(s, "\xed\xa0\x80", 1); }), ErrorKind::invalid);
  EXPECT_EQ(count(), 0);
}

TEST_P(StoreContract, reads_cannot_write) {
  EXPECT_THROW(read([](Session& s) { add(s, "a", 1); }), ErrorException);
  EXPECT_EQ(count(), 0);
}

TEST_P(StoreContract, a_query_may_run_others_while_it_reads) {
  write([](Session& s) {
    for (int i = 0; i < 5; ++i) add(s, std::to_string(i), i);
    std::int64_t seen = 0;
    const char* sql = "SELECT id FROM notes WHERE amount >= :low";
    query(s, sql, {{"low", 0}}, [&](std::string) {
      query(s, sql, {{"low", 3}}, [&](std::string) { ++seen; });
    });
    EXPECT_EQ(seen, 10);
  });
}

TEST_P(StoreContract, callers_on_a_loop_get_their_values_there) {
  boost::asio::io_context loop;
  std::vector<std::int64_t> results;
  auto caller = [](Store& store, std::vector<std::int64_t>& out, int i) -> Async<void> {
    auto id = std::to_string(i);
    auto insert = [&](Session& s) { add(s, id, i); };
    co_await store.write(insert);
    auto owned = std::make_unique<int>(i);
    auto work = [&id, owned = std::move(owned)](Session& s) {
      return query_value<std::int64_t>(s, "SELECT amount FROM notes WHERE id = :id", {{"id", id}})
                 .value() +
             *owned;
    };
    out.push_back(co_await store.read(work));
  };
  for (int i = 0; i < 64; ++i)
    boost::asio::co_spawn(loop, caller(store(), results, i), boost::asio::detached);
  loop.run();
  std::sort(results.begin(), results.end());
  ASSERT_EQ(results.size(), 64u);
  for (std::int64_t i = 0; i < 64; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)], 2 * i);
}

TEST_P(StoreContract, closing_finishes_what_was_submitted_and_what_that_submits) {
  std::atomic<int> done = 0;
  Store& closing = store();
  for (int i = 0; i < 50; ++i) {
    store().submit(
        Access::write, [i](Session& s) { add(s, std::to_string(i), i); },
        [&done, &closing](std::exception_ptr error) {
          EXPECT_FALSE(error);
          closing.submit(
              Access::read, [](Session&) {}, [&done](std::exception_ptr) { ++done; });
        });
  }
  reopen();
  EXPECT_EQ(done, 50);
  EXPECT_EQ(count(), 50);
}

TEST(StoreUrl, a_store_that_is_down_gives_one_sentence_with_reason_and_remedy) {
  auto opened = open_store({.url = "postgresql://bob:pa55word@127.0.0.1:1/db"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(opened.error().message,
            "The store postgresql://bob@127.0.0.1:1/db cannot be reached: connection to server at "
            "\"127.0.0.1\", port 1 failed: Connection refused. Start PostgreSQL, or correct the "
            "store's URL, user or password.");
}

TEST(StoreUrl, a_path_may_hold_blanks_and_equals_signs) {
  TemporaryFolder folder;
  for (const char* name : {"a b.db", "a=b.db", "key=\tü a.db"}) {
    auto path = folder.path() / name;
    EXPECT_TRUE(open_store({.url = "sqlite://" + path.string()}));
    EXPECT_GT(std::filesystem::file_size(path), 0u) << name;
    auto mode = std::filesystem::status(path).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

TEST(StoreUrl, a_file_that_is_no_database_stays_as_it_is) {
  TemporaryFolder folder;
  auto path = folder.path() / "notes.txt";
  std::string text(5000, 'x');
  std::ofstream(path) << text;
  auto opened = open_store({.url = "sqlite://" + path.string()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
  EXPECT_EQ(std::filesystem::file_size(path), 5000u);
}

TEST(StoreUrl, tells_what_is_wrong_without_the_password) {
  for (const char* url :
       {"mysql://x", "sqlite://relative.db", "sqlite:///", "", "sqlite:///no/such/folder/x.db",
        "postgresql://bob:pa55word@127.0.0.1:1/db",
        "postgresql://bob:pa55word@127.0.0.1:1/db?unknown=1",
        "postgresql://127.0.0.1:1/db?user=bob&password=pa55word"}) {
    auto opened = open_store({.url = url});
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().message.find("pa55word"), std::string::npos) << opened.error().message;
    EXPECT_EQ(opened.error().message.find('\n'), std::string::npos) << opened.error().message;
  }
}

}  // namespace
}  // namespace patchbay::store
