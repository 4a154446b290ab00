#include "hub/app/person.h"

#include <boost/json/serialize.hpp>

#include "hub/access/credentials.h"
#include "hub/access/issue.h"
#include "hub/events/outbox.h"
#include "hub/loyalty/contacts.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/ledger.h"
#include "hub/loyalty/orders.h"
#include "hub/loyalty/progress_store.h"
#include "hub/policy/policy_book.h"
#include "hub/policy/simulation/simulations.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

class PersonTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    for (const char* customer : {"ann", "bob"}) {
      const std::vector<loyalty::Order> orders{{"test",
                                                std::string("o-") + customer,
                                                customer,
                                                {50'000, find_currency("USD").value()},
                                                Timestamp{1'700'000'000'000'000}}};
      write([&](store::Session& s) {
        loyalty::post_orders(s, "o", *policies_, orders, clock_, random_);
        loyalty::put_contact(s, "o", customer,
                             {std::string(customer) + " Zwitscher", "+61 400 000 123",
                              std::string(customer) + "@zwitscher.example"},
                             keys_, clock_.now())
            .value();
        const std::vector<loyalty::Link> links{{customer, "agl", "600894321765"}};
        loyalty::link_accounts(s, "o", links, keys_, clock_.now());
      });
    }
    run("UPDATE rewards SET state = 'issued', code_sealed = 'v1.k1.x', reason = 'account "
        "600894321765 took it'");
    run("UPDATE events SET data = '{\"to\":\"ann@zwitscher.example\"}' WHERE subject = 'ann'");
  }
  void run(const std::string& sql) {
    write([&](store::Session& s) { store::execute(s, sql); });
  }
  std::string value(const std::string& sql) {
    return read(
        [&](store::Session& s) { return store::query_value<std::string>(s, sql).value_or("-"); });
  }
  std::int64_t count(const std::string& sql) {
    return read(
        [&](store::Session& s) { return store::query_value<std::int64_t>(s, sql).value(); });
  }
  Result<Erased> erase(const std::string& customer = "ann", bool cancels = false) {
    return write([&](store::Session& s) {
      return erase_person(s, {"o", customer, "cli:anna", "asked", cancels}, keys_, clock_, random_);
    });
  }
  std::string exported(const std::string& customer) {
    return boost::json::serialize(
        read([&](store::Session& s) { return export_person(s, "o", customer, keys_).value(); }));
  }

  std::unique_ptr<policy::PolicyBook> policies_ =
      policy::make_fixed_book(policy::Policy::load("examples/policies").value());
  crypto::KeyRing keys_ = crypto::KeyRing::generate("k1");
  ManualClock clock_{Timestamp{1'700'000'000'000'000}};
  SeededRandom random_{1};
};
PATCHBAY_ON_BOTH_STORES(PersonTest);

TEST_P(PersonTest, an_export_holds_everything_opened_and_nobody_else) {
  const auto text = exported("ann");
  for (const char* part : {"ann Zwitscher", "+61 400 000 123", "ann@zwitscher.example",
                           "600894321765", "\"o-ann\"", "ledger_transfers", "2023-11-14T"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_EQ(text.find("bob"), std::string::npos);
  EXPECT_EQ(text.find("v1.k1"), std::string::npos);
  EXPECT_EQ(
      read([&](store::Session& s) { return export_person(s, "o", "eve", keys_); }).error().kind,
      ErrorKind::not_found);
}

TEST_P(PersonTest, an_erasure_leaves_the_ledger_and_nothing_of_the_person) {
  const auto transfers = count("SELECT COUNT(*) FROM ledger_transfers");
  const auto amount = count("SELECT CAST(SUM(amount) AS BIGINT) FROM ledger_transfers");
  const auto erased = erase().value();
  EXPECT_EQ(erased.removed.at("customer_contacts"), 1);
  EXPECT_EQ(erased.withdrawn, 1) << "the link to its partner";
  EXPECT_EQ(count("SELECT COUNT(*) FROM customer_links WHERE customer_id = 'ann'"), 0);
  EXPECT_GE(erased.redacted.at("rewards.reason"), 1);
  EXPECT_GE(erased.redacted.at("events.data"), 1);
  const auto text = exported("ann");
  for (const char* part : {"Zwitscher", "zwitscher", "400 000", "600894321765"})
    EXPECT_EQ(text.find(part), std::string::npos) << part << " in " << text;
  EXPECT_EQ(value("SELECT data FROM events WHERE subject = 'ann' AND data LIKE '{\"to\"%'"),
            R"({"to":"[erased]"})");
  EXPECT_EQ(count("SELECT COUNT(*) FROM rewards WHERE customer_id = 'ann' AND code_sealed <> ''"),
            0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM ledger_transfers"), transfers);
  EXPECT_EQ(count("SELECT CAST(SUM(amount) AS BIGINT) FROM ledger_transfers"), amount);
  read([](store::Session& s) {
    EXPECT_EQ(loyalty::count_wrong_totals(s, "o"), 0);
    EXPECT_EQ(loyalty::sum_of_balances(s, "o", "points"), 0);
  });
  EXPECT_NE(exported("bob").find("bob Zwitscher"), std::string::npos);
  EXPECT_NE(
      value("SELECT reason FROM rewards WHERE customer_id = 'bob' LIMIT 1").find("600894321765"),
      std::string::npos)
      << "of others nothing is changed, even where it is the same";
}

TEST_P(PersonTest, an_erasure_is_audited_once_and_repeating_it_does_nothing) {
  ASSERT_TRUE(erase());
  EXPECT_EQ(erase().value(), Erased());
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit WHERE action = 'customer.erase'"), 1);
  const auto detail = value("SELECT detail FROM audit WHERE action = 'customer.erase'");
  EXPECT_NE(detail.find(R"("customer_contacts":1)"), std::string::npos) << detail;
  EXPECT_EQ(erase("eve").error().kind, ErrorKind::not_found);
}

TEST_P(PersonTest, who_never_bought_anything_is_exported_and_erased_too) {
  loyalty::ProgressNews start;
  start.customer = "cleo";
  start.kind = loyalty::ProgressKind::start;
  start.on = loyalty::parse_day("2023-11-01").value();
  start.actor = "test";
  write([&](store::Session& s) {
    return loyalty::record_progress(s, "o", start, "UTC", clock_.now()).value();
  });
  EXPECT_NE(exported("cleo").find("customer_progress"), std::string::npos);
  EXPECT_EQ(erase("cleo").value().removed.at("customer_progress"), 1);
  EXPECT_EQ(erase("cleo").error().kind, ErrorKind::not_found) << "nothing is left";
}

TEST_P(PersonTest, a_reward_that_is_held_refuses_an_erasure) {
  run("UPDATE rewards SET state = 'held' WHERE customer_id = 'ann'");
  EXPECT_EQ(erase().error().kind, ErrorKind::conflict);
  EXPECT_TRUE(erase("ann", true));
  EXPECT_EQ(count("SELECT COUNT(*) FROM rewards WHERE customer_id = 'ann' AND state = 'held'"), 0);
}

TEST_P(PersonTest, an_erasure_ends_the_customers_own_credentials_on_all_hubs) {
  for (const char* customer : {"ann", "bob"})
    write([&](store::Session& s) {
      access::NewCredential wanted;
      wanted.organisation = "o";
      wanted.role = "customer";
      wanted.kind = access::CredentialKind::customer;
      wanted.customer = customer;
      wanted.expires_at = clock_.now() + std::chrono::hours(1);
      return access::issue_credential(s, wanted, keys_, {"test"}, clock_.now()).value();
    });
  const auto before = read(access::count_credential_changes);
  EXPECT_EQ(erase().value().removed.at("credentials"), 1);
  EXPECT_EQ(read(access::count_credential_changes), before + 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM credentials WHERE customer_id = 'bob'"), 1);
  erase().value();
  EXPECT_EQ(read(access::count_credential_changes), before + 1) << "there is none any more";
}

TEST_P(PersonTest, an_erasure_drops_what_simulations_found_of_the_customer) {
  const auto simulated = [&](const std::string& id, const std::string& customer) {
    write([&](store::Session& s) {
      store::execute(
          s,
          "INSERT INTO simulations (organisation_id, id, draft, base, begins_at, ends_at, state,"
          " result, actor, reason, created_at) VALUES ('o', :id, 'd', 'b', 0, 1, 'done', :result,"
          " 'cli:anna', '', 0)",
          {{"id", id}, {"result", R"({"biggest_changes":[{"customer":")" + customer + "\"}]}"}});
    });
  };
  simulated("sim_ann", "ann");
  simulated("sim_anna", "anna");
  simulated("sim_bob", "bob");
  const auto erased = erase().value();
  EXPECT_EQ(erased.redacted.at("simulations.result"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM simulations WHERE result IS NULL AND id = 'sim_ann'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM simulations WHERE result IS NOT NULL"), 2);
  EXPECT_EQ(read([](store::Session& s) { return policy::simulation_result(s, "o", "sim_ann"); }),
            "");
  EXPECT_EQ(erase().value(), Erased());
}

TEST_P(PersonTest, simulations_name_customers_as_json_does) {
  const std::string odd = R"(a"b\c)";
  run(R"(INSERT INTO customers (organisation_id, id, tier, orders, spent_minor, earned_points,)"
      R"( currency, created_at, updated_at) SELECT organisation_id, 'a"b\c', tier, orders,)"
      R"( spent_minor, earned_points, currency, created_at, updated_at FROM customers)"
      R"( WHERE id = 'ann')");
  run(R"(INSERT INTO simulations (organisation_id, id, draft, base, begins_at, ends_at, state,)"
      R"( result, actor, reason, created_at) VALUES ('o', 's', 'd', 'b', 0, 1, 'done',)"
      R"( '{"customer":"a\"b\\c"}', '', '', 0))");
  EXPECT_EQ(erase(odd).value().redacted.at("simulations.result"), 1);
}

TEST_P(PersonTest, rewards_at_work_refuse_an_erasure_or_are_withdrawn) {
  run("UPDATE rewards SET state = 'pending', code_sealed = NULL, reason = ''");
  const auto refused = erase();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_NE(refused.error().message.find("(pending)"), std::string::npos);
  EXPECT_NE(exported("ann").find("ann Zwitscher"), std::string::npos);
  EXPECT_GE(erase("ann", true).value().cancelled, 1);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM rewards WHERE customer_id = 'ann' AND state <> 'cancelled'"), 0);
  run("UPDATE rewards SET state = 'unconfirmed' WHERE customer_id = 'bob'");
  EXPECT_EQ(erase("bob", true).error().kind, ErrorKind::conflict) << "it may have been issued";
}

}  // namespace
}  // namespace patchbay::app
