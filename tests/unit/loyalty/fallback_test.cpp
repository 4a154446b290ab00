#include "hub/loyalty/fallback.h"

#include <gtest/gtest.h>

namespace patchbay::loyalty {
namespace {

const Timestamp now{1'000};
const Timestamp soon{2'000};
const Timestamp later{3'000};

Candidate up(const std::string& id) { return {id, ""}; }
Candidate down(const std::string& id, Timestamp until = soon) {
  Candidate one = up(id);
  one.down_until = until;
  return one;
}
Candidate given_up(const std::string& id) {
  Candidate one = up(id);
  one.is_given_up = true;
  return one;
}
Candidate stopped(Candidate one) {
  one.is_stopped = true;
  return one;
}
Candidate unlinked(const std::string& id) { return {id, "no account linked", true}; }
Candidate unknown(const std::string& id) { return {id, "not configured"}; }

std::string text_of(const Placement& placement) {
  if (std::holds_alternative<IssueHere>(placement)) return "here";
  if (const auto* stays = std::get_if<StayStopped>(&placement)) return stays->partner + " stopped";
  if (const auto* next = std::get_if<HandOver>(&placement)) return "to " + next->partner;
  if (const auto* wait = std::get_if<WaitLinked>(&placement)) return wait->partner + " linked";
  if (const auto* wait = std::get_if<WaitDelayed>(&placement))
    return wait->partner + " at " + std::to_string(wait->at.micros);
  return "nobody";
}
std::string placed(std::vector<Candidate> candidates, const std::string& current) {
  return text_of(place(candidates, current, now));
}

TEST(Place, APartnerThatIsUpKeepsTheReward) {
  EXPECT_EQ(placed({up("a"), up("b")}, "a"), "here");
  EXPECT_EQ(placed({up("a"), up("b")}, "b"), "here");
  EXPECT_EQ(placed({down("a", now), up("b")}, "a"), "here") << "its time is up: it is the probe";
}

TEST(Place, ADownOrUsedUpPartnersRewardGoesToTheNextThatCan) {
  EXPECT_EQ(placed({down("a"), up("b"), up("c")}, "a"), "to b");
  EXPECT_EQ(placed({given_up("a"), up("b")}, "a"), "to b");
  EXPECT_EQ(placed({unlinked("a"), up("b")}, "a"), "to b");
  EXPECT_EQ(placed({down("a"), unlinked("b"), up("c")}, "a"), "to c");
  EXPECT_EQ(placed({down("a"), stopped(up("b")), up("c")}, "a"), "to c");
  EXPECT_EQ(placed({down("a"), down("b"), up("c")}, "a"), "to c");
  EXPECT_EQ(placed({up("a"), down("b")}, "b"), "to a") << "round to the first again";
}

TEST(Place, WaitsForALinkOnlyWhenNobodyElseWillEver) {
  EXPECT_EQ(placed({unlinked("a")}, "a"), "a linked");
  EXPECT_EQ(placed({unlinked("a"), unlinked("b")}, "b"), "b linked") << "its own first";
  EXPECT_EQ(placed({unknown("a"), unlinked("b")}, "a"), "b linked");
  EXPECT_EQ(placed({given_up("a"), unlinked("b")}, "a"), "b linked");
  EXPECT_EQ(placed({unlinked("a"), down("b")}, "a"), "b at 2000");
  EXPECT_EQ(placed({unlinked("a"), stopped(up("b"))}, "a"), "b stopped");
  EXPECT_EQ(placed({given_up(unlinked("a").partner)}, "a"), "nobody");
  EXPECT_EQ(placed({unknown("a")}, "a"), "nobody");
}

TEST(Place, WhoWasOnlyAskedInDoubtGivesItToThoseWhoMayIssue) {
  EXPECT_EQ(placed({up("a"), up("b")}, "x"), "to a");
  EXPECT_EQ(placed({down("a"), up("b")}, "x"), "to b");
  EXPECT_EQ(placed({down("a")}, "x"), "a at 2000");
  EXPECT_EQ(placed({}, "x"), "nobody");
}

TEST(Place, AStoppedPartnerKeepsWhatItHas) {
  EXPECT_EQ(placed({stopped(up("a")), up("b")}, "a"), "a stopped");
  EXPECT_EQ(placed({stopped(down("a")), up("b")}, "a"), "a stopped");
  EXPECT_EQ(placed({stopped(given_up("a")), up("b")}, "a"), "to b");
}

TEST(Place, WhenAllAreDownTheFirstWaitsUntilOneIsTried) {
  EXPECT_EQ(placed({down("a", later), down("b", soon)}, "a"), "a at 2000");
  EXPECT_EQ(placed({down("a", later), down("b", soon)}, "b"), "a at 2000");
  EXPECT_EQ(placed({down("a")}, "a"), "a at 2000");
  EXPECT_EQ(placed({given_up("a"), down("b")}, "a"), "b at 2000");
}

TEST(Place, WhoIsStoppedIsWaitedForWhenNobodyElseIsLeft) {
  EXPECT_EQ(placed({given_up("a"), stopped(up("b"))}, "a"), "b stopped");
  EXPECT_EQ(placed({unlinked("a"), stopped(down("b"))}, "a"), "b stopped");
  EXPECT_EQ(placed({down("a"), stopped(up("b"))}, "a"), "a at 2000") << "that is sooner";
  EXPECT_EQ(placed({given_up("a"), stopped(given_up("b"))}, "a"), "nobody");
}

TEST(Place, NobodyIsLeft) {
  EXPECT_EQ(placed({given_up("a"), given_up("b")}, "b"), "nobody");
  EXPECT_EQ(placed({given_up("a"), unknown("b")}, "a"), "nobody");
  EXPECT_EQ(placed({}, "a"), "nobody");
}

}  // namespace
}  // namespace patchbay::loyalty
