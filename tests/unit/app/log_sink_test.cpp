#include "hub/app/log_sink.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>

namespace patchbay::app {
namespace {

TEST(LogSink, WritesLinesFromItsLevelOnWithoutColour) {
  const std::string file = testing::TempDir() + "log_sink_test.log";
  std::remove(file.c_str());
  const auto sink = make_log_sink({LogLevel::info, file});
  ASSERT_TRUE(sink) << sink.error().message;
  (*sink)(LogLevel::debug, "too.fine");
  (*sink)(LogLevel::warning, "braces {} stay=\"{0}\"");
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(std::regex_match(
      text, std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z warning "
                       "braces \\{\\} stay=\"\\{0\\}\"\n")))
      << text;
}

TEST(LogSink, AFileThatCannotBeOpenedIsNamed) {
  const auto sink = make_log_sink({LogLevel::info, "/proc/no/such.log"});
  ASSERT_FALSE(sink);
  EXPECT_NE(sink.error().message.find("/proc/no/such.log"), std::string::npos);
}

TEST(LogSink, LevelsByName) {
  EXPECT_EQ(*parse_log_level("warning"), LogLevel::warning);
  EXPECT_FALSE(parse_log_level("loud"));
}

}  // namespace
}  // namespace patchbay::app
