#include "hub/jobs/cron.h"

#include <gtest/gtest.h>

#include "hub/base/clock.h"

namespace patchbay::jobs {
namespace {

WallTime wall(const std::string& text) {
  return WallTime(std::chrono::seconds(parse_timestamp(text + ":00Z").value().seconds()));
}
std::string text_of(std::optional<WallTime> at) {
  if (!at) return "never";
  return to_rfc3339({at->time_since_epoch().count() * 1'000'000}).substr(0, 16);
}
/// The first matches after a reading.
std::vector<std::string> next(const std::string& expression, const std::string& after,
                              std::size_t count = 1) {
  const Cron cron = parse_cron(expression).value();
  std::vector<std::string> found;
  for (WallTime at = wall(after); found.size() < count;) {
    const auto match = next_wall(cron, at);
    found.push_back(text_of(match));
    if (!match) break;
    at = *match;
  }
  return found;
}
using Texts = std::vector<std::string>;

TEST(Cron, finds_the_next_match) {
  const std::string start = "2026-11-21T06:45";  // a Saturday
  EXPECT_EQ(next("* * * * *", start), Texts{"2026-11-21T06:46"});
  EXPECT_EQ(next("45 6 * * *", start), Texts{"2026-11-22T06:45"});
  EXPECT_EQ(next("*/15 * * * *", start, 3),
            (Texts{"2026-11-21T07:00", "2026-11-21T07:15", "2026-11-21T07:30"}));
  EXPECT_EQ(next("5-25/10,58 22-23 * * *", start, 5),
            (Texts{"2026-11-21T22:05", "2026-11-21T22:15", "2026-11-21T22:25", "2026-11-21T22:58",
                   "2026-11-21T23:05"}));
  EXPECT_EQ(next("30 2 * * mon-fri", start, 2), (Texts{"2026-11-23T02:30", "2026-11-24T02:30"}));
  EXPECT_EQ(next("0 0 1 jan,JUL *", start, 2), (Texts{"2027-01-01T00:00", "2027-07-01T00:00"}));
  EXPECT_EQ(next("0 0 31 * *", start, 3),
            (Texts{"2026-12-31T00:00", "2027-01-31T00:00", "2027-03-31T00:00"}));
  EXPECT_EQ(next("0 0 29 2 *", start, 2), (Texts{"2028-02-29T00:00", "2032-02-29T00:00"}));
}

TEST(Cron, seven_and_sun_are_sunday_alike) {
  const std::string start = "2026-11-21T06:45";
  for (const char* day : {"0", "7", "SUN", "sunday"})
    EXPECT_EQ(next("0 1 * * " + std::string(day), start), Texts{"2026-11-22T01:00"}) << day;
  EXPECT_EQ(parse_cron("0 0 * * 5-7").value(), parse_cron("0 0 * * FRI-SUN").value());
  EXPECT_EQ(parse_cron("0 0 * * 5-7").value(), parse_cron("0 0 * * 0,5,6").value());
}

TEST(Cron, two_restricted_days_are_either_and_a_star_makes_both) {
  // crontab(5): "30 4 1,15 * 5" runs on the 1st and 15th, and every Friday.
  EXPECT_EQ(
      next("30 4 1,15 * 5", "2026-11-21T06:45", 4),
      (Texts{"2026-11-27T04:30", "2026-12-01T04:30", "2026-12-04T04:30", "2026-12-11T04:30"}));
  EXPECT_EQ(next("0 0 */2 * 1", "2026-11-21T06:45", 2),
            (Texts{"2026-11-23T00:00", "2026-12-07T00:00"}));
  EXPECT_EQ(next("0 0 29 2 */7", "2026-11-21T06:45"), Texts{"2032-02-29T00:00"});
}

TEST(Cron, nicknames_are_expressions) {
  const std::vector<std::pair<std::string, std::string>> known{
      {"@hourly", "0 * * * *"},   {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
      {"@weekly", "0 0 * * 0"},   {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
      {"@annually", "0 0 1 1 *"}, {" @Daily ", "0 0 * * *"}};
  for (const auto& [nickname, expression] : known)
    EXPECT_EQ(parse_cron(nickname).value(), parse_cron(expression).value()) << nickname;
}

TEST(Cron, what_is_wrong_is_named_with_its_field) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"61 * * * *", "\"minute\": \"61\" is not in 0-59"},
      {"-1 * * * *", "\"minute\": \"\" is not in 0-59"},
      {"* 24 * * *", "\"hour\": \"24\" is not in 0-23"},
      {"* * 0 * *", "\"day of month\": \"0\" is not in 1-31"},
      {"* * * 13 *", "\"month\": \"13\" is not in 1-12 or jan-dec"},
      {"* * * JNA *", "\"month\": \"JNA\" is not in 1-12 or jan-dec"},
      {"* * * * 8", "\"day of week\": \"8\" is not in 0-7 or sun-sat"},
      {"* * * * FRY", "\"day of week\": \"FRY\""},
      {"*/0 * * * *", "\"minute\": \"*/0\" has a step that is not in 1-59"},
      {"*/60 * * * *", "1-59"},
      {"*/ * * * *", "has a step"},
      {"5/15 * * * *", "write 5-59/15"},
      {"30-20 * * * *", "\"minute\": \"30-20\" runs backwards"},
      {"1,,2 * * * *", "\"minute\": \"\" is not in"},
      {"1, * * * *", "\"minute\": \"\" is not in"},
      {"1-2-3 * * * *", "\"minute\": \"2-3\""},
      {"+5 * * * *", "\"minute\": \"+5\""},
      {"1e1 * * * *", "\"minute\": \"1e1\""},
      {"99999999999999999999 * * * *", "is not in 0-59"},
      {"* * L * *", "\"day of month\": \"L\""},
      {"* * ? * *", "\"day of month\": \"?\""},
      {"* * * * 5#2", "\"day of week\": \"5#2\""},
      {"", "has 0 fields; a cron expression has five fields"},
      {"* * * *", "has 4 fields"},
      {"0 0 2 * * *", "has 6 fields"},
      {"@dayly", "is not one of @hourly, @daily"},
      {"@reboot", "is not one of"},
      {"@", "is not one of"},
      {"0 0 31 2 *", "a day that never comes"},
      {"0 0 31 4,6,9,11 *", "a day that never comes"},
      {std::string(2000, '*'), "longer than 1000 bytes"},
      {std::string("* * * * *\0", 10), "\"day of week\""}};
  for (const auto& [expression, words] : wrong) {
    const auto parsed = parse_cron(expression);
    ASSERT_FALSE(parsed) << expression;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
    EXPECT_NE(parsed.error().message.find(words), std::string::npos) << parsed.error().message;
  }
}

TEST(Cron, a_day_that_a_month_lacks_can_be_its_last) {
  Cron cron = parse_cron("0 3 31 * *").value();
  cron.short_months_end = true;
  std::vector<std::string> found;
  for (WallTime at = wall("2027-01-31T12:00"); found.size() < 3; at = *next_wall(cron, at))
    found.push_back(text_of(next_wall(cron, at)));
  EXPECT_EQ(found, (Texts{"2027-02-28T03:00", "2027-03-31T03:00", "2027-04-30T03:00"}));
}

}  // namespace
}  // namespace patchbay::jobs
