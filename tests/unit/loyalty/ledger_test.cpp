#include "hub/loyalty/ledger.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::organisation;

class LedgerTest : public StoreTest {
 protected:
  void post_all(std::vector<Transfer> transfers) {
    write([&](store::Session& s) { post(s, organisation, transfers, {5}); });
  }
  std::int64_t balance_of(const std::string& account) {
    return read([&](store::Session& s) { return balance(s, organisation, account, "points"); });
  }
  void expect_sound() {
    read([&](store::Session& s) {
      EXPECT_EQ(sum_of_balances(s, organisation, "points"), 0);
      EXPECT_EQ(count_wrong_totals(s, organisation), 0);
      return 0;
    });
  }
  static Transfer transfer(const std::string& id, const std::string& to, std::int64_t amount) {
    return {id, "programme/points", to, "points", amount, "test", "hash"};
  }
};
PATCHBAY_ON_BOTH_STORES(LedgerTest);

TEST_P(LedgerTest, MovesFromDebitToCredit) {
  post_all({transfer("t1", "a", 5), transfer("t2", "a", 7), transfer("t3", "b", 1)});
  EXPECT_EQ(balance_of("a"), 12);
  EXPECT_EQ(balance_of("programme/points"), -13);
  EXPECT_EQ(balance_of("nobody"), 0);
  expect_sound();
}

TEST_P(LedgerTest, AnIdIsPostedOnceForEver) {
  post_all({transfer("t1", "a", 5)});
  post_all({transfer("t1", "a", 5), transfer("t2", "a", 2), transfer("t2", "a", 2)});
  EXPECT_EQ(balance_of("a"), 7);
  expect_sound();
}

TEST_P(LedgerTest, OtherContentIsAConflictAndChangesNothing) {
  post_all({transfer("t1", "a", 5)});
  EXPECT_THROW(post_all({transfer("t2", "a", 1), transfer("t1", "a", 6)}), ErrorException);
  EXPECT_THROW(post_all({transfer("t3", "a", 1), transfer("t3", "a", 2)}), ErrorException);
  EXPECT_EQ(balance_of("a"), 5);
  expect_sound();
}

TEST_P(LedgerTest, NothingAndNegativeAreNoTransfers) {
  EXPECT_THROW(post_all({transfer("t1", "a", 0)}), ErrorException);
  EXPECT_THROW(post_all({transfer("t1", "a", -5)}), ErrorException);
  EXPECT_THROW(post_all({transfer("t1", "programme/points", 5)}), ErrorException);
}

TEST_P(LedgerTest, WrongTotalsAreSeen) {
  post_all({transfer("t1", "a", 5)});
  write([](store::Session& s) {
    store::execute(s, "UPDATE ledger_accounts SET credits = credits + 1 WHERE code = 'a'");
  });
  read([&](store::Session& s) {
    EXPECT_EQ(sum_of_balances(s, organisation, "points"), 1);
    EXPECT_EQ(count_wrong_totals(s, organisation), 1);
    return 0;
  });
}

}  // namespace
}  // namespace patchbay::loyalty
