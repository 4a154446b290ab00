#include "hub/http/retry_after.h"

#include <gtest/gtest.h>

#include "hub/http/http_date.h"

namespace patchbay::http {
namespace {

using std::chrono::seconds;

const Timestamp now = *parse_timestamp("1994-11-06T08:49:00Z");

TEST(RetryAfter, ReadsDeltaSeconds) {
  EXPECT_EQ(parse_retry_after("120", now), seconds(120));
  EXPECT_EQ(parse_retry_after(" 0 ", now), seconds(0));
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), seconds(366 * 86'400));
}

TEST(RetryAfter, ReadsTheThreeFormsOfAnHttpDate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), seconds(37));
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", now), seconds(37));
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:37 1994", now), seconds(37));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1993 08:49:37 GMT", now), seconds(0));
}

TEST(RetryAfter, TakesTwoDigitYearsFarAheadForPast) {
  const auto date = parse_http_date("Monday, 01-Jan-46 00:00:00 GMT", now);
  ASSERT_TRUE(date);
  EXPECT_EQ(to_rfc3339(*date).substr(0, 4), "1946");
}

TEST(RetryAfter, RefusesOtherText) {
  for (const std::string_view bad :
       {"", "-1", "1.5", "soon", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "06 Nov 1994 08:49 GMT"}) {
    EXPECT_FALSE(parse_retry_after(bad, now)) << bad;
  }
}

TEST(HttpDate, WritesThePreferredForm) {
  EXPECT_EQ(to_http_date(now + seconds(37)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date({0}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(to_http_date({-1}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(parse_http_date(to_http_date(now), now), now);
}

}  // namespace
}  // namespace patchbay::http
