#include "hub/loyalty/progress_store.h"
#include "tests/support/stores.h"

namespace patchbay::loyalty {
namespace {

using enum ProgressKind;

LocalDay day(const char* text) { return parse_day(text).value(); }

/// What these events come to, each "2026-01-01 start"; all have to fit.
Streak after_all(const std::vector<std::pair<const char*, ProgressKind>>& events,
                 std::int64_t grace = 0) {
  std::optional<Streak> streak;
  for (const auto& [on, kind] : events)
    streak = after(streak, {kind, day(on)}, day("2026-12-31"), grace).value();
  return *streak;
}

std::string refusal(const std::optional<Streak>& before, ProgressKind kind, const char* on) {
  const auto streak = after(before, {kind, day(on)}, day("2026-06-30"), 0);
  return streak ? "taken" : streak.error().message;
}

TEST(Days, read_and_write) {
  EXPECT_EQ(to_text(day("2026-11-22")), "2026-11-22");
  EXPECT_EQ(to_text(day("1969-12-31")), "1969-12-31");
  EXPECT_EQ(day("2024-03-01") - day("2024-02-28"), std::chrono::days(2)) << "a leap year";
  for (const char* text :
       {"", "2026", "2026-02-30", "2026-13-01", "22.11.2026", "2026-1-1", "2026-11-22T10:00:00Z"})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(Days, are_counted_from_the_day_after_the_start) {
  const Streak streak = after_all({{"2026-01-01", start}});
  EXPECT_EQ(days_of(streak, day("2026-01-01"), 0), 0);
  EXPECT_EQ(days_of(streak, day("2026-01-02"), 0), 1);
  EXPECT_EQ(days_of(streak, day("2026-01-31"), 0), 30);
  EXPECT_EQ(days_of(streak, day("2025-12-31"), 0), 0) << "who travels west loses nothing";
}

TEST(Days, begin_anew_with_a_relapse) {
  const Streak streak = after_all({{"2026-01-01", start}, {"2026-02-10", relapse}});
  EXPECT_EQ(streak.number, 2);
  EXPECT_EQ(days_of(streak, day("2026-02-10"), 0), 0);
  EXPECT_EQ(days_of(streak, day("2026-03-12"), 0), 30);
}

TEST(Days, stay_as_they_are_when_a_relapse_is_told_twice) {
  const Streak once = after_all({{"2026-01-01", start}, {"2026-02-10", relapse}});
  const Streak twice =
      after_all({{"2026-01-01", start}, {"2026-02-10", relapse}, {"2026-02-10", relapse}});
  EXPECT_EQ(once, twice);
}

TEST(Days, of_a_pause_do_not_count) {
  const Streak paused = after_all({{"2026-01-01", start}, {"2026-01-11", pause}});
  EXPECT_EQ(days_of(paused, day("2026-01-11"), 0), 10);
  EXPECT_EQ(days_of(paused, day("2026-02-11"), 0), 10);
  const Streak on =
      after_all({{"2026-01-01", start}, {"2026-01-11", pause}, {"2026-01-21", resume}});
  EXPECT_EQ(days_of(on, day("2026-01-21"), 0), 10);
  EXPECT_EQ(days_of(on, day("2026-01-31"), 0), 20);
}

TEST(Days, of_grace_count_and_the_count_never_falls) {
  const Streak paused = after_all({{"2026-01-01", start}, {"2026-01-11", pause}}, 3);
  std::int64_t before = 0;
  for (LocalDay today = day("2026-01-01"); today < day("2026-02-01");
       today += std::chrono::days(1)) {
    const std::int64_t now = days_of(paused, today, 3);
    EXPECT_GE(now, before) << to_text(today);
    before = now;
  }
  EXPECT_EQ(before, 13);
  const Streak short_one =
      after_all({{"2026-01-01", start}, {"2026-01-11", pause}, {"2026-01-14", resume}}, 3);
  EXPECT_EQ(days_of(short_one, day("2026-01-31"), 3), 30) << "as if there had been no pause";
}

TEST(Days, end_a_pause_with_a_relapse) {
  const Streak streak =
      after_all({{"2026-01-01", start}, {"2026-01-11", pause}, {"2026-01-15", relapse}});
  EXPECT_FALSE(streak.paused_on);
  EXPECT_EQ(days_of(streak, day("2026-01-20"), 0), 5);
}

TEST(Events, that_do_not_fit_are_refused_in_a_sentence) {
  const Streak running = after_all({{"2026-05-01", start}});
  const Streak paused = after_all({{"2026-05-01", start}, {"2026-05-10", pause}});
  EXPECT_NE(refusal(std::nullopt, relapse, "2026-05-01").find("\"start\""), std::string::npos);
  EXPECT_NE(refusal(std::nullopt, resume, "2026-05-01").find("\"start\""), std::string::npos);
  EXPECT_NE(refusal(running, start, "2026-05-02").find("\"relapse\""), std::string::npos);
  EXPECT_NE(refusal(running, resume, "2026-05-02").find("not paused"), std::string::npos);
  EXPECT_NE(refusal(paused, pause, "2026-05-11").find("paused since 2026-05-10"),
            std::string::npos);
  EXPECT_NE(refusal(running, relapse, "2026-07-01").find("still to come"), std::string::npos);
  EXPECT_NE(refusal(paused, relapse, "2026-05-09").find("before the last event"),
            std::string::npos);
  EXPECT_EQ(refusal(paused, resume, "2026-06-30"), "taken");
}

TEST(Events, have_names) {
  EXPECT_EQ(parse_progress_kind("relapse").value(), relapse);
  EXPECT_NE(parse_progress_kind("relaps").error().message.find("did you mean relapse?"),
            std::string::npos);
}

TEST(LocalDays, follow_the_zone_through_both_changes_of_the_clock) {
  const auto sydney = jobs::Zone::find("Australia/Sydney").value();
  const auto at = [](const char* text) { return parse_timestamp(text).value(); };
  EXPECT_EQ(local_day(at("2026-11-22T12:59:59Z"), sydney), day("2026-11-22"));
  EXPECT_EQ(local_day(at("2026-11-22T13:00:00Z"), sydney), day("2026-11-23"));
  // Daylight saving ends on 5 April 2026 and begins on 4 October: 25 and 23 hours.
  EXPECT_EQ(local_day(at("2026-04-04T13:00:00Z"), sydney), day("2026-04-05"));
  EXPECT_EQ(local_day(at("2026-04-05T13:59:59Z"), sydney), day("2026-04-05"));
  EXPECT_EQ(local_day(at("2026-04-05T14:00:00Z"), sydney), day("2026-04-06"));
  EXPECT_EQ(local_day(at("2026-10-03T14:00:00Z"), sydney), day("2026-10-04"));
  EXPECT_EQ(local_day(at("2026-10-04T13:00:00Z"), sydney), day("2026-10-05"));
}

class ProgressTest : public StoreTest {
 protected:
  static constexpr const char* organisation = "org_a";
  Result<PersonProgress> tell(ProgressNews news, const char* at = "2026-06-30T00:00:00Z",
                              const std::string& zone = "Australia/Sydney") {
    news.customer = "42";
    news.actor = "test";
    return write([&](store::Session& s) {
      return record_progress(s, organisation, news, zone, parse_timestamp(at).value());
    });
  }
  std::optional<PersonProgress> find(const std::string& customer = "42") {
    return read([&](store::Session& s) { return find_progress(s, organisation, customer); });
  }
};
PATCHBAY_ON_BOTH_STORES(ProgressTest);

TEST_P(ProgressTest, what_is_told_is_what_is_found) {
  ProgressNews news;
  news.zone = "Asia/Tokyo";
  news.grace_days = 2;
  news.on = day("2026-05-01");
  const auto told = tell(news).value();
  EXPECT_EQ(find(), told);
  EXPECT_EQ(told.zone, "Asia/Tokyo");
  EXPECT_EQ(told.grace_days, 2);
  news = {};
  news.kind = pause;
  const auto paused = tell(news).value();
  EXPECT_EQ(find(), paused);
  EXPECT_EQ(paused.zone, "Asia/Tokyo") << "stays";
  EXPECT_EQ(paused.streak.paused_on, day("2026-06-30")) << "today, in Tokyo";
  EXPECT_FALSE(find("43"));
  EXPECT_EQ(*read([](store::Session& s) {
    return store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM progress_events");
  }),
            2);
}

TEST_P(ProgressTest, today_is_where_the_person_lives) {
  EXPECT_EQ(tell({}, "2026-06-30T14:30:00Z")->streak.since, day("2026-07-01"));
}

TEST_P(ProgressTest, a_refused_event_changes_nothing) {
  ProgressNews news;
  news.zone = "Mars/Base";
  EXPECT_NE(tell(news).error().message.find("\"time_zone\""), std::string::npos);
  EXPECT_FALSE(find());
  news = {};
  news.kind = relapse;
  EXPECT_EQ(tell(news).error().kind, ErrorKind::conflict);
  EXPECT_FALSE(find());
}

TEST_P(ProgressTest, people_come_in_pages) {
  write([&](store::Session& s) {
    for (const char* id : {"c", "a", "b"}) {
      ProgressNews news;
      news.customer = id;
      news.actor = "test";
      record_progress(s, organisation, news, "UTC", {0}).value();
      record_progress(s, "other", news, "UTC", {0}).value();
    }
  });
  const auto page = [&](const char* after, std::size_t limit) {
    std::string ids;
    for (const auto& one :
         read([&](store::Session& s) { return list_progress(s, organisation, after, limit); }))
      ids += one.customer;
    return ids;
  };
  EXPECT_EQ(page("", 2), "ab");
  EXPECT_EQ(page("b", 2), "c");
  EXPECT_EQ(page("c", 2), "");
}

TEST_P(ProgressTest, a_problem_keeps_its_beginning_and_goes_when_it_is_over) {
  tell({}).value();
  const auto note = [&](const std::string& problem, std::int64_t at) {
    write([&](store::Session& s) {
      const std::vector<CheckResult> results{{"42", problem}, {"nobody", problem}};
      note_checks(s, organisation, results, {at});
    });
  };
  note("rules.lua:7: no", 1000);
  note("rules.lua:8: no", 2000);
  EXPECT_EQ(find()->check_problem, "rules.lua:8: no");
  EXPECT_EQ(find()->problem_at, Timestamp{1000});
  note("", 3000);
  EXPECT_EQ(find()->check_problem, "");
  EXPECT_FALSE(find()->problem_at);
}

TEST_P(ProgressTest, problems_of_a_page_are_each_ones_own) {
  write([&](store::Session& s) {
    for (const char* id : {"a", "b", "c"}) {
      ProgressNews news;
      news.customer = id;
      record_progress(s, organisation, news, "UTC", {0}).value();
      record_progress(s, "other", news, "UTC", {0}).value();
    }
    const std::vector<CheckResult> results{{"a", "x"}, {"b", "y"}, {"c", "x"}};
    note_checks(s, organisation, results, {1000});
    note_checks(s, organisation, std::vector<CheckResult>{{"a", ""}, {"b", "y"}}, {2000});
  });
  EXPECT_EQ(find("a")->check_problem, "");
  EXPECT_EQ(find("b")->check_problem, "y");
  EXPECT_EQ(find("b")->problem_at, Timestamp{1000});
  EXPECT_EQ(find("c")->check_problem, "x");
  EXPECT_EQ(read([](store::Session& s) { return find_progress(s, "other", "c"); })->check_problem,
            "");
}

TEST_P(ProgressTest, noting_a_page_touches_its_people_alone) {
  if (GetParam() != store::Dialect::sqlite) return;
  // EXPLAIN QUERY PLAN of what note_checks() looks for: people come by their key.
  store::Rows rows({{"customer", store::ColumnType::text}});
  rows.add("42").add("43");
  std::string plan;
  read([&](store::Session& s) {
    store::query(s,
                 "EXPLAIN QUERY PLAN SELECT streak FROM customer_progress"
                 " WHERE organisation_id = :organisation"
                 " AND customer_id IN (SELECT customer FROM {rows} AS r) AND check_problem <> 'p'",
                 rows, {{"organisation", organisation}},
                 [&](std::int64_t, std::int64_t, std::int64_t, std::string detail) {
                   plan += detail + "\n";
                 });
  });
  EXPECT_NE(plan.find("(organisation_id=? AND customer_id=?)"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("SCAN customer_progress"), std::string::npos) << plan;
}

}  // namespace
}  // namespace patchbay::loyalty
