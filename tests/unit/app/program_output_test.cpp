#include "hub/app/program_output.h"

#include <gtest/gtest.h>

namespace patchbay::app {
namespace {

using Words = std::vector<std::string>;

TEST(ProgramOutput, GivesWhatAProgramWrites) {
  EXPECT_EQ(output_of({"/bin/echo", "-n", "a b", "$HOME;`id`"}).value().reveal(), "a b $HOME;`id`")
      << "no shell reads the words";
}

TEST(ProgramOutput, ShowsWhatItComplainsOfAndNeverWhatItWrote) {
  const auto failed = output_of({"/bin/sh", "-c", "echo key-canary; echo no door >&2; exit 3"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_NE(failed.error().message.find("code 3; it says: no door"), std::string::npos)
      << failed.error().message;
  EXPECT_EQ(failed.error().message.find("canary"), std::string::npos);
}

TEST(ProgramOutput, EndsWhatRunsTooLongWithAllItStarted) {
  const auto failed =
      output_of({"/bin/sh", "-c", "sleep 600 & sleep 600"}, {std::chrono::milliseconds(50), 100});
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("did not end within 50 ms"), std::string::npos);
}

TEST(ProgramOutput, EndsWhatWritesTooMuch) {
  const auto failed = output_of({"/bin/sh", "-c", "exec yes"}, {std::chrono::seconds(20), 1000});
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("more than 1000 bytes"), std::string::npos);
}

TEST(ProgramOutput, RefusesWhatIsNoProgram) {
  EXPECT_EQ(output_of({}).error().kind, ErrorKind::invalid);
  EXPECT_EQ(output_of({"echo", "x"}).error().kind, ErrorKind::invalid) << "PATH is not searched";
  EXPECT_EQ(output_of({"/nowhere/at/all"}).error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(output_of({"/bin/sh", "-c", "kill -9 $$"}));
}

}  // namespace
}  // namespace patchbay::app
