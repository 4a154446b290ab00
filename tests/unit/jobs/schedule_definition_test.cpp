#include <gtest/gtest.h>

#include "hub/jobs/schedule.h"

namespace patchbay::jobs {
namespace {

using Fields = std::map<std::string, std::string>;

std::vector<std::string> runs(Fields fields, const std::string& after, std::size_t count) {
  fields["job"] = "k";
  const auto definition = read_definition(fields, {}).value();
  std::vector<std::string> found;
  for (const auto at : next_occurrences(definition.pattern, parse_timestamp(after).value(), count))
    found.push_back(to_local_text(at, definition.zone.span_at(at)));
  return found;
}

TEST(ScheduleDefinition, calendar_forms) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(runs({{"every", "day"}, {"at", "02:30"}, {"zone", "Europe/Berlin"}},
                 "2026-03-28T12:00:00Z", 2),
            (Texts{"2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}));
  EXPECT_EQ(runs({{"every", "week"}, {"at", "08:00"}, {"on", "MON, thursday"}},
                 "2026-11-21T12:00:00Z", 2),
            (Texts{"2026-11-23T08:00:00+00:00", "2026-11-26T08:00:00+00:00"}));
  EXPECT_EQ(runs({{"every", "month"}, {"on", "15,31"}}, "2027-02-01T12:00:00Z", 3),
            (Texts{"2027-02-15T00:00:00+00:00", "2027-02-28T00:00:00+00:00",
                   "2027-03-15T00:00:00+00:00"}));
  EXPECT_EQ(runs({{"interval_seconds", "3600"}, {"anchor", "2026-01-01T00:30:00Z"}},
                 "2026-11-21T12:00:00Z", 1),
            (Texts{"2026-11-21T12:30:00+00:00"}));
}

TEST(ScheduleDefinition, what_is_wrong_is_named) {
  const std::vector<std::pair<Fields, std::string>> wrong{
      {{}, "one of \"cron\", \"every\" and \"interval_seconds\" is missing"},
      {{{"cron", "61 * * * *"}}, "\"cron\": \"minute\": \"61\" is not in 0-59"},
      {{{"cron", "0 0 31 2 *"}}, "never comes"},
      {{{"cron", "@daily"}, {"every", "day"}}, "both given"},
      {{{"cron", "@daily"}, {"at", "02:00"}}, "\"at\" belongs to \"every\""},
      {{{"cron", "@daily"}, {"anchor", "2026-01-01"}}, "\"anchor\" belongs to"},
      {{{"cron", "@daily"}, {"zone", "Europe/Berln"}}, "Europe/Berlin"},
      {{{"cron", "@daily"}, {"zoen", "UTC"}}, "zone"},
      {{{"cron", "@daily"}, {"overlap", "wait"}}, "one of skip, queue, cancel"},
      {{{"cron", "@daily"}, {"catch_up", "some"}}, "one of none, one, all"},
      {{{"cron", "@daily"}, {"overlap", "cancel"}, {"catch_up", "all"}}, "contradict"},
      {{{"cron", "@daily"}, {"catch_up_max", "0"}}, "catch_up_max"},
      {{{"cron", "@daily"}, {"jitter_seconds", "-1"}}, "jitter_seconds"},
      {{{"every", "year"}}, "day, week or month"},
      {{{"every", "day"}, {"at", "24:00"}}, "00:00 to 23:59"},
      {{{"every", "day"}, {"at", "2:30"}}, "00:00 to 23:59"},
      {{{"every", "day"}, {"on", "MON"}}, "\"on\" belongs to"},
      {{{"every", "week"}}, "\"on\" is missing"},
      {{{"every", "week"}, {"on", "MON,FOO"}}, "\"FOO\" is not a weekday"},
      {{{"every", "month"}, {"on", "32"}}, "on"},
      {{{"every", "month"}, {"on", "1,,2"}}, "on"},
      {{{"interval_seconds", "0"}}, "interval_seconds"},
      {{{"interval_seconds", "-5"}}, "interval_seconds"},
      {{{"interval_seconds", "60"}, {"jitter_seconds", "60"}}, "less than"},
      {{{"interval_seconds", "60"}, {"anchor", "yesterday"}}, "anchor"},
      {{{"cron", "@daily"}, {"zone", std::string(5000, 'x')}}, "longer than"}};
  for (auto [fields, words] : wrong) {
    fields["job"] = "k";
    const auto read = read_definition(fields, {});
    ASSERT_FALSE(read) << words;
    EXPECT_EQ(read.error().kind, ErrorKind::invalid);
    EXPECT_NE(read.error().message.find(words), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(read_definition({{"cron", "@daily"}}, {})) << "job is missing";
}

TEST(ScheduleDefinition, only_known_kinds_with_their_settings) {
  const ScheduledKinds kinds{{"sync.orders", "", {{"partner", FieldType::text, {}, ""}}},
                             {"retention", "", {{"days", FieldType::integer, "90", "", 1, 3650}}}};
  const auto payload = [&](const std::string& job, const Fields& settings) {
    return payload_of(read_definition({{"cron", "@daily"}, {"job", job}}, settings).value(), kinds);
  };
  EXPECT_EQ(payload("sync.orders", {{"partner", "till"}}).value(), R"({"partner":"till"})");
  EXPECT_EQ(payload("retention", {}).value(), R"({"days":90})");
  EXPECT_NE(payload("sync.order", {}).error().message.find("\"sync.orders\""), std::string::npos);
  EXPECT_NE(payload("reward.issue", {}).error().message.find("cannot be scheduled"),
            std::string::npos);
  EXPECT_NE(payload("sync.orders", {}).error().message.find("partner"), std::string::npos);
  EXPECT_NE(payload("sync.orders", {{"partnre", "x"}}).error().message.find("partner"),
            std::string::npos);
  EXPECT_FALSE(payload("retention", {{"days", "0"}}));
}

TEST(ScheduleDefinition, ids) {
  for (const char* id : {"nightly", "a.b-c_9"}) EXPECT_TRUE(check_schedule_id(id)) << id;
  for (const std::string id : {"", "Nightly", "a b", "a/b", "ä"})
    EXPECT_FALSE(check_schedule_id(id)) << id;
  EXPECT_FALSE(check_schedule_id(std::string(101, 'a')));
}

}  // namespace
}  // namespace patchbay::jobs
