#include "hub/base/clock.h"

#include <gtest/gtest.h>

namespace patchbay {
namespace {

TEST(Timestamp, IsReadAndWritten) {
  const std::pair<const char*, const char*> cases[] = {
      {"1997-01-12", "1997-01-12T00:00:00.000000Z"},
      {"1997-01-12T08:30:00Z", "1997-01-12T08:30:00.000000Z"},
      {"1997-01-12t08:30:00z", "1997-01-12T08:30:00.000000Z"},
      {"1997-01-12 08:30:00Z", "1997-01-12T08:30:00.000000Z"},
      {"1997-01-12T08:30:00.25Z", "1997-01-12T08:30:00.250000Z"},
      {"1997-01-12T08:30:00.1234567Z", "1997-01-12T08:30:00.123456Z"},
      {"1997-01-12T08:30:00+10:00", "1997-01-11T22:30:00.000000Z"},
      {"1997-01-12T20:30:00-05:30", "1997-01-13T02:00:00.000000Z"},
      {"2000-02-29", "2000-02-29T00:00:00.000000Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"}};
  for (const auto& [text, written] : cases) {
    const auto parsed = parse_timestamp(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_rfc3339(*parsed), written) << text;
  }
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01Z")->micros, 1'000'000);
  EXPECT_EQ(parse_timestamp("1969-12-31T23:59:59Z")->micros, -1'000'000);
}

TEST(Timestamp, RefusesOtherTextAndDaysThatDoNotExist) {
  for (const char* text : {"",
                           "1997",
                           "1997-1-12",
                           "1997-02-30",
                           "1997-13-01",
                           "1900-02-29",
                           "1997-01-00",
                           "12/01/1997",
                           "1997-01-12T",
                           "1997-01-12T24:00:00Z",
                           "1997-01-12T08:60:00Z",
                           "1997-01-12T08:30:61Z",
                           "1997-01-12T08:30:00",
                           "1997-01-12T08:30:00.Z",
                           "1997-01-12T08:30Z",
                           "1997-01-12T08:30:00+1000",
                           "1997-01-12T08:30:00+24:00",
                           "1997-01-12T08:30:00Zx",
                           "1997-01-12x",
                           "-997-01-12",
                           "1997-01-12T08:30:00.5"}) {
    const auto parsed = parse_timestamp(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  }
}

TEST(Timestamp, CountsSecondsDownwards) {
  EXPECT_EQ(Timestamp{1'999'999}.seconds(), 1);
  EXPECT_EQ(Timestamp{-1}.seconds(), -1);
  EXPECT_EQ(Timestamp{-1'000'000}.seconds(), -1);
  EXPECT_EQ(Timestamp{-1'000'001}.seconds(), -2);
}

TEST(ManualClock, MovesOnlyByHand) {
  ManualClock clock({5});
  EXPECT_EQ(clock.now(), Timestamp{5});
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(clock.now(), Timestamp{1'000'005});
}

TEST(SystemClock, IsPastTheDayThisWasWritten) {
  EXPECT_GT(system_clock().now(), *parse_timestamp("2024-01-01"));
}

}  // namespace
}  // namespace patchbay
