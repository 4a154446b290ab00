#include "hub/loyalty/failure_fuse.h"

#include <gtest/gtest.h>

namespace patchbay::loyalty {
namespace {

class FailureFuseTest : public ::testing::Test {
 protected:
  /// Asks rules that take so long and answer so.
  Result<policy::Decision> ask(Duration takes, std::optional<Error> error) {
    return fuse_.ask([&]() -> Result<policy::Decision> {
      ++asked_;
      now_ += takes;
      if (error) return *error;
      return policy::Decision{};
    });
  }

  Duration now_{0};
  int asked_ = 0;
  FailureFuse fuse_{[this] { return now_; }};
};

const Error loop = invalid("rules.lua:7: it used up its instructions");
const Error late = unavailable("rules.lua:9: CPU time");
constexpr auto slow = FailureFuse::slow;

TEST_F(FailureFuseTest, a_machine_that_was_too_slow_is_asked_once_more) {
  int times = 0;
  const auto healed = fuse_.ask([&]() -> Result<policy::Decision> {
    if (++times == 1) return late;
    return policy::Decision{};
  });
  EXPECT_TRUE(healed);
  EXPECT_EQ(times, 2);
  EXPECT_EQ(ask(slow, late).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(asked_, 2) << "not a third time";
}

TEST_F(FailureFuseTest, nobody_is_asked_after_three_slow_failures) {
  for (int i = 0; i < FailureFuse::slow_failures_max; ++i) {
    EXPECT_FALSE(fuse_.is_blown());
    EXPECT_EQ(ask(slow, loop).error().message, loop.message);
  }
  EXPECT_TRUE(fuse_.is_blown());
  const auto known = ask(Duration(0), std::nullopt);
  ASSERT_FALSE(known);
  EXPECT_EQ(known.error().kind, ErrorKind::unavailable);
  EXPECT_NE(known.error().message.find("rules.lua:7"), std::string::npos) << known.error().message;
  EXPECT_EQ(asked_, 3);
}

TEST_F(FailureFuseTest, quick_failures_and_slow_answers_do_not_blow_it) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(ask(slow - Duration(1), loop));
    EXPECT_TRUE(ask(slow * 2, std::nullopt));
  }
  EXPECT_FALSE(fuse_.is_blown());
}

}  // namespace
}  // namespace patchbay::loyalty
