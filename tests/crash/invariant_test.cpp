// The checker must see what it is there for: sound evidence passes, each kind of damage is named.

#include <gtest/gtest.h>

#include "tests/support/invariant.h"

namespace patchbay::test {
namespace {

class Invariant : public testing::Test {
 protected:
  Invariant() {
    evidence_.rewards["r1"] = {"shop", "issued", "", "s-1", "USD", 100};
    evidence_.rewards["r2"] = {"shop", "issued", "", "s-2", "USD", 100};
    evidence_.books = {{"shop", "r1", "s-1", "USD", 100}, {"shop", "r2", "s-2", "USD", 100}};
    evidence_.jobs = {{"reward.issue", "r1", "done", ""}, {"reward.issue", "r2", "done", ""}};
    evidence_.events = {{"e1", "reward.issued", "reward.issued/r1", true},
                        {"e2", "reward.issued", "reward.issued/r2", true}};
    evidence_.messages = {{"e1", "delivered"}, {"e2", "delivered"}};
    evidence_.received = {"e1", "e2"};
    evidence_.orders = 3;
    evidence_.ledger_sums = {{"points", 0}};
  }

  void expect_broken(const std::string& words) {
    std::string all;
    for (const auto& sentence : broken_at_the_end(evidence_, 3)) all += sentence + "\n";
    EXPECT_NE(all.find(words), std::string::npos) << "wanted \"" << words << "\", got: " << all;
  }

  Evidence evidence_;
};

TEST_F(Invariant, passes_sound_evidence) {
  EXPECT_EQ(broken_at_the_end(evidence_, 3), Violations{});
}

TEST_F(Invariant, sees_value_that_was_doubled) {
  evidence_.books.push_back({"other", "r1", "o-1", "USD", 100});
  expect_broken("doubled: r1");
}

TEST_F(Invariant, sees_value_from_nowhere) {
  evidence_.books.push_back({"shop", "r9", "s-9", "USD", 100});
  expect_broken("from nowhere");
}

TEST_F(Invariant, sees_value_that_the_reward_does_not_know_of) {
  evidence_.rewards["r1"].state = "pending";
  evidence_.jobs[0].state = "open";
  expect_broken("r1 has value at shop but is pending");
}

TEST_F(Invariant, sees_value_of_another_amount_or_reference) {
  evidence_.books[0].amount_minor = 99;
  expect_broken("another amount");
  evidence_.books[1].partner_reference = "s-7";
  expect_broken("r2 is known here as s-2");
}

TEST_F(Invariant, sees_an_issue_that_never_was) {
  evidence_.books.pop_back();
  expect_broken("never gave value");
}

TEST_F(Invariant, sees_a_reward_that_nobody_will_move) {
  evidence_.rewards["r3"] = {"shop", "pending", "", "", "USD", 100};
  expect_broken("lost: r3");
}

TEST_F(Invariant, sees_ends_without_a_reason) {
  evidence_.rewards["r1"] = {"shop", "unconfirmed", "", "", "USD", 100};
  expect_broken("r1 is unconfirmed and nothing says why");
  evidence_.jobs[1] = {"reward.issue", "r2", "dead", ""};
  expect_broken("dead and nothing says why");
}

TEST_F(Invariant, sees_webhooks_that_were_lost) {
  evidence_.received.erase("e1");
  expect_broken("lost: the webhook of e1");
  evidence_.messages.pop_back();
  expect_broken("lost: nobody was told of event e2");
  evidence_.events.pop_back();
  expect_broken("announced as issued 0 times");
}

TEST_F(Invariant, sees_a_ledger_that_is_off) {
  evidence_.ledger_sums["points"] = -5;
  expect_broken("the ledger sums to -5 points");
  evidence_.wrong_accounts = {"customer/1/points"};
  expect_broken("account customer/1/points");
  evidence_.wrong_customers = {"1"};
  expect_broken("customer 1 is not the sum");
}

TEST_F(Invariant, sees_orders_that_are_missing_and_work_that_is_open) {
  evidence_.orders = 2;
  expect_broken("2 of 3 orders");
  evidence_.jobs[0].state = "open";
  expect_broken("still open");
}

}  // namespace
}  // namespace patchbay::test
