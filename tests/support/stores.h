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

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "hub/store/store.h"
#include "tests/support/schemas.h"

namespace patchbay {

/// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class StoreTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  StoreTest();
  ~StoreTest() override;
  void SetUp() override;
  void TearDown() override;

  const std::string& url() const { return url_; }
  store::Store& store() { return *store_; }
  /// Closes (finishing what was submitted) and opens the same data again.
  void reopen();
  void close();

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
