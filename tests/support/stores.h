#pragma once
// Tests that run over both databases: a fresh, migrated store for each test.
//
//   class QueueTest : public patchbay::StoreTest {};
//   PATCHBAY_ON_BOTH_STORES(QueueTest);
//   TEST_P(QueueTest, claims_once) { write([&](store::Session& s) { … }); }
//
// PostgreSQL cases are skipped unless PATCHBAY_TEST_POSTGRES names a server
// (tests/postgres.sh COMMAND starts one).

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "hub/store/store.h"

namespace patchbay {

/// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "patchbay-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed for " + pattern);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A schema of its own on the test server; gone with the object.
class TemporarySchema {
 public:
  explicit TemporarySchema(const std::string& server) : server_(server) {
    static std::atomic<int> count = 0;
    name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    run("CREATE SCHEMA " + name_);
  }
  ~TemporarySchema() {
    try {
      run("DROP SCHEMA " + name_ + " CASCADE");
    } catch (const std::exception& e) {
      ADD_FAILURE() << "cannot drop " << name_ << ": " << e.what();
    }
  }
  TemporarySchema(const TemporarySchema&) = delete;
  TemporarySchema& operator=(const TemporarySchema&) = delete;
  std::string url() const {
    return server_ + "?application_name=" + name_ + "&options=-csearch_path%3D" + name_;
  }

 private:
  /// One for the process: it also migrates the server's public schema, once.
  store::Store& admin() {
    static auto store = store::open_store({.url = server_}).value();
    return *store;
  }
  void run(const std::string& sql) {
    admin().run_blocking(store::Access::write,
                         [&](store::Session& session) { store::execute(session, sql); });
  }

  std::string server_;
  std::string name_;
};

class StoreTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (GetParam() == store::Dialect::sqlite) {
      folder_ = std::make_unique<TemporaryFolder>();
      url_ = "sqlite://" + (folder_->path() / "test.db").string();
    } else {
      const char* server = std::getenv("PATCHBAY_TEST_POSTGRES");
      if (!server) GTEST_SKIP() << "PATCHBAY_TEST_POSTGRES is not set: run tests/postgres.sh";
      schema_ = std::make_unique<TemporarySchema>(server);
      url_ = schema_->url();
    }
    reopen();
  }
  void TearDown() override { store_.reset(); }

  const std::string& url() const { return url_; }
  store::Store& store() { return *store_; }
  /// Closes (finishing what was submitted) and opens the same data again.
  void reopen() {
    store_.reset();
    store_ = store::open_store({.url = url_}).value();
  }
  void close() { store_.reset(); }

  template <class F>
  auto write(F fn) {
    return store_->run_blocking(store::Access::write, std::move(fn));
  }
  template <class F>
  auto read(F fn) {
    return store_->run_blocking(store::Access::read, std::move(fn));
  }

 private:
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<TemporarySchema> schema_;
  std::string url_;
  std::unique_ptr<store::Store> store_;
};

#define PATCHBAY_ON_BOTH_STORES(Fixture)                                                         \
  INSTANTIATE_TEST_SUITE_P(Stores, Fixture,                                                      \
                           ::testing::Values(::patchbay::store::Dialect::sqlite,                 \
                                             ::patchbay::store::Dialect::postgresql),            \
                           [](const auto& each) {                                                \
                             return std::string(each.param == ::patchbay::store::Dialect::sqlite \
                                                    ? "sqlite"                                   \
                                                    : "postgresql");                             \
                           })

}  // namespace patchbay
