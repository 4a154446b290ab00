// Simulations over what a store has kept, and as jobs.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <thread>

#include "hub/policy/decisions.h"
#include "hub/policy/simulation/simulations.h"
#include "hub/policy/simulation/simulator.h"
#include "hub/policy/versions.h"
#include "tests/support/stores.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

using store::Session;

const std::string organisation = "org_a";
constexpr std::int64_t day_us = 86'400'000'000;
constexpr Timestamp start{1'790'000'000'000'000};
const Period period{start, start + Duration(30 * day_us)};

std::vector<PolicyFile> files(int dollars) {
  return {{"rules.lua",
           "programme { id = \"p\", currency = \"AUD\", time_zone = \"UTC\", rounding = "
           "\"half_up\" }\n"
           "earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n"
           "reward { id = \"voucher\", kind = \"retail\", capability = \"issue_voucher\" }\n"
           "milestone { id = \"points_100\", points = 100, reward = \"voucher\", amount = AUD(" +
               std::to_string(dollars) +
               "), partners = { \"coles\" } }\n"
               "milestone { id = \"month_1\", days = 30, again = \"each_streak\", reward = "
               "\"voucher\", amount = AUD(" +
               std::to_string(dollars) + "), partners = { \"coles\" } }\n"}};
}

/// With one more milestone than files().
std::vector<PolicyFile> files_and(const std::string& fields) {
  auto all = files(20);
  all[0].text += "milestone { " + fields +
                 ", reward = \"voucher\", amount = AUD(50), partners = { \"coles\" } }\n";
  return all;
}

/// Its few long instructions use up the CPU time of a call, 40 ms, on a machine of any speed.
const std::string endless =
    "id = \"endless\", points = 50, when = function(facts)\n"
    "  local a = string.rep(\"x\", 1000000) .. \"a\"\n"
    "  local b = string.rep(\"x\", 1000000) .. \"b\"\n"
    "  while a < b do end\n"
    "  return true\nend";

Policy rules(int dollars) { return Policy::from_files(files(dollars)).value(); }

class SimulationStoreTest : public StoreTest {
 protected:
  /// An order of 100 dollars by somebody new, so that it reaches the milestone.
  static KeptDecision order(const std::string& customer, int number, Timestamp at) {
    KeptDecision kept;
    kept.id = "dec_" + std::to_string(100000 + number);
    kept.customer = customer;
    kept.reference = "order/till/" + std::to_string(number);
    kept.version = "v";
    kept.decided_at = at;
    kept.facts.at = at;
    kept.facts.customer = customer;
    kept.facts.amount_minor = 10'000;
    kept.effects = "[]";
    return kept;
  }
  void keep(const std::vector<KeptDecision>& decisions) {
    write([&](Session& session) { keep_decisions(session, organisation, decisions); });
  }
  void keep(const std::string& customer, int number, Timestamp at) {
    keep({order(customer, number, at)});
  }

  Result<std::optional<SimulationResult>> run(const SimulationProgress& progress = [](auto, auto) {
    return true;
  }) {
    return simulate(store(), {organisation, rules(20), rules(25), period}, progress);
  }

  void walk(const std::string& customer, std::int64_t since) {
    write([&](Session& session) {
      store::execute(session,
                     "INSERT INTO customer_progress (organisation_id, customer_id, zone,"
                     " grace_days, streak, since, paused_days, last_on, updated_at) VALUES"
                     " (:organisation, :customer, '', 0, 1, :since, 0, :since, 0)",
                     {{"organisation", organisation}, {"customer", customer}, {"since", since}});
    });
  }

  /// Points that were earned long ago.
  void earn(const std::string& customer, std::int64_t points) {
    write([&](Session& session) {
      store::execute(session,
                     "INSERT INTO customers (organisation_id, id, tier, earned_points, orders,"
                     " spent_minor, currency, created_at, updated_at) VALUES"
                     " (:organisation, :customer, '', :points, 1, 0, 'AUD', 1, 1)",
                     {{"organisation", organisation}, {"customer", customer}, {"points", points}});
    });
  }
  void give(const std::string& customer, const std::string& milestone, Timestamp at) {
    write([&](Session& session) {
      store::execute(
          session,
          "INSERT INTO rewards (organisation_id, id, customer_id, milestone_id, kind, capability,"
          " partner, eligible_partners, amount_minor, currency, state, reason, partner_reference,"
          " settle_way, tries, lease, policy_hash, created_at) VALUES (:organisation, :id,"
          " :customer, :milestone, 'retail', 'issue_voucher', 'coles', 'coles', 2000, 'AUD',"
          " 'issued', '', '', 0, 0, 0, '', :at)",
          {{"organisation", organisation},
           {"id", customer + milestone},
           {"customer", customer},
           {"milestone", milestone},
           {"at", at}});
    });
  }

  ManualClock clock_{start};
  SeededRandom random_{1};
};
PATCHBAY_ON_BOTH_STORES(SimulationStoreTest);

TEST_P(SimulationStoreTest, reads_what_was_decided_in_the_period_and_nothing_else) {
  keep("anna", 1, start - Duration(1));
  keep("anna", 2, start);
  keep("ben", 3, period.until - Duration(1));
  keep("cleo", 4, period.until);
  const auto result = run();
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 2);
  EXPECT_EQ((*result)->customers_gaining, 2);
  EXPECT_EQ((*result)->total.before.minor, 4000);
  EXPECT_EQ((*result)->total.after.minor, 5000);
}

TEST_P(SimulationStoreTest, pages_join_without_gap_or_double) {
  for (int i = 0; i < 12; ++i)
    keep("c" + std::to_string(i % 5), i, start + Duration(i % 3 * day_us));
  for (int i = 0; i < 7; ++i) walk("c" + std::to_string(i), 20'000);
  for (int i = 3; i < 10; ++i) earn("c" + std::to_string(i), 900);
  std::vector<std::string> seen;
  std::optional<RecordedRow> last;
  for (;;) {
    const auto page = read([&](Session& session) {
      return read_recorded(session, organisation, period, Looks::days_and_points, {},
                           last ? &*last : nullptr, 4);
    });
    if (page.empty()) break;
    for (const auto& row : page) seen.push_back(row.customer + " " + row.decision);
    last = page.back();
  }
  EXPECT_EQ(seen.size(), 22u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 22u);
  read([&](Session& session) {
    EXPECT_EQ(count_recorded(session, organisation, period, Looks::days_and_points), 22);
    EXPECT_EQ(count_recorded(session, organisation, period, Looks::days), 19);
  });
  const auto first_look = std::find(seen.begin(), seen.end(), "c0 ");
  const auto last_decision = std::find(seen.begin(), seen.end(), "c0 dec_100010");
  EXPECT_LT(last_decision, first_look);
}

TEST_P(SimulationStoreTest, looks_at_days_at_the_end_of_the_period) {
  const std::int64_t end_day = period.until.micros / day_us;
  walk("long", end_day - 30);
  walk("short", end_day - 29);
  const auto result = run();
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 2);
  EXPECT_EQ((*result)->total.after.minor, 2500);
  EXPECT_EQ((*result)->by_rule.at("milestone month_1").after.times, 1);
}

TEST_P(SimulationStoreTest, points_earned_long_ago_reach_a_milestone_that_a_draft_lowers) {
  earn("near", 900);
  earn("far", 700);
  earn("had", 950);
  earn("walks", 900);
  earn("none", 0);
  walk("walks", period.until.micros / day_us - 3);
  for (const char* customer : {"near", "far", "had", "walks"})
    give(customer, "points_100", start - Duration(day_us));
  give("had", "points_big", start - Duration(day_us));
  const auto with_points = [](const char* points) {
    return Policy::from_files(files_and("id = \"points_big\", points = " + std::string(points)))
        .value();
  };
  const auto result =
      simulate(store(), {organisation, with_points("1000"), with_points("800"), period},
               [](auto, auto) { return true; });
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 4);
  EXPECT_EQ((*result)->customers_gaining, 2);  // near and walks
  EXPECT_EQ((*result)->total.before.minor, 0);
  EXPECT_EQ((*result)->total.after.minor, 10'000);
}

TEST_P(SimulationStoreTest, points_of_the_period_count_once_beside_those_from_long_ago) {
  earn("anna", 900);  // of now: 800 before the order of 100 in the period
  give("anna", "points_100", start - Duration(day_us));
  KeptDecision one = order("anna", 1, start);
  one.facts.points = 800;
  one.facts.given = {"points_100"};
  keep(std::vector<KeptDecision>{one});
  const auto result =
      simulate(store(),
               {organisation, rules(20),
                Policy::from_files(files_and("id = \"points_901\", points = 901")).value(), period},
               [](auto, auto) { return true; });
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 2);
  EXPECT_EQ((*result)->customers_unchanged, 1);
}

TEST_P(SimulationStoreTest, stops_within_a_page_of_slow_decisions) {
  std::vector<KeptDecision> decisions;
  for (int i = 0; i < 40; ++i) decisions.push_back(order("c" + std::to_string(i), i, start));
  keep(decisions);
  std::int64_t seen = 0;
  const SimulationTask task{organisation, rules(20), Policy::from_files(files_and(endless)).value(),
                            period};
  const auto result = simulate(store(), task, [&](std::int64_t read, std::int64_t) {
    seen = read;
    return false;
  });
  ASSERT_TRUE(result);
  EXPECT_FALSE(*result);
  EXPECT_LT(seen, 40);
}

TEST_P(SimulationStoreTest, two_threads_find_what_they_share) {
  std::vector<KeptDecision> decisions;
  for (int i = 0; i < 1200; ++i)
    decisions.push_back(order("c" + std::to_string(i / 2), i, start + Duration(i)));
  keep(decisions);
  const auto ranges = read([&](Session& session) {
    return share_customers(session, organisation, period, Looks::days);
  });
  EXPECT_EQ(ranges.size(), 2u);
  const auto result = run();
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 1200);
  EXPECT_EQ((*result)->customers_gaining, 600);
}

TEST_P(SimulationStoreTest, stops_when_its_caller_says_so) {
  keep("anna", 1, start);
  const auto result = run([](auto, auto) { return false; });
  ASSERT_TRUE(result);
  EXPECT_FALSE(*result);
}

TEST_P(SimulationStoreTest, a_damaged_decision_is_counted_and_the_rest_goes_on) {
  keep("anna", 1, start);
  keep("ben", 2, start);
  write([&](Session& session) {
    store::execute(session, "UPDATE decisions SET facts = '{' WHERE customer_id = 'anna'");
  });
  const auto result = run();
  ASSERT_TRUE(result && *result);
  EXPECT_EQ((*result)->facts_read, 2);
  EXPECT_EQ((*result)->failed_after.size(), 1u);
  EXPECT_EQ((*result)->customers_gaining, 1);
}

class SimulationJobTest : public SimulationStoreTest {
 protected:
  SimulationView ask(const std::vector<PolicyFile>& drafted = files(25)) {
    return write([&](Session& session) {
      const auto base = put_version(session, organisation, {files(20), "anna", "base"}, start);
      const auto draft = put_version(session, organisation, {drafted, "anna", "draft"}, start);
      draft_ = draft;
      return ask_simulation(session, organisation, {draft, base, period, "anna", "what if"}, clock_,
                            random_)
          .value();
    });
  }

  SimulationView find(const std::string& id) {
    return *read([&](Session& session) { return find_simulation(session, organisation, id); });
  }

  jobs::End handle(const std::string& id) {
    const auto handler = make_simulator({store(), *book_, clock_, thread_});
    jobs::Job job;
    job.organisation = organisation;
    job.kind = simulate_kind;
    job.payload = "{\"simulation\": \"" + id + "\"}";
    boost::asio::io_context loop;
    auto ended = boost::asio::co_spawn(loop, handler(std::move(job)), boost::asio::use_future);
    loop.run();
    return ended.get();
  }

  std::unique_ptr<PolicyBook> book_ = make_policy_book();
  SimulatorThread thread_;
  std::string draft_;
};
PATCHBAY_ON_BOTH_STORES(SimulationJobTest);

TEST_P(SimulationJobTest, runs_to_its_end_and_marks_the_draft) {
  keep("anna", 1, start);
  const auto asked = ask();
  EXPECT_EQ(find(asked.id).state, SimulationState::queued);
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(handle(asked.id)));
  EXPECT_EQ(find(asked.id).state, SimulationState::done);
  const auto text =
      read([&](Session& session) { return simulation_result(session, organisation, asked.id); });
  const auto result = simulation_from_json(boost::json::parse(text));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->total.after.minor, 2500);
  EXPECT_EQ(result->draft, draft_);
  const auto version =
      read([&](Session& session) { return find_version(session, organisation, draft_, start); });
  EXPECT_TRUE(version.has_value() && version->simulated_at);
}

TEST_P(SimulationJobTest, a_function_without_end_fails_it_and_is_named) {
  std::vector<KeptDecision> decisions;
  for (int i = 0; i < 60; ++i) decisions.push_back(order("c" + std::to_string(i), i, start));
  keep(decisions);
  const auto asked = ask(files_and(endless));
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(handle(asked.id)));
  const auto view = find(asked.id);
  EXPECT_EQ(view.state, SimulationState::failed);
  EXPECT_NE(view.problem.find("the draft failed too slowly"), std::string::npos) << view.problem;
  EXPECT_NE(view.problem.find("rules.lua:"), std::string::npos) << view.problem;
  EXPECT_LT(view.read, 60);
}

TEST_P(SimulationJobTest, called_off_before_it_began_it_does_nothing) {
  const auto asked = ask();
  write(
      [&](Session& session) { cancel_simulation(session, organisation, asked.id, start).value(); });
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(handle(asked.id)));
  EXPECT_EQ(find(asked.id).state, SimulationState::cancelled);
  const auto again = write(
      [&](Session& session) { return cancel_simulation(session, organisation, asked.id, start); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_P(SimulationJobTest, a_hub_that_stops_leaves_it_for_the_next_one) {
  keep("anna", 1, start);
  const auto asked = ask();
  thread_.stop();
  EXPECT_TRUE(std::holds_alternative<jobs::Later>(handle(asked.id)));
  EXPECT_EQ(find(asked.id).state, SimulationState::running);
}

TEST_P(SimulationJobTest, an_unknown_one_is_a_dead_letter) {
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(handle("sim_none")));
}

TEST_P(SimulationJobTest, versions_that_are_not_there_and_empty_periods_are_refused) {
  write([&](Session& session) {
    const auto unknown = ask_simulation(
        session, organisation, {"0123456789", "active", period, "anna", ""}, clock_, random_);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
    const auto empty = ask_simulation(
        session, organisation, {"active", "active", {start, start}, "anna", ""}, clock_, random_);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().kind, ErrorKind::invalid);
  });
}

}  // namespace
}  // namespace patchbay::policy
