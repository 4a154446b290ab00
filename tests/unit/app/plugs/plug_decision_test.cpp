#include "hub/app/plugs/plug_decision.h"

#include <gtest/gtest.h>

namespace patchbay::app {
namespace {

TEST(PlugDecision, ServesWhatTheFilesAre) {
  EXPECT_EQ(decide({.on_disk = "b", .serving = "a", .refused = "", .wished = ""}),
            PlugMove::take_files);
  EXPECT_EQ(decide({.on_disk = "a", .serving = "a", .refused = "", .wished = ""}), PlugMove::stay);
}

TEST(PlugDecision, StaysWithoutFiles) {
  EXPECT_EQ(decide({.on_disk = "", .serving = "a", .refused = "", .wished = ""}), PlugMove::stay);
}

TEST(PlugDecision, DoesNotTryTwiceWhatDidNotPass) {
  EXPECT_EQ(decide({.on_disk = "b", .serving = "a", .refused = "b", .wished = ""}), PlugMove::stay);
  EXPECT_EQ(decide({.on_disk = "c", .serving = "a", .refused = "b", .wished = ""}),
            PlugMove::take_files);
}

TEST(PlugDecision, AWishStandsWhateverTheFilesAre) {
  EXPECT_EQ(decide({.on_disk = "b", .serving = "b", .refused = "", .wished = "a"}),
            PlugMove::take_version);
  EXPECT_EQ(decide({.on_disk = "c", .serving = "a", .refused = "", .wished = "a"}), PlugMove::stay);
  EXPECT_EQ(decide({.on_disk = "b", .serving = "b", .refused = "a", .wished = "a"}),
            PlugMove::stay);
}

}  // namespace
}  // namespace patchbay::app
