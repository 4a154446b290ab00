// The two daylight-saving changes of a year, zone by zone (P-26).

#include "hub/jobs/occurrences.h"

#include <gtest/gtest.h>

namespace patchbay::jobs {
namespace {

using Texts = std::vector<std::string>;

/// Runs after an instant, in the zone's own time.
Texts runs(const std::string& cron, const std::string& zone_name, const std::string& after,
           std::size_t count) {
  const Zone zone = Zone::find(zone_name).value();
  const Pattern pattern = WallPattern{parse_cron(cron).value(), zone};
  Texts found;
  for (const auto at : next_occurrences(pattern, parse_timestamp(after).value(), count))
    found.push_back(to_local_text(at, zone.span_at(at)));
  return found;
}

TEST(Occurrences, berlin_gap_and_overlap_run_once) {
  // 2026-03-29 02:00 CET becomes 03:00 CEST.
  EXPECT_EQ(runs("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3),
            (Texts{"2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00",
                   "2026-03-30T02:30:00+02:00"}));
  // 2026-10-25 03:00 CEST becomes 02:00 CET.
  EXPECT_EQ(runs("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2),
            (Texts{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}));
  // Asked in the second pass of the repeated hour.
  EXPECT_EQ(runs("45 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", 1),
            (Texts{"2026-10-26T02:45:00+01:00"}));
}

TEST(Occurrences, all_that_meets_behind_a_gap_runs_once) {
  EXPECT_EQ(runs("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2),
            (Texts{"2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"}));
  EXPECT_EQ(runs("0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2),
            (Texts{"2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"}));
  EXPECT_EQ(runs("0 */2 * * *", "Europe/Berlin", "2026-03-28T22:30:00Z", 3),
            (Texts{"2026-03-29T00:00:00+01:00", "2026-03-29T03:00:00+02:00",
                   "2026-03-29T04:00:00+02:00"}));
}

TEST(Occurrences, every_hour_runs_by_elapsed_time) {
  EXPECT_EQ(runs("30 * * * *", "Europe/Berlin", "2026-03-28T23:45:00Z", 3),
            (Texts{"2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00",
                   "2026-03-29T04:30:00+02:00"}));
  EXPECT_EQ(runs("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", 6),
            (Texts{"2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00",
                   "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00",
                   "2026-10-25T03:00:00+01:00", "2026-10-25T03:30:00+01:00"}));
}

TEST(Occurrences, new_york) {
  // 2026-03-08 02:00 EST becomes 03:00 EDT; 2026-11-01 02:00 EDT becomes 01:00 EST.
  EXPECT_EQ(runs("0 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", 2),
            (Texts{"2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00"}));
  EXPECT_EQ(runs("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2),
            (Texts{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}));
  EXPECT_EQ(runs("0 2 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2),
            (Texts{"2026-11-01T02:00:00-05:00", "2026-11-02T02:00:00-05:00"}));
}

TEST(Occurrences, sydney_changes_the_other_way_round) {
  EXPECT_EQ(runs("30 2 * * *", "Australia/Sydney", "2026-10-03T00:00:00Z", 2),
            (Texts{"2026-10-04T03:00:00+11:00", "2026-10-05T02:30:00+11:00"}));
  EXPECT_EQ(runs("30 2 * * *", "Australia/Sydney", "2026-04-04T00:00:00Z", 2),
            (Texts{"2026-04-05T02:30:00+11:00", "2026-04-06T02:30:00+10:00"}));
}

TEST(Occurrences, lord_howe_moves_by_half_an_hour) {
  // 2026-10-04 02:00 becomes 02:30; 2026-04-05 02:00 becomes 01:30.
  EXPECT_EQ(runs("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", 2),
            (Texts{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}));
  EXPECT_EQ(runs("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", 2),
            (Texts{"2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"}));
  EXPECT_EQ(
      runs("*/15 * * * *", "Australia/Lord_Howe", "2026-04-04T14:20:00Z", 5),
      (Texts{"2026-04-05T01:30:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-05T01:30:00+10:30",
             "2026-04-05T01:45:00+10:30", "2026-04-05T02:00:00+10:30"}));
}

TEST(Occurrences, zones_without_changes_are_plain) {
  EXPECT_EQ(runs("0 2 * * *", "Africa/Lagos", "2026-03-28T12:00:00Z", 2),
            (Texts{"2026-03-29T02:00:00+01:00", "2026-03-30T02:00:00+01:00"}));
  EXPECT_EQ(runs("0 2 * * *", "UTC", "2026-10-24T12:00:00Z", 2),
            (Texts{"2026-10-25T02:00:00+00:00", "2026-10-26T02:00:00+00:00"}));
}

TEST(Occurrences, a_day_that_a_zone_skipped_runs_once) {
  // Samoa had no 2011-12-30.
  EXPECT_EQ(runs("0 2,14 * * *", "Pacific/Apia", "2011-12-29T20:00:00Z", 3),
            (Texts{"2011-12-29T14:00:00-10:00", "2011-12-31T00:00:00+14:00",
                   "2011-12-31T02:00:00+14:00"}));
}

TEST(Occurrences, a_year_of_days_has_a_run_each) {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Sydney",
                           "Australia/Lord_Howe", "Africa/Lagos", "UTC"}) {
    for (const char* cron : {"0 2 * * *", "30 2 * * *", "30 1 * * *", "59 23 * * *"}) {
      const Zone zone = Zone::find(name).value();
      const Pattern pattern = WallPattern{parse_cron(cron).value(), zone};
      std::chrono::local_days day{};
      Timestamp before = parse_timestamp("2026-01-02T00:00:00Z").value();
      for (const auto at : next_occurrences(pattern, before, 365)) {
        const auto shown = std::chrono::floor<std::chrono::days>(zone.span_at(at).wall_at(at));
        if (day != std::chrono::local_days{}) {
          EXPECT_EQ((shown - day).count(), 1) << name << cron;
        }
        EXPECT_GT(at, before);
        day = shown;
        before = at;
      }
    }
  }
}

TEST(Occurrences, intervals_count_from_their_anchor) {
  const Pattern pattern = Interval{std::chrono::seconds(90), parse_timestamp("2026-01-01").value()};
  const auto at = [&](const char* after) {
    return to_rfc3339(next_after(pattern, parse_timestamp(after).value()).value()).substr(0, 19);
  };
  EXPECT_EQ(at("2026-01-01T00:00:00Z"), "2026-01-01T00:01:30");
  EXPECT_EQ(at("2026-01-01T00:01:29Z"), "2026-01-01T00:01:30");
  EXPECT_EQ(at("2025-12-31T23:59:59Z"), "2026-01-01T00:00:00");
  EXPECT_EQ(at("2025-12-31T23:58:30Z"), "2026-01-01T00:00:00");
  EXPECT_EQ(at("2025-12-31T23:58:29Z"), "2025-12-31T23:58:30");
}

TEST(Zone, unknown_names_get_the_nearest) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"Europe/Berln", "Europe/Berlin"},
      {"europe/berlin", "Europe/Berlin"},
      {"Berlin", "Europe/Berlin"},
      {"Asia/Lagos", "Africa/Lagos"},
      {"utc", "UTC"},
      {"", "use a name such as"},
      {"localtime", "use a name such as"},
      {"../../etc/passwd", "is not a time zone"},
      {"CEST-2", "is not a time zone"},
      {std::string("UTC\0", 4), "is not a time zone"}};
  for (const auto& [name, words] : wrong) {
    const auto zone = Zone::find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_NE(zone.error().message.find(words), std::string::npos) << zone.error().message;
  }
}

}  // namespace
}  // namespace patchbay::jobs
