// Rules at the command line, in the real program: from a folder to a version that decides, and
// back.

#include <filesystem>
#include <fstream>

#include "hub/http/json.h"
#include "tests/integration/hub_test.h"

namespace patchbay::test {
namespace {

namespace fs = std::filesystem;

const std::string rules = R"(
programme { id = "care", currency = "AUD", time_zone = "Australia/Sydney" }
reward { id = "grocery_voucher", kind = "retail", capability = "issue_voucher" }
-- What thirty clean days bring.
milestone { id = "month_1", days = 30, reward = "grocery_voucher", amount = AUD(20), -- twenty
            partners = { "woolworths", "coles" } }
)";
const std::string tests = R"(test { name = "30 days give a voucher",
  facts = { occasion = "progress", days = 30 },
  expect = { { effect = "award", rule = "month_1" } } }
)";

std::string replace_in(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

class Policies : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directories(rules_);
    write("rules.lua", rules);
    write("rules_test.lua", tests);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(fs::path(rules_) / name, std::ios::binary) << text;
  }
  std::string text_of(const std::string& folder, const std::string& name) const {
    std::ifstream file(fs::path(folder) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Pushes the folder; the id of its version.
  std::string push() const {
    const auto draft = said({"policy", "push", rules_, "--reason", "a test"});
    return std::string(draft.at("id").as_string());
  }
  void activate(const std::string& version) const {
    const auto done = command({"policy", "activate", version, "--reason", "a test"});
    ASSERT_EQ(done.code, 0) << done.error;
  }
  std::string amount_shown() const {
    const auto shown = command({"policy", "show"});
    EXPECT_EQ(shown.code, 0) << shown.error;
    const auto at = shown.output.find("a grocery voucher of ");
    return at == std::string::npos ? shown.output : shown.output.substr(at + 21, 9);
  }
  void expect_refused(const std::vector<std::string>& words, const std::string& because) const {
    const auto done = command(words);
    EXPECT_EQ(done.code, 1) << done.output;
    EXPECT_NE(done.error.find(because), std::string::npos) << done.error;
  }

  const std::string rules_ = folder_.path("rules");
};
PATCHBAY_ON_BOTH_STORES(Policies);

TEST_P(Policies, a_folder_becomes_the_version_that_decides_and_a_number_changes_on_the_way) {
  const std::string first = push();
  activate(first.substr(0, 8));
  EXPECT_EQ(amount_shown(), "AUD 20.00");

  const auto draft =
      said({"policy", "set", "milestones.month_1.amount", "AUD 25", "--reason", "prices rose"});
  const std::string second(draft.at("id").as_string());
  EXPECT_EQ(draft.at("state"), "draft");
  EXPECT_EQ(draft.at("changes").as_array().size(), 1U);
  EXPECT_EQ(amount_shown(), "AUD 20.00") << "a draft decides nothing";
  const auto diff = command({"policy", "diff", second});
  EXPECT_NE(diff.output.find("milestone month_1: amount AUD 20.00 -> AUD 25.00"), std::string::npos)
      << diff.output << diff.error;

  const auto tested = command({"policy", "test", second, "--coverage"});
  EXPECT_EQ(tested.code, 0) << tested.output << tested.error;
  EXPECT_EQ(said({"policy", "versions"}).at(0).at("state"), "tested");
  activate(second);
  EXPECT_EQ(amount_shown(), "AUD 25.00");

  const auto back = command({"policy", "rollback", "--reason", "too dear"});
  EXPECT_EQ(back.code, 0) << back.error;
  EXPECT_EQ(amount_shown(), "AUD 20.00");
  const auto history = said({"policy", "history"});
  ASSERT_EQ(history.as_array().size(), 3U);
  EXPECT_EQ(history.at(0).at("rollback"), true);
  EXPECT_EQ(history.at(0).at("reason"), "too dear");
  const auto audit = said({"audit", "list"});
  EXPECT_NE(boost::json::serialize(audit).find("policy.rollback"), std::string::npos);
}

TEST_P(Policies, results_that_are_wanted_are_written_into_the_tests) {
  write("rules_test.lua", replace_in(tests, "\"month_1\"", "\"month_1\", amount = AUD(20)"));
  activate(push());
  const auto set =
      said({"policy", "set", "milestones.month_1.amount", "AUD 25", "--reason", "prices rose"});
  const std::string draft(set.at("id").as_string());
  expect_refused({"policy", "activate", draft, "--reason", "now"}, "30 days give a voucher");
  expect_refused({"policy", "test", draft, "--accept"}, "the reason is missing");
  const auto accepted = command({"policy", "test", draft, "--accept", "--reason", "as meant"});
  ASSERT_EQ(accepted.code, 0) << accepted.error;
  EXPECT_NE(accepted.output.find("+ got: award month_1: amount AUD 25.00"), std::string::npos)
      << accepted.output;
  const auto newest = said({"policy", "versions"}).at(0);
  EXPECT_EQ(newest.at("reason"), "as meant");
  const std::string next(newest.at("id").as_string());
  EXPECT_NE(accepted.output.find(next), std::string::npos) << accepted.output;
  activate(next);
  EXPECT_EQ(amount_shown(), "AUD 25.00");
  expect_refused({"policy", "test", next, "--accept", "--reason", "x"}, "nothing to accept");

  const auto change = command({"policy", "set", "milestones.month_1.days", "31", "--dir", rules_});
  ASSERT_EQ(change.code, 0) << change.error;
  expect_refused({"policy", "test", rules_}, "1 test failed");
  EXPECT_EQ(said({"policy", "test", rules_, "--accept"}).at("accepted").as_array().size(), 1U);
  EXPECT_NE(text_of(rules_, "rules_test.lua").find("expect = {} }"), std::string::npos);
  EXPECT_EQ(command({"policy", "test", rules_}).code, 0);
}

TEST_P(Policies, what_does_not_load_is_never_stored) {
  write("rules.lua", replace_in(rules, "amount", "amout"));
  expect_refused({"policy", "push", rules_, "--reason", "a test"}, "rules.lua:5");
  EXPECT_EQ(command({"policy", "push", rules_}).code, 2) << "--reason is missing";
  EXPECT_EQ(said({"policy", "versions"}).as_array().size(), 0U);
}

TEST_P(Policies, no_version_becomes_active_without_tests_that_pass) {
  write("rules_test.lua", replace_in(tests, "days = 30", "days = 29"));
  expect_refused({"policy", "test", rules_}, "1 test failed");
  expect_refused({"policy", "activate", push(), "--reason", "a test"}, "30 days give a voucher");
  fs::remove(fs::path(rules_) / "rules_test.lua");
  expect_refused({"policy", "test", rules_}, "has no test");
  expect_refused({"policy", "activate", push(), "--reason", "a test"}, "no test");
}

TEST_P(Policies, a_version_comes_back_as_the_files_it_was) {
  activate(push());
  const std::string copy = folder_.path("copy");
  ASSERT_EQ(command({"policy", "pull", copy}).code, 0);
  EXPECT_EQ(text_of(copy, "rules.lua"), rules);
  EXPECT_EQ(text_of(copy, "rules_test.lua"), tests);
  std::ofstream(fs::path(copy) / "rules.lua", std::ios::app) << "-- mine\n";
  expect_refused({"policy", "pull", copy}, "rules.lua differs");
  EXPECT_NE(text_of(copy, "rules.lua"), rules);
  EXPECT_EQ(command({"policy", "pull", "active", copy, "--force"}).code, 0);
  EXPECT_EQ(text_of(copy, "rules.lua"), rules);
}

TEST_P(Policies, show_warns_of_orders_that_wait_for_better_rules) {
  activate(push());
  EXPECT_EQ(command({"policy", "show"}).error, "");
  HubTest::write([](store::Session& s) {
    store::execute(s,
                   "INSERT INTO waiting_orders (organisation_id, source, id, customer_id,"
                   " amount_minor, currency, ordered_at, reason, since) VALUES ('default', 'till',"
                   " '1', 'ann', 100, 'AUD', 0, 'rules.lua:7: a rule failed', 0)");
  });
  const auto shown = command({"policy", "show"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_NE(shown.error.find("1 order waits since 1970-01-01"), std::string::npos) << shown.error;
  EXPECT_NE(shown.error.find("rules.lua:7"), std::string::npos) << shown.error;
  EXPECT_EQ(command({"policy", "show", rules_}).error, "") << "a folder has no orders";
}

TEST_P(Policies, rules_are_tried_on_facts_without_a_trace) {
  std::ofstream(folder_.path("facts.json")) << R"({"occasion": "progress", "days": 12})";
  const std::string facts = folder_.path("facts.json");
  const auto tried = said({"policy", "try", "--facts", facts, "--dir", rules_, "--days", "30"});
  EXPECT_EQ(tried.at("effects").as_array().size(), 1U);
  const auto nothing = command({"policy", "try", "--facts", facts, "--dir", rules_});
  EXPECT_EQ(nothing.code, 0) << nothing.error;
  EXPECT_NE(nothing.output.find("month_1"), std::string::npos) << nothing.output;
  activate(push());
  expect_refused({"policy", "try", "--customer", "nobody"}, "nothing is known");
  EXPECT_EQ(said({"policy", "replay"}).at("decisions"), 0);
}

TEST_P(Policies, decisions_are_listed_and_flags_can_be_found) {
  activate(push());
  const auto nothing = command({"policy", "decisions", "--effect", "flag"});
  EXPECT_EQ(nothing.code, 0) << nothing.error;
  EXPECT_NE(nothing.output.find("no decision"), std::string::npos) << nothing.output;
  HubTest::write([](store::Session& s) {
    for (const std::string effect : {"flag", "earn"})
      store::execute(
          s,
          "INSERT INTO decisions (organisation_id, id, reference, customer_id, version,"
          " decided_at, facts, effects, needs_eyes) VALUES ('default', 'dec_' || :effect,"
          " 'order/till/' || :effect, 'ann', 'v1', 0, :facts, :effects, :eyes)",
          {{"effect", effect},
           {"facts", R"({"occasion": "order"})"},
           {"effects", R"([{"effect":")" + effect + R"(","rule":"rapid"}])"},
           {"eyes", effect == "flag"}});
  });
  const auto flags = said({"policy", "decisions", "--effect", "flag", "--customer", "ann"});
  ASSERT_EQ(flags.as_array().size(), 1U);
  EXPECT_EQ(flags.at(0).at("id"), "dec_flag");
  const auto table = command({"policy", "decisions", "--limit", "5"});
  EXPECT_NE(table.output.find("flag rapid"), std::string::npos) << table.output;
  EXPECT_NE(table.output.find("order/till/earn"), std::string::npos) << table.output;
  expect_refused({"policy", "decisions", "--effect", "flog"}, "did you mean \"flag\"?");
  expect_refused({"policy", "decisions", "--from", "monday"}, "--from");
}

TEST_P(Policies, a_folder_needs_no_store) {
  environment_["PATCHBAY_STORE_URL"] = "sqlite:///nowhere/at/all.db";
  const auto shown = command({"policy", "show", rules_, "--numbers"});
  EXPECT_EQ(shown.code, 0) << shown.error;
  EXPECT_NE(shown.output.find("milestones.month_1.amount"), std::string::npos) << shown.output;
  const auto set =
      command({"policy", "set", "milestones.month_1.amount", "25.50", "--dir", rules_});
  EXPECT_EQ(set.code, 0) << set.error;
  EXPECT_EQ(text_of(rules_, "rules.lua"), replace_in(rules, "AUD(20)", "AUD \"25.50\""));
  EXPECT_EQ(command({"policy", "test", rules_}).code, 0);
}

TEST_P(Policies, mistakes_say_what_to_do) {
  activate(push());
  expect_refused({"policy", "set", "milestones.month_1.amout", "25", "--reason", "x"},
                 "did you mean \"milestones.month_1.amount\"?");
  expect_refused({"policy", "set", "milestones.month_1.amount", "USD 25", "--reason", "x"},
                 "rules.lua:5");
  expect_refused({"policy", "set", "milestones.month_1.amount", "25"}, "the reason is missing");
  expect_refused({"policy", "explain", "dec_none"}, "no decision is kept");
  expect_refused({"policy", "replay", "--month", "October"}, "2026-10");
  EXPECT_EQ(command({"policy", "activate", "active"}).code, 2) << "--reason is missing";
}

}  // namespace
}  // namespace patchbay::test
