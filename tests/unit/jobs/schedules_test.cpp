#include "hub/jobs/schedules.h"

#include <gtest/gtest.h>

#include <array>

#include "hub/jobs/leases.h"
#include "hub/jobs/schedule_runs.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Session;
using Fields = std::map<std::string, std::string>;

const Timestamp start = parse_timestamp("2023-11-21T06:00:00Z").value();

class SchedulesTest : public StoreTest {
 protected:
  PutResult put(const std::string& id, Fields fields = {}, Timestamp now = start - seconds(1)) {
    fields.insert({"job", "k"});
    if (!fields.contains("cron")) fields.insert({"interval_seconds", "600"});
    const NewSchedule schedule{"org", id, read_definition(fields, {}).value(), "{}", "api"};
    return write([&](Session& s) { return put_schedule(s, schedule, now); });
  }
  Schedule find(const std::string& id) {
    return read([&](Session& s) { return find_schedule(s, "org", id); }).value().schedule.value();
  }
  FiredCounts fire(Timestamp now) {
    return write([&](Session& s) { return fire_due(s, 100, now); });
  }
  /// "outcome cause", newest first.
  std::vector<std::string> history(const std::string& id) {
    std::vector<std::string> found;
    for (const auto& run : runs(id)) found.push_back(run.outcome + " " + run.cause);
    return found;
  }
  std::vector<ScheduleRun> runs(const std::string& id) {
    return read([&](Session& s) { return list_runs(s, "org", id, 0, 100); });
  }
  std::vector<Job> claim_all() {
    return write([](Session& s) { return claim_kind(s, "k", 10, "w", seconds(30)); });
  }
  void end(const Job& job, End how, Timestamp now) {
    write([&](Session& s) {
      end_run(s, job, how, now);
      finish(s, std::array{Finished{job.id, job.lease, how, 0}});
    });
  }
  using Texts = std::vector<std::string>;
};
PATCHBAY_ON_BOTH_STORES(SchedulesTest);

TEST_P(SchedulesTest, is_stored_as_it_was_given) {
  EXPECT_EQ(put("a", {{"cron", "30 2 * * *"}, {"zone", "Europe/Berlin"}}), PutResult::created);
  const auto stored = find("a");
  EXPECT_EQ(stored.definition.fields.at("zone"), "Europe/Berlin");
  EXPECT_EQ(to_rfc3339(*stored.next_at), "2023-11-22T01:30:00.000000Z");
  EXPECT_EQ(stored.due_at, stored.next_at);
  EXPECT_EQ(read([](Session& s) { return list_schedules(s, "org").size(); }), 1U);
  EXPECT_EQ(read([](Session& s) { return list_schedules(s, "other").size(); }), 0U);
  EXPECT_TRUE(write([](Session& s) { return remove_schedule(s, "org", "a"); }));
  EXPECT_FALSE(write([](Session& s) { return remove_schedule(s, "org", "a"); }));
}

TEST_P(SchedulesTest, the_same_again_keeps_what_was_missed) {
  put("a");
  EXPECT_EQ(put("a", {}, start + hours(5)), PutResult::same);
  EXPECT_EQ(find("a").next_at, start);
  EXPECT_EQ(put("a", {{"interval_seconds", "1200"}}, start + hours(5)), PutResult::changed);
  EXPECT_EQ(find("a").next_at, start + hours(5) + minutes(20));
}

TEST_P(SchedulesTest, an_occurrence_becomes_one_job_with_a_history) {
  put("a");
  EXPECT_EQ(fire(start).jobs, 1U);
  EXPECT_EQ(fire(start).jobs, 0U);
  EXPECT_EQ(history("a"), Texts{"waiting time"});
  const auto jobs = claim_all();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].key, "schedule:a:time:2023-11-21T06:00:00.000000Z");
  EXPECT_TRUE(write([&](Session& s) { return begin_run(s, jobs[0], start + seconds(1)); }));
  EXPECT_EQ(history("a"), Texts{"running time"});
  end(jobs[0], Done{}, start + seconds(4));
  const auto run = runs("a").at(0);
  EXPECT_EQ(run.outcome, "succeeded");
  EXPECT_EQ(*run.ended_at - *run.started_at, seconds(3));
  EXPECT_EQ(run.attempts, 1);
  EXPECT_FALSE(write([&](Session& s) { return begin_run(s, jobs[0], start); })) << "it succeeded";
}

TEST_P(SchedulesTest, the_same_occurrence_is_not_fired_again_under_a_new_definition) {
  put("a");
  fire(start);
  put("a", {{"catch_up", "all"}}, start - seconds(1));
  EXPECT_EQ(fire(start).jobs, 0U);
  EXPECT_EQ(runs("a").size(), 1U);
}

TEST_P(SchedulesTest, overlapping_runs_are_skipped_queued_or_cancelled) {
  put("skip");
  put("queue", {{"overlap", "queue"}});
  put("cancel", {{"overlap", "cancel"}});
  EXPECT_EQ(fire(start).jobs, 3U);
  const auto first = claim_all();
  EXPECT_EQ(first.size(), 3U);
  EXPECT_EQ(fire(start + minutes(10)).jobs, 2U);
  EXPECT_EQ(history("skip"), (Texts{"skipped time", "waiting time"}));
  EXPECT_EQ(history("queue"), (Texts{"waiting time", "waiting time"}));
  EXPECT_EQ(history("cancel"), (Texts{"waiting time", "cancelled time"}));
  EXPECT_TRUE(claim_all().empty()) << "one run of a schedule at a time";
  for (const auto& job : first) {
    const bool called_off =
        job.key.find(":cancel:") != std::string::npos || job.key.starts_with("schedule:cancel:");
    EXPECT_EQ(read([&](Session& s) { return is_cancelled(s, job); }), called_off);
    end(job, Done{}, start + minutes(11));
  }
  EXPECT_EQ(history("cancel"), (Texts{"waiting time", "cancelled time"}));
  EXPECT_EQ(claim_all().size(), 2U);
}

TEST_P(SchedulesTest, a_waiting_run_that_was_cancelled_does_nothing) {
  put("a", {{"overlap", "cancel"}});
  fire(start);
  fire(start + minutes(10));
  const auto jobs = claim_all();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].key, "schedule:a:time:2023-11-21T06:10:00.000000Z");
  EXPECT_TRUE(write([&](Session& s) { return begin_run(s, jobs[0], start); }));
}

TEST_P(SchedulesTest, downtime_is_caught_up_as_the_policy_says) {
  put("none", {{"catch_up", "none"}});
  put("one", {{"catch_up", "one"}});
  put("all", {{"catch_up", "all"}});
  EXPECT_EQ(fire(start + minutes(35)).jobs, 0U + 1U + 4U);
  EXPECT_EQ(history("none"), Texts{"skipped time"});
  EXPECT_EQ(runs("one").size(), 2U);
  EXPECT_EQ(runs("all").size(), 4U);
}

TEST_P(SchedulesTest, a_run_whose_job_died_is_closed) {
  put("a");
  fire(start);
  const auto jobs = claim_all();
  write([&](Session& s) {
    begin_run(s, jobs[0], start);
    finish(s, std::array{Finished{jobs[0].id, jobs[0].lease, Dead{"killed its worker"}, 0}});
  });
  EXPECT_TRUE(read([](Session& s) { return has_lost_runs(s); }));
  EXPECT_EQ(fire(start + minutes(10)).jobs, 1U) << "a lost run blocks nothing";
  EXPECT_EQ(history("a"), (Texts{"waiting time", "failed time"}));
  EXPECT_EQ(runs("a").at(1).reason, "killed its worker");
  EXPECT_FALSE(read([](Session& s) { return has_lost_runs(s); }));
}

TEST_P(SchedulesTest, a_failed_run_that_is_redriven_succeeds_after_all) {
  put("a");
  fire(start);
  const auto jobs = claim_all();
  write([&](Session& s) { begin_run(s, jobs[0], start); });
  end(jobs[0], Dead{"no such file"}, start);
  EXPECT_EQ(history("a"), Texts{"failed time"});
  write([&](Session& s) {
    EXPECT_TRUE(begin_run(s, jobs[0], start));
    end_run(s, jobs[0], Done{}, start);
  });
  EXPECT_EQ(history("a"), Texts{"succeeded time"});
  EXPECT_EQ(runs("a").at(0).attempts, 2);
}

TEST_P(SchedulesTest, a_pause_is_not_made_up_for) {
  put("a");
  EXPECT_TRUE(write([&](Session& s) { return set_paused(s, find("a"), true, start); }));
  EXPECT_FALSE(write([&](Session& s) { return set_paused(s, find("a"), true, start); }));
  EXPECT_EQ(fire(start + hours(3)).schedules, 0U);
  EXPECT_EQ(put("a", {{"catch_up", "all"}}, start + hours(3)), PutResult::changed);
  EXPECT_TRUE(find("a").paused);
  EXPECT_TRUE(write([&](Session& s) { return set_paused(s, find("a"), false, start + hours(4)); }));
  EXPECT_EQ(find("a").next_at, start + hours(4) + minutes(10));
}

TEST_P(SchedulesTest, an_edit_that_keeps_the_times_keeps_what_is_due) {
  put("a", {{"jitter_seconds", "300"}});
  EXPECT_EQ(put("a", {{"overlap", "queue"}, {"anchor", "1970-01-01"}}, start + seconds(1)),
            PutResult::changed);
  EXPECT_EQ(find("a").next_at, start) << "it is in the time of its jitter, or missed";
  EXPECT_EQ(find("a").due_at, start) << "by the new jitter";
  EXPECT_EQ(fire(start + seconds(2)).jobs, 1U);
}

TEST_P(SchedulesTest, other_times_fire_what_was_due_under_the_old_ones) {
  put("a", {{"catch_up", "all"}});
  put("a", {{"interval_seconds", "7200"}}, start + minutes(25));
  EXPECT_EQ(history("a"), (Texts{"waiting time", "waiting time", "waiting time"}));
  EXPECT_EQ(find("a").next_at, start + hours(2));
}

TEST_P(SchedulesTest, other_times_or_a_pause_within_the_jitter_are_in_the_history) {
  const Fields wide{{"jitter_seconds", "599"}};
  for (const std::string id : {"edited", "paused"}) {
    put(id, wide);
    ASSERT_GT(*find(id).due_at, start) << "the jitter of this id and time is not zero";
  }
  put("edited", {{"interval_seconds", "7200"}}, start);
  write([&](Session& s) { return set_paused(s, find("paused"), true, start); });
  write([&](Session& s) { return set_paused(s, find("paused"), false, start); });
  EXPECT_EQ(history("edited"), Texts{"skipped time"});
  EXPECT_EQ(history("paused"), Texts{"skipped time"});
  EXPECT_EQ(runs("paused").at(0).occurrence, start);
  EXPECT_EQ(find("paused").next_at, start + minutes(10));
}

TEST_P(SchedulesTest, one_that_cannot_be_read_stops_no_other_and_can_be_replaced_or_removed) {
  put("bad");
  put("good");
  write([](Session& s) {
    return store::execute(s, "UPDATE schedules SET definition = '{\"form\": 2}' WHERE id = 'bad'");
  });
  const auto all = read([](Session& s) { return list_schedules(s, "org"); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].origin, "api");
  ASSERT_FALSE(all[0].schedule);
  EXPECT_EQ(all[0].schedule.error().kind, ErrorKind::corrupt);
  EXPECT_NE(all[0].schedule.error().message.find("\"bad\""), std::string::npos);
  EXPECT_TRUE(all[1].schedule);
  EXPECT_EQ(fire(start).jobs, 1U);
  EXPECT_EQ(put("bad", {}, start), PutResult::changed);
  EXPECT_EQ(find("bad").next_at, start + minutes(10));
  EXPECT_TRUE(write([](Session& s) { return remove_schedule(s, "org", "bad"); }));
}

TEST_P(SchedulesTest, is_created_once_and_changed_where_it_was_made) {
  const auto definition = read_definition({{"job", "k"}, {"cron", "@daily"}}, {}).value();
  NewSchedule schedule{"org", "a", definition, "{}", "config"};
  EXPECT_TRUE(write([&](Session& s) { return create_schedule(s, schedule, start); }));
  EXPECT_FALSE(write([&](Session& s) { return create_schedule(s, schedule, start); }));
  schedule.origin = "api";
  EXPECT_THROW(write([&](Session& s) { return put_schedule(s, schedule, start); }), ErrorException);
}

TEST_P(SchedulesTest, run_now_and_backfill) {
  put("a", {{"overlap", "queue"}});
  write([&](Session& s) { return run_now(s, find("a"), start - seconds(30)); });
  EXPECT_EQ(history("a"), Texts{"waiting now"});
  const auto fill = [&](Timestamp from, Timestamp to, bool dry_run) {
    return write(
        [&](Session& s) { return backfill(s, find("a"), from, to, dry_run, start + hours(2)); });
  };
  fire(start);
  const auto dry = fill(start - hours(1), start + minutes(1), true).value();
  EXPECT_EQ(dry.occurrences, 7U);
  EXPECT_EQ(dry.taken, 1U);
  EXPECT_EQ(dry.enqueued, 6U);
  EXPECT_EQ(runs("a").size(), 2U);
  EXPECT_EQ(fill(start - hours(1), start + minutes(1), false).value().enqueued, 6U);
  EXPECT_EQ(fill(start - hours(1), start + minutes(1), false).value().enqueued, 0U);
  EXPECT_EQ(runs("a").size(), 8U);
  for (const auto& [from, to, words] : std::vector<std::tuple<Timestamp, Timestamp, std::string>>{
           {start, start, "before"},
           {start, start + hours(3), "future"},
           {start - hours(24 * 365), start, "more than 1000"}})
    EXPECT_NE(fill(from, to, false).error().message.find(words), std::string::npos) << words;
}

TEST_P(SchedulesTest, history_goes_page_by_page_and_grows_old) {
  put("a", {{"overlap", "queue"}});
  for (int i = 0; i < 5; ++i) fire(start + minutes(10) * i);
  const auto newest = read([](Session& s) { return list_runs(s, "org", "a", 0, 2); });
  ASSERT_EQ(newest.size(), 2U);
  const auto older = read([&](Session& s) { return list_runs(s, "org", "a", newest[1].id, 10); });
  EXPECT_EQ(older.size(), 3U);
  end(claim_all().at(0), Done{}, start);
  EXPECT_EQ(write([](Session& s) { return remove_runs(s, start + seconds(1), 100); }), 1);
  EXPECT_EQ(runs("a").size(), 4U);
}

}  // namespace
}  // namespace patchbay::jobs
