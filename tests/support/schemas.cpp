#include "tests/support/schemas.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <vector>

#include "hub/store/query.h"
#include "hub/store/store.h"

namespace patchbay {
namespace {

/// Of this process. Those that are left are dropped when its tests have ended.
class Schemas : public ::testing::Environment {
 public:
  static Schemas& of(const std::string& server) {
    // gtest owns it and calls TearDown.
    static auto* const schemas =
        static_cast<Schemas*>(::testing::AddGlobalTestEnvironment(new Schemas(server)));
    return *schemas;
  }

  /// An empty one: migrated before, or new.
  std::string take() {
    if (!empty_.empty()) {
      auto name = std::move(empty_.back());
      empty_.pop_back();
      return name;
    }
    auto name = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count_);
    run("CREATE SCHEMA " + name);
    return name;
  }
  /// Its store is open: what it is like now is what a migrated schema is like.
  void remember(const std::string& name) {
    if (!migrated_) migrated_ = shape(name);
  }
  void give_back(const std::string& name) {
    if (!migrated_ || shape(name) != migrated_) return run("DROP SCHEMA " + name + " CASCADE");
    clear(name);
    empty_.push_back(name);
  }
  void TearDown() override {
    for (const auto& name : empty_) run("DROP SCHEMA " + name + " CASCADE");
    empty_.clear();
    admin_.reset();  // while OpenSSL still stands
  }

 private:
  explicit Schemas(std::string server) : server_(std::move(server)) {}

  /// Opening the store also migrates the server's public schema, once.
  store::Store& admin() {
    if (!admin_) admin_ = store::open_store({.url = server_}).value();
    return *admin_;
  }
  void run(const std::string& sql) {
    admin().run_blocking(store::Access::write,
                         [&](store::Session& session) { store::execute(session, sql); });
  }

  /// Tables with their columns, triggers, functions and migrations. Nothing: not to be known.
  std::optional<std::string> shape(const std::string& name) {
    const std::string here = "to_regnamespace('" + name + "')";
    const std::string sql =
        "SELECT (SELECT string_agg(CAST(relname AS text) || relnatts || relhastriggers, ' '"
        " ORDER BY relname) FROM pg_class WHERE relnamespace = " +
        here + ") || (SELECT COUNT(*) FROM pg_proc WHERE pronamespace = " + here +
        ") || (SELECT string_agg(version || name || checksum, ' ' ORDER BY version) FROM " + name +
        ".schema_migrations)";
    try {
      return admin().run_blocking(store::Access::read, [&](store::Session& session) {
        return store::query_value<std::string>(session, sql);
      });
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

  /// Rows go, and counted keys begin at 1 again.
  void clear(const std::string& name) {
    run("DO $$ DECLARE one RECORD; BEGIN"
        " FOR one IN SELECT CAST(oid AS regclass) AS name, relkind FROM pg_class"
        " WHERE relnamespace = to_regnamespace('" +
        name +
        "') AND relkind IN ('r', 'S')"
        " AND relname <> 'schema_migrations' LOOP"
        " IF one.relkind = 'S' THEN PERFORM setval(one.name, 1, false);"
        " ELSE EXECUTE 'DELETE FROM ' || one.name; END IF; END LOOP; END $$");
  }

  const std::string server_;
  std::unique_ptr<store::Store> admin_;
  std::vector<std::string> empty_;
  std::optional<std::string> migrated_;
  int count_ = 0;
};

}  // namespace

TemporarySchema::TemporarySchema(std::string server)
    : server_(std::move(server)), name_(Schemas::of(server_).take()) {}

TemporarySchema::~TemporarySchema() {
  try {
    Schemas::of(server_).give_back(name_);
  } catch (const std::exception& e) {
    ADD_FAILURE() << "cannot clear " << name_ << ": " << e.what();
  }
}

std::string TemporarySchema::url() const {
  return server_ + "?application_name=" + name_ + "&options=-csearch_path%3D" + name_;
}

void TemporarySchema::is_migrated() { Schemas::of(server_).remember(name_); }

}  // namespace patchbay
