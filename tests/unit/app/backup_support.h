#pragma once
// A store with a ledger in it, and a fresh place of the same kind.

#include <thread>

#include "hub/app/files.h"
#include "hub/app/operator/backup.h"
#include "hub/crypto/system_random.h"
#include "tests/support/stores.h"

namespace patchbay::app {

inline BackupSteps silent() {
  return {[](const std::string&) {}, {}};
}

/// A second database on the test server: one for all tests, with a schema of each store's name.
class FreshDatabase {
 public:
  explicit FreshDatabase(std::string server)
      : server_(std::move(server)), name_("fresh_" + std::to_string(::getpid())) {
    run(server_, "CREATE DATABASE " + name_);
  }
  ~FreshDatabase() { run(server_, "DROP DATABASE " + name_ + " WITH (FORCE)"); }
  FreshDatabase(const FreshDatabase&) = delete;

  std::string add_schema(const std::string& schema) const {
    const std::string database = server_.substr(0, server_.rfind('/') + 1) + name_;
    // Stores of one name come one after the other.
    run(database, "SET client_min_messages = error; DROP SCHEMA IF EXISTS " + schema +
                      " CASCADE; CREATE SCHEMA " + schema);
    return database + "?application_name=" + schema + "&options=-csearch_path%3D" + schema;
  }

 private:
  static void run(const std::string& url, const std::string& sql) {
    const auto command = "psql -X -q -v ON_ERROR_STOP=1 '" + url + "' -c '" + sql + "' 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << sql;
  }
  std::string server_, name_;
};

class BackupTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    fresh_url_ = "sqlite://" + path("fresh.db");
    if (GetParam() == store::Dialect::sqlite) return;
    if (!database_)
      database_ = std::make_unique<FreshDatabase>(std::getenv("PATCHBAY_TEST_POSTGRES"));
    const auto from = url().find("application_name=") + 17;
    fresh_url_ = database_->add_schema(url().substr(from, url().find('&', from) - from));
  }
  static void TearDownTestSuite() { database_.reset(); }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  /// Of the same kind as the store, with nothing in it.
  const std::string& fresh_url() const { return fresh_url_; }

  static crypto::KeyRing ring(const std::string& id = "k7") {
    return crypto::KeyRing::parse(id + " " + std::string(64, 'a')).value();
  }
  BackupOrder backup_to(const std::string& name) const {
    return {url(), ring(), Secret(), path(name)};
  }
  RestoreOrder restore_from(const std::string& name) const {
    RestoreOrder order;
    order.file = path(name);
    order.store_url = fresh_url();
    order.key_file = path("restored.keys");
    order.now = Timestamp{1'800'000'000'000'000};
    return order;
  }

  /// One transfer with both of its accounts, in one transaction.
  void post(int number) {
    write([&](store::Session& s) {
      const auto id = "t" + std::to_string(number);
      store::execute(
          s,
          "INSERT INTO ledger_transfers (organisation_id, id, debit_account, "
          "credit_account, unit, amount, reason, policy_hash, posted_at) VALUES "
          "('o', :id, 'bank', :account, 'points', :n, 'earned', '', 1)",
          {{"id", id}, {"account", "c" + std::to_string(number % 7)}, {"n", number + 1}});
      for (const auto& [code, debit, credit] : {std::tuple{std::string("bank"), number + 1, 0},
                                                {"c" + std::to_string(number % 7), 0, number + 1}})
        store::execute(s,
                       "INSERT INTO ledger_accounts (organisation_id, code, unit, debits, credits) "
                       "VALUES ('o', :code, 'points', :debit, :credit) ON CONFLICT "
                       "(organisation_id, code, unit) DO UPDATE SET debits = "
                       "ledger_accounts.debits + :debit, credits = ledger_accounts.credits + "
                       ":credit",
                       {{"code", code}, {"debit", debit}, {"credit", credit}});
      store::execute(s,
                     "INSERT INTO orders (organisation_id, source, id, customer_id, amount_minor, "
                     "currency, ordered_at) VALUES ('o', 's', :id, 'c', 1, 'AUD', 1)",
                     {{"id", id}});
    });
  }

  void add_reward(const std::string& id, const std::string& state) {
    write([&](store::Session& s) {
      store::execute(
          s,
          "INSERT INTO rewards (organisation_id, id, customer_id, milestone_id, kind, capability, "
          "partner, eligible_partners, amount_minor, currency, state, reason, partner_reference, "
          "settle_way, tries, "
          "lease, policy_hash, created_at) VALUES ('o', :id, :id, 'm', 'retail', 'issue_voucher', "
          "'acme', 'acme', 2000, 'AUD', :state, '', '', 0, 0, 0, '', 1)",
          {{"id", id}, {"state", state}});
    });
  }

  std::unique_ptr<store::Store> open_fresh() {
    return store::open_store({.url = fresh_url()}).value();
  }

 private:
  TemporaryFolder folder_;
  std::string fresh_url_;
  inline static std::unique_ptr<FreshDatabase> database_;
};

}  // namespace patchbay::app
