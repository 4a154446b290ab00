#include "tests/support/stores.h"

#include <cstdlib>

namespace patchbay {
namespace {

constexpr const char* file_name = "test.db";

/// A folder with a migrated store, made once a process: migrating takes longer than most tests.
const TemporaryFolder& migrated() {
  static const TemporaryFolder folder;
  static const bool made =
      store::open_store({.url = "sqlite://" + (folder.path() / file_name).string()}).has_value();
  if (!made) throw std::runtime_error("no store can be made in " + folder.path().string());
  return folder;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "patchbay-test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed for " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

StoreTest::StoreTest() = default;
StoreTest::~StoreTest() = default;

void StoreTest::SetUp() {
  if (GetParam() == store::Dialect::sqlite) {
    folder_ = std::make_unique<TemporaryFolder>();
    std::filesystem::copy(migrated().path(), folder_->path());
    url_ = "sqlite://" + (folder_->path() / file_name).string();
  } else {
    const char* server = std::getenv("PATCHBAY_TEST_POSTGRES");
    if (!server) GTEST_SKIP() << "PATCHBAY_TEST_POSTGRES is not set: run tests/postgres.sh";
    schema_ = std::make_unique<TemporarySchema>(server);
    url_ = schema_->url();
  }
  reopen();
  if (schema_) schema_->is_migrated();
}

void StoreTest::TearDown() { close(); }

void StoreTest::reopen() {
  close();
  store_ = store::open_store({.url = url_}).value();
}

void StoreTest::close() { store_.reset(); }

}  // namespace patchbay
