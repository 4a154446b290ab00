#include "hub/base/outage_log.h"

#include <gtest/gtest.h>

#include <vector>

#include "hub/base/log.h"

namespace patchbay {
namespace {

class OutageLogTest : public testing::Test {
 protected:
  OutageLogTest() {
    set_log_sink([this](LogLevel, std::string_view line) { lines_.emplace_back(line); });
  }
  ~OutageLogTest() override { set_log_sink({}); }

  ManualClock clock_{Timestamp{1'000'000}};
  OutageLog log_{"the.store", clock_};
  std::vector<std::string> lines_;
};

TEST_F(OutageLogTest, says_an_outage_once_and_its_end_once) {
  log_.worked();
  EXPECT_TRUE(lines_.empty());
  for (int i = 0; i < 100; ++i) {
    log_.failed("it is away");
    clock_.advance(Duration(1'000'000));
    log_.worked();  // reads may work while writes fail
  }
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_NE(lines_[0].find("the.store_failed"), std::string::npos);
  EXPECT_NE(lines_[0].find("it is away"), std::string::npos);
  clock_.advance(OutageLog::quiet);
  log_.worked();
  log_.worked();
  ASSERT_EQ(lines_.size(), 2U);
  EXPECT_NE(lines_[1].find("failures=100 seconds=99"), std::string::npos) << lines_[1];
  log_.failed("again");
  EXPECT_EQ(lines_.size(), 3U);
}

}  // namespace
}  // namespace patchbay
