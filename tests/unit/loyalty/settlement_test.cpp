#include "hub/loyalty/settlement.h"

#include <gtest/gtest.h>

#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {
namespace {

using adapters::Settle;
using adapters::SettleWay;

const Timestamp began{1'000};
const Settle repeat{SettleWay::repeat_same_key, {}, "", {}};
const Settle find{SettleWay::find_issued, Duration(700), "", {}};
const Settle reverse{SettleWay::reverse, Duration(700), "cancel_voucher", Duration(9'000)};
const Settle report{SettleWay::report, {}, "", {}};

SettleStep decide(std::vector<Settle> ways, std::size_t first = 0, Timestamp now = {5'000},
                  Doubt doubt = {began, began, true}) {
  return decide_settlement(ways, first, doubt, now);
}
template <class T>
bool is(const SettleStep& step) {
  return std::holds_alternative<T>(step.action);
}

TEST(DecideSettlement, TheFirstWayDecides) {
  EXPECT_TRUE(is<Repeat>(decide({repeat, report})));
  const auto ask = decide({find, repeat});
  ASSERT_TRUE(is<Ask>(ask));
  EXPECT_EQ(std::get<Ask>(ask.action).proof_from.micros, 1'700);
  EXPECT_TRUE(is<AwaitReport>(decide({report, repeat})));
  EXPECT_TRUE(is<AwaitReport>(decide({})));
}

TEST(DecideSettlement, TheNextWayComesAfterTheFirst) {
  EXPECT_EQ(decide({find, repeat}, 1).way, 1U);
  EXPECT_TRUE(is<Repeat>(decide({find, repeat}, 1)));
  EXPECT_TRUE(is<AwaitReport>(decide({find, repeat}, 2)));
  EXPECT_EQ(decide({find, repeat}, 2).way, 2U);
}

TEST(DecideSettlement, AReversalIsAskedForUntilItsDeadlineOnly) {
  const auto step = decide({reverse, find});
  ASSERT_TRUE(is<Reverse>(step));
  const auto& asked = std::get<Reverse>(step.action);
  EXPECT_EQ(asked.capability, "cancel_voucher");
  EXPECT_EQ(asked.proof_from.micros, 1'700);
  EXPECT_EQ(asked.until.micros, 10'000);
  EXPECT_TRUE(is<Reverse>(decide({reverse, find}, 0, {10'000})));
  const auto late = decide({reverse, find}, 0, {10'001});
  EXPECT_TRUE(is<Ask>(late));
  EXPECT_EQ(late.way, 1U);
  EXPECT_TRUE(is<AwaitReport>(decide({reverse}, 0, {10'001})));
}

TEST(DecideSettlement, ReversedIsProofAtOnceOnlyWhenOneCallIsInDoubt) {
  const auto one = std::get<Reverse>(decide({reverse}).action);
  EXPECT_EQ(one.reversed_proof_from, began);
  const auto two = std::get<Reverse>(decide({reverse}, 0, {5'000}, {began, {2'000}, true}).action);
  EXPECT_EQ(two.reversed_proof_from.micros, 2'700) << "a repetition may still be on its way";
  EXPECT_EQ(two.proof_from.micros, 2'700);
  EXPECT_EQ(two.until.micros, 10'000) << "counted from the first unknown call";
}

TEST(DecideSettlement, WhatIsToBeCancelledIsNeverRepeated) {
  const Doubt withdrawn{began, began, false};
  EXPECT_TRUE(is<Reverse>(decide({repeat, reverse}, 0, {5'000}, withdrawn)));
  EXPECT_TRUE(is<AwaitReport>(decide({repeat}, 0, {5'000}, withdrawn)));
}

TEST(MayMove, IsTheWholeTable) {
  std::string legal;
  for (const auto& from : reward_state_names()) {
    for (const auto& to : reward_state_names())
      if (may_move(reward_state(from), reward_state(to))) legal += from + ">" + to + " ";
  }
  EXPECT_EQ(legal,
            "held>awaiting_choice held>pending held>unconfirmed held>cancelled "
            "awaiting_choice>pending awaiting_choice>unconfirmed awaiting_choice>cancelled "
            "pending>processing pending>failed pending>cancelled "
            "processing>pending processing>unconfirmed processing>issued processing>failed "
            "processing>cancelled "
            "unconfirmed>pending unconfirmed>processing unconfirmed>issued unconfirmed>cancelled "
            "issued>redeemed issued>expired "
            "failed>pending failed>unconfirmed ");
}

}  // namespace
}  // namespace patchbay::loyalty
