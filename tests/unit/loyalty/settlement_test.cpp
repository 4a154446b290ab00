#include "hub/loyalty/settlement.h"

#include <gtest/gtest.h>

#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {
namespace {

using adapters::Settle;
using adapters::SettleWay;

TEST(DecideSettlement, TheFirstWayDecides) {
  const Timestamp since{1'000}, now{5'000};
  const Settle repeat{SettleWay::repeat_same_key, {}}, find{SettleWay::find_issued, Duration(700)},
      reverse{SettleWay::reverse, {}}, report{SettleWay::report, {}};
  const auto decide = [&](std::vector<Settle> ways, std::optional<Timestamp> unknown_since) {
    return decide_settlement(ways, unknown_since, now);
  };
  EXPECT_TRUE(std::holds_alternative<Issue>(decide({report}, std::nullopt)));
  EXPECT_TRUE(std::holds_alternative<Issue>(decide({repeat, report}, since)));
  const auto ask = decide({find, repeat}, since);
  ASSERT_TRUE(std::holds_alternative<Ask>(ask));
  EXPECT_EQ(std::get<Ask>(ask).at, now);
  EXPECT_EQ(std::get<Ask>(ask).proof_from.micros, 1'700);
  EXPECT_TRUE(std::holds_alternative<AwaitReport>(decide({report, repeat}, since)));
  EXPECT_TRUE(std::holds_alternative<AwaitReport>(decide({}, since)));
  EXPECT_TRUE(std::holds_alternative<Issue>(decide({reverse, repeat}, since)));
  EXPECT_TRUE(std::holds_alternative<AwaitReport>(decide({reverse}, since)));
}

TEST(MayMove, IsTheWholeTable) {
  using enum RewardState;
  const RewardState all[] = {pending, processing, issued, unconfirmed, failed};
  std::string legal;
  for (const auto from : all)
    for (const auto to : all)
      if (may_move(from, to)) legal += std::string(name_of(from)) + ">" + name_of(to) + " ";
  EXPECT_EQ(legal,
            "pending>processing pending>failed processing>pending processing>issued "
            "processing>unconfirmed processing>failed unconfirmed>pending unconfirmed>processing "
            "unconfirmed>issued failed>pending ");
}

}  // namespace
}  // namespace patchbay::loyalty
