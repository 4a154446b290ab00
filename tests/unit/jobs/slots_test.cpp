#include "hub/jobs/slots.h"

#include <gtest/gtest.h>

namespace patchbay::jobs {
namespace {

std::string text(const std::vector<Want>& wants) {
  std::string all;
  for (const auto& want : wants) all += want.kind + ":" + std::to_string(want.limit) + " ";
  return all;
}

Slots two_kinds() {
  Slots slots(8);
  slots.add_kind("a", 3);
  slots.add_kind("b", 20);
  return slots;
}

TEST(Slots, WantsWhatIsFreeUpToTheClaimLimit) {
  auto slots = two_kinds();
  EXPECT_EQ(text(slots.wants()), "a:3 b:8 ");
  slots.claimed({"a", 3}, 3);
  slots.claimed({"b", 8}, 8);
  EXPECT_EQ(text(slots.wants()), "b:8 ");
  slots.ended("a");
  EXPECT_EQ(text(slots.wants()), "a:1 b:8 ");
}

TEST(Slots, LeavesAnEmptyKindAloneUntilItIsWoken) {
  auto slots = two_kinds();
  slots.claimed({"a", 3}, 2);
  EXPECT_EQ(text(slots.wants()), "b:8 ");
  slots.ended("a");
  EXPECT_EQ(text(slots.wants()), "b:8 ");
  slots.wake_all();
  EXPECT_EQ(text(slots.wants()), "a:2 b:8 ");
}

}  // namespace
}  // namespace patchbay::jobs
