// The schema: applied once, whoever comes first; never a newer one, never a changed one.

#include "hub/store/migrate.h"

#include <sys/wait.h>

#include <thread>

#include "tests/support/stores.h"

namespace patchbay::store {
namespace {

class MigrationContract : public StoreTest {
 protected:
  /// A connection to the test's database. That has been migrated with the real files.
  std::unique_ptr<Connection> open() {
    return connect(parse_store_url(url()).value(), Access::write);
  }
  std::int64_t applied() {
    return read([](Session& s) {
      return *query_value<std::int64_t>(s, "SELECT COUNT(*) FROM schema_migrations");
    });
  }
  Error error_of_reopen() {
    close();
    auto opened = open_store({.url = url()});
    EXPECT_FALSE(opened);
    return opened ? internal("it opened") : opened.error();
  }
};
PATCHBAY_ON_BOTH_STORES(MigrationContract);

TEST_P(MigrationContract, opening_again_changes_nothing) {
  auto before = applied();
  EXPECT_EQ(before, static_cast<std::int64_t>(embedded_migrations().size()));
  reopen();
  EXPECT_EQ(applied(), before);
}

TEST_P(MigrationContract, a_newer_schema_is_refused) {
  write([](Session& s) {
    execute(s, "INSERT INTO schema_migrations VALUES (9999, 'from_the_future', 'x', 0)");
  });
  auto error = error_of_reopen();
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_NE(error.message.find("9999 (from_the_future)"), std::string::npos) << error.message;
}

TEST_P(MigrationContract, a_changed_migration_is_corrupt) {
  write([](Session& s) {
    execute(s, "UPDATE schema_migrations SET checksum = 'other' WHERE version = 1");
  });
  auto error = error_of_reopen();
  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  EXPECT_NE(error.message.find("1 (events)"), std::string::npos) << error.message;
}

/// Our migrations and one more: those of a newer program.
std::vector<EmbeddedFile> newer() {
  std::vector<EmbeddedFile> files(embedded_migrations().begin(), embedded_migrations().end());
  files.push_back({"9000_newer.sql",
                   "ALTER TABLE sync_cursors ADD COLUMN newer TEXT NOT NULL DEFAULT '';\n"
                   "CREATE TABLE newer (a BIGINT);\n"});
  return files;
}

std::int64_t add_cursor(Session& session, int number) {
  return execute(session,
                 "INSERT INTO sync_cursors (organisation_id, partner, position, rejects, "
                 "rejects_bytes, updated_at) VALUES ('o', :partner, '', 0, 0, 0)",
                 {{"partner", std::to_string(number)}});
}

TEST_P(MigrationContract, the_program_before_works_on_while_a_newer_one_migrates) {
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread old_hub([&] {
    while (!stop) {
      write([&](Session& s) { add_cursor(s, written); });
      read([](Session& s) { query_value<std::string>(s, "SELECT partner FROM sync_cursors"); });
      ++written;
    }
  });
  const auto wait_for_more = [&] {
    for (const int until = written + 20; written < until;) std::this_thread::yield();
  };
  wait_for_more();
  auto connection = open();
  migrate(*connection, newer());
  wait_for_more();  // an error would have ended the process
  stop = true;
  old_hub.join();
  EXPECT_EQ(read([](Session& s) {
              return query_value<std::int64_t>(s, "SELECT COUNT(*) FROM sync_cursors");
            }),
            written);
  connection.reset();
  EXPECT_EQ(error_of_reopen().kind, ErrorKind::refused);
}

/// A reader that does not end keeps a migration waiting; whoever comes after it must not wait too.
/// The reader here ends only when the writer is through: without a lock's limit all would stand.
TEST_P(MigrationContract, waits_for_its_lock_without_holding_up_others) {
  std::promise<void> reading, wrote;
  std::thread reader([&] {
    read([&](Session& s) {
      query_value<std::string>(s, "SELECT partner FROM sync_cursors");
      reading.set_value();
      wrote.get_future().wait();
    });
  });
  reading.get_future().wait();
  std::thread migrating([this] {
    auto connection = open();
    migrate(*connection, newer());
  });
  const auto waiting = [](Session& s) {
    return query_value<bool>(s,
                             "SELECT COUNT(*) > 0 FROM pg_locks JOIN pg_class ON relation = oid "
                             "WHERE NOT granted AND relname = 'sync_cursors' AND relnamespace = "
                             "current_schema()::regnamespace")
        .value_or(false);
  };
  if (GetParam() == Dialect::postgresql)
    while (!read(waiting)) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) write([i](Session& s) { add_cursor(s, i); });
  wrote.set_value();
  reader.join();
  migrating.join();
  write([](Session& s) { execute(s, "UPDATE sync_cursors SET newer = 'x'"); });
}

TEST_P(MigrationContract, a_failing_migration_leaves_nothing_behind) {
  auto before = applied();
  std::vector<EmbeddedFile> files(embedded_migrations().begin(), embedded_migrations().end());
  files.push_back({"9000_half.sql",
                   "CREATE TABLE half (a BIGINT);\nINSERT INTO half VALUES (1);\nSELEKT 1;\n"});
  auto connection = open();
  EXPECT_THROW(migrate(*connection, files), ErrorException);
  connection.reset();
  EXPECT_EQ(applied(), before);
  EXPECT_THROW(read([](Session& s) { execute(s, "SELECT a FROM half"); }), ErrorException);
}

TEST_P(MigrationContract, semicolons_in_text_and_serials_are_understood) {
  std::vector<EmbeddedFile> files(embedded_migrations().begin(), embedded_migrations().end());
  files.push_back(
      {"9000_odd.sql",
       "-- a comment; with one\nCREATE TABLE odd (\n  id @serial@,\n  note TEXT DEFAULT "
       "'a;\nb' -- another;\n);\nINSERT INTO odd (note) VALUES ('x;y;\n');\n"
       "INSERT INTO odd DEFAULT VALUES;\n"});
  auto connection = open();
  migrate(*connection, files);
  connection->begin(Access::write);
  Session session(*connection);
  std::vector<std::pair<std::int64_t, std::string>> rows;
  query(session, "SELECT id, note FROM odd ORDER BY id",
        [&](std::int64_t id, std::string note) { rows.emplace_back(id, std::move(note)); });
  connection->commit();
  EXPECT_EQ(rows, (std::vector<std::pair<std::int64_t, std::string>>{{1, "x;y;\n"}, {2, "a;\nb"}}));
}

TEST_P(MigrationContract, processes_that_start_at_once_agree) {
  write([](Session& s) { execute(s, "DROP TABLE schema_migrations"); });
  close();
  std::vector<EmbeddedFile> files;
  std::vector<std::string> names;
  for (int i = 1; i <= 5; ++i) names.push_back("000" + std::to_string(i) + "_step.sql");
  std::vector<std::string> texts;
  for (int i = 1; i <= 5; ++i)
    texts.push_back("CREATE TABLE step" + std::to_string(i) + " (a BIGINT);");
  for (std::size_t i = 0; i < 5; ++i) files.push_back({names[i], texts[i]});

  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int code = 0;
      try {
        auto connection = open();
        migrate(*connection, files);
      } catch (const std::exception& e) {
        std::fprintf(stderr, "child: %s\n", e.what());
        code = 1;
      }
      ::_exit(code);
    }
    children.push_back(child);
  }
  for (auto child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  auto connection = open();
  connection->begin(Access::read);
  Session session(*connection);
  EXPECT_EQ(query_value<std::int64_t>(session, "SELECT COUNT(*) FROM schema_migrations"), 5);
  connection->rollback();
}

}  // namespace
}  // namespace patchbay::store
