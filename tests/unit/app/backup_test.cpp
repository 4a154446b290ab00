#include <sys/stat.h>

#include <fstream>

#include "hub/crypto/digest.h"
#include "tests/unit/app/backup_support.h"

namespace patchbay::app {
namespace {

PATCHBAY_ON_BOTH_STORES(BackupTest);
/// What does not depend on the kind of store.
class BackupFile : public BackupTest {};
INSTANTIATE_TEST_SUITE_P(Sqlite, BackupFile, ::testing::Values(store::Dialect::sqlite));

template <class T>
std::string error_of(const Result<T>& result) {
  return result ? "" : result.error().message;
}

std::string reward_state(store::Session& s, const std::string& id) {
  return store::query_value<std::string>(s, "SELECT state FROM rewards WHERE id = :id",
                                         {{"id", id}})
      .value_or("");
}

TEST_P(BackupTest, is_one_moment_while_a_writer_is_at_work) {
  for (int i = 0; i < 200; ++i) post(i);
  std::atomic<bool> stop = false;
  std::atomic<int> posted = 200;
  std::thread writer([&] {
    while (!stop) post(posted++);
  });
  const int before = posted;
  const auto manifest = make_backup(backup_to("b.tar"), silent());
  stop = true;
  writer.join();
  ASSERT_TRUE(manifest) << error_of(manifest);
  const auto orders = manifest->store.rows.at("orders");
  EXPECT_GE(orders, before - 1);  // one may be on its way to its commit
  EXPECT_LE(orders, posted);
  EXPECT_EQ(manifest->store.rows.at("ledger_transfers"), orders);

  const auto report = restore_backup(restore_from("b.tar"), silent());
  ASSERT_TRUE(report) << error_of(report);
  auto fresh = open_fresh();
  fresh->run_blocking(store::Access::read, [&](store::Session& s) {
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM orders"), orders);
    // Every transfer up to the last one, none after: a prefix of what was committed.
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT SUM(amount) FROM ledger_transfers"),
              orders * (orders + 1) / 2);
    EXPECT_EQ(store::query_value<std::int64_t>(
                  s, "SELECT SUM(debits) - SUM(credits) FROM ledger_accounts"),
              0);
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT SUM(debits) FROM ledger_accounts"),
              orders * (orders + 1) / 2);
  });
}

TEST_P(BackupTest, restored_store_takes_new_work_and_doubts_what_was_open) {
  post(0);
  for (const auto* state : {"pending", "processing", "unconfirmed", "issued", "failed"})
    add_reward(state, state);
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  const Timestamp before = system_clock().now();
  const auto report = restore_backup(restore_from("b.tar"), silent());
  ASSERT_TRUE(report) << error_of(report);
  EXPECT_EQ(report->doubted, 4) << "the failed one too: it may have been issued since";
  auto fresh = open_fresh();
  fresh->run_blocking(store::Access::write, [&](store::Session& s) {
    for (const auto* state : {"pending", "processing", "unconfirmed"})
      EXPECT_EQ(reward_state(s, state), "unconfirmed");
    EXPECT_EQ(reward_state(s, "issued"), "issued");
    EXPECT_EQ(reward_state(s, "failed"), "failed");
    EXPECT_GE(store::query_value<std::int64_t>(
                  s, "SELECT MIN(unknown_since) FROM rewards WHERE unknown_since IS NOT NULL"),
              before.micros)
        << "by the store's clock, not by the backup's";
    EXPECT_EQ(store::query_value<std::int64_t>(
                  s, "SELECT COUNT(*) FROM reward_moves WHERE actor = 'restore'"),
              2);
    // Keys that count themselves go on where they were.
    store::execute(s,
                   "INSERT INTO events (organisation_id, id, type, subject, data, dedup_key, "
                   "occurred_at) VALUES ('o', 'e', 't', 's', '{}', 'd', 1)");
  });
}

TEST_P(BackupFile, holds_the_keys_and_puts_them_where_there_are_none) {
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  struct stat status {};
  ASSERT_EQ(::stat(path("b.tar").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto report = restore_backup(restore_from("b.tar"), silent());
  ASSERT_TRUE(report) << error_of(report);
  EXPECT_EQ(report->key_file, path("restored.keys"));
  const auto keys = crypto::KeyRing::parse(read_file(path("restored.keys")).value()).value();
  EXPECT_EQ(keys.open(ring().seal("x", "c"), "c").value().reveal(), "x");
}

TEST_P(BackupFile, seals_the_keys_under_a_passphrase) {
  auto order = backup_to("b.tar");
  order.passphrase = Secret("correct horse");
  ASSERT_TRUE(make_backup(order, silent()));
  EXPECT_EQ(read_file(path("b.tar")).value().find(std::string(64, 'a')), std::string::npos);
  auto restore = restore_from("b.tar");
  EXPECT_NE(error_of(restore_backup(restore, silent())).find("--passphrase-file"),
            std::string::npos);
  restore.passphrase = Secret("wrong horse");
  EXPECT_NE(error_of(restore_backup(restore, silent())).find("another passphrase"),
            std::string::npos);
  restore.passphrase = Secret("correct horse");
  const auto report = restore_backup(restore, silent());
  EXPECT_TRUE(report) << error_of(report);
}

TEST_P(BackupFile, refuses_a_key_ring_that_cannot_open_what_it_restores) {
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  auto restore = restore_from("b.tar");
  ASSERT_TRUE(write_file(restore.key_file, "other " + std::string(64, 'b') + "\n"));
  const auto text = error_of(restore_backup(restore, silent()));
  EXPECT_NE(text.find("k7"), std::string::npos) << text;
  EXPECT_TRUE(store::look_at(fresh_url()).value().is_empty);
}

TEST_P(BackupTest, replaces_only_when_told_and_keeps_what_was_there) {
  post(0);
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  ASSERT_TRUE(restore_backup(restore_from("b.tar"), silent()));
  post(1);
  ASSERT_TRUE(make_backup(backup_to("c.tar"), silent()));
  auto again = restore_from("c.tar");
  EXPECT_NE(error_of(restore_backup(again, silent())).find("--replace"), std::string::npos);
  again.replaces = true;
  again.keys = ring();
  const auto report = restore_backup(again, silent());
  ASSERT_TRUE(report) << error_of(report);
  open_fresh()->run_blocking(store::Access::read, [](store::Session& s) {
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM orders"), 2);
  });
  auto back = again;
  back.file = report->replaced_backup;
  ASSERT_TRUE(restore_backup(back, silent()));
  open_fresh()->run_blocking(store::Access::read, [](store::Session& s) {
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM orders"), 1);
  });
}

TEST_P(BackupTest, leaves_a_store_alone_that_a_hub_has_open) {
  post(0);
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  ASSERT_TRUE(restore_backup(restore_from("b.tar"), silent()));
  auto hub = open_fresh();
  auto again = restore_from("b.tar");
  again.replaces = true;
  const auto text = error_of(restore_backup(again, silent()));
  EXPECT_NE(text.find("stop every hub"), std::string::npos) << text;
}

TEST_P(BackupFile, never_overwrites_a_file) {
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  const auto second = make_backup(backup_to("b.tar"), silent());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

/// A program in a folder that is the only one on the PATH.
class OnlyProgram {
 public:
  explicit OnlyProgram(const std::string& script) {
    const auto file = (folder_.path() / "pg_dump").string();
    if (!script.empty()) {
      std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
      ::chmod(file.c_str(), 0700);
    }
    ::setenv("PATH", folder_.path().c_str(), 1);
  }
  ~OnlyProgram() { ::setenv("PATH", path_.c_str(), 1); }
  OnlyProgram(const OnlyProgram&) = delete;

 private:
  TemporaryFolder folder_;
  std::string path_ = std::getenv("PATH");
};

TEST_P(BackupTest, says_which_program_of_postgresql_is_missing_or_too_old) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "SQLite needs none";
  for (const auto& [script, wanted] :
       {std::pair{"", "apt-get install postgresql-client"},
        {"echo 'pg_dump (PostgreSQL) 9.6.1'", "pg_dump is of version 9"},
        {"case $1 in --version) echo 'pg_dump (PostgreSQL) 99.0';; *) echo 'pg_dump: error: disk "
         "full' >&2; exit 1;; esac",
         "disk full"}}) {
    const OnlyProgram program(script);
    const auto made = make_backup(backup_to("b.tar"), silent());
    ASSERT_FALSE(made) << wanted;
    EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
    EXPECT_NE(error_of(made).find(wanted), std::string::npos) << error_of(made);
    EXPECT_FALSE(std::filesystem::exists(path("b.tar")));
  }
}

/// What a damaged archive must never do: touch anything.
TEST_P(BackupFile, refuses_every_damage_and_touches_nothing) {
  post(0);
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  const auto whole = read_file(path("b.tar")).value();
  const auto keys = whole.find("k7 ");
  std::vector<std::pair<std::string, std::string>> damages{
      {"empty", ""},
      {"one byte", whole.substr(0, 1)},
      {"half", whole.substr(0, whole.size() / 2)},
      {"without its end", whole.substr(0, whole.size() - 1)},
      {"without its last blocks", whole.substr(0, whole.size() - 1024)},
      {"with more", whole + "x"},
      {"text", std::string(4096, 'x')}};
  for (const std::size_t at : {std::size_t{0}, std::size_t{124}, std::size_t{150}, std::size_t{700},
                               whole.size() / 2, keys, whole.rfind("  manifest.json") - 1}) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    damages.emplace_back("flipped at " + std::to_string(at), flipped);
  }
  for (const auto& [what, bytes] : damages) {
    ASSERT_TRUE(write_file(path("damaged.tar"), bytes));
    const auto restored = restore_backup(restore_from("damaged.tar"), silent());
    ASSERT_FALSE(restored) << what;
    EXPECT_EQ(restored.error().kind, ErrorKind::corrupt) << what << ": " << error_of(restored);
    EXPECT_TRUE(store::look_at(fresh_url()).value().is_empty) << what;
    EXPECT_FALSE(std::filesystem::exists(path("restored.keys"))) << what;
  }
}

TEST_P(BackupTest, refuses_a_newer_schema_and_another_dialect) {
  write([](store::Session& s) {
    store::execute(s,
                   "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES "
                   "(9999, 'future', '', 1)");
  });
  ASSERT_TRUE(make_backup(backup_to("b.tar"), silent()));
  auto order = restore_from("b.tar");
  const auto newer = restore_backup(order, silent());
  EXPECT_NE(error_of(newer).find("newer than this program"), std::string::npos) << error_of(newer);
  const char* server = std::getenv("PATCHBAY_TEST_POSTGRES");
  if (!server) return;
  order.store_url = GetParam() == store::Dialect::sqlite ? server : "sqlite://" + path("other.db");
  const auto other = restore_backup(order, silent());
  EXPECT_NE(error_of(other).find("cannot go into a"), std::string::npos) << error_of(other);
}

}  // namespace
}  // namespace patchbay::app
