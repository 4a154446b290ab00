#include "hub/loyalty/told_decisions.h"

#include <boost/json/parse.hpp>

#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using test::organisation;

const std::string two_flags =
    R"([{"effect":"earn","rule":"earn","points":3},)"
    R"({"effect":"flag","rule":"rapid","code":"RAPID","message":"Too many.","of":"month_1"},)"
    R"({"effect":"flag","rule":"rapid","code":"RAPID","message":"Too many.","of":"month_3"},)"
    R"({"effect":"notify","rule":"large","code":"LARGE","message":"Big \"one\".","of":null}])";

policy::KeptDecision decision(const std::string& id, const std::string& reference,
                              const std::string& effects) {
  policy::KeptDecision kept;
  kept.id = id;
  kept.customer = "ann_17";
  kept.reference = reference;
  kept.version = "v1";
  kept.decided_at = Timestamp{5};
  kept.facts.customer = "ann_17";
  kept.facts.days = 41;
  kept.effects = effects;
  return kept;
}

struct Alert {
  std::string subject, data, what, where, to_do;
};

class ToldDecisionsTest : public StoreTest {
 protected:
  void keep(const std::vector<policy::KeptDecision>& decisions) {
    write([&](store::Session& s) { keep_and_tell(s, organisation, decisions, clock_, random_); });
  }
  std::vector<Alert> alerts() {
    std::vector<Alert> found;
    read([&](store::Session& s) {
      store::query(s,
                   "SELECT subject, data FROM events WHERE type = 'alert.raised' ORDER BY sequence",
                   [&](std::string subject, std::string data) {
                     const auto json = boost::json::parse(data).as_object();
                     const auto text = [&](const char* key) {
                       return std::string(json.at(key).as_string());
                     };
                     found.push_back({subject, data, text("what"), text("where"), text("to_do")});
                   });
    });
    return found;
  }

  ManualClock clock_{{1'000'000}};
  SeededRandom random_{3};
};
PATCHBAY_ON_BOTH_STORES(ToldDecisionsTest);

TEST_P(ToldDecisionsTest, each_rule_of_a_decision_is_told_once) {
  keep({decision("dec_1", "order/pos/1", two_flags)});
  ASSERT_EQ(alerts().size(), 2u);
  EXPECT_EQ(alerts()[0].what, "Something is flagged: limit rapid (RAPID): Too many.");
  EXPECT_EQ(alerts()[1].what, "Something is to be known: limit large (LARGE): Big \"one\".");
  EXPECT_EQ(alerts()[0].where, "decision dec_1");
  EXPECT_NE(alerts()[0].to_do.find("patchbay policy explain dec_1"), std::string::npos);
}

TEST_P(ToldDecisionsTest, says_nothing_of_the_customer_and_goes_to_no_partner) {
  keep({decision("dec_1", "progress/ann_17/2026-11-22", two_flags)});
  ASSERT_EQ(alerts().size(), 2u);
  for (const Alert& alert : alerts()) {
    EXPECT_EQ(alert.subject, "") << "a customer's subject would reach their partners";
    for (const char* secret : {"ann_17", "month_", "41", "progress"})
      EXPECT_EQ(alert.data.find(secret), std::string::npos) << secret << " in " << alert.data;
  }
}

TEST_P(ToldDecisionsTest, the_same_decision_again_tells_nobody) {
  const auto first = decision("dec_1", "order/pos/1", two_flags);
  keep({first});
  keep({first});
  keep({decision("dec_2", "order/pos/1", two_flags)});
  EXPECT_EQ(alerts().size(), 2u) << "the second is not kept";
  keep({decision("dec_3", "order/pos/3", two_flags), decision("dec_4", "order/pos/4", "[]")});
  EXPECT_EQ(alerts().size(), 4u);
}

TEST_P(ToldDecisionsTest, what_is_held_says_that_it_waits_and_a_denial_is_no_alert) {
  keep({decision("dec_1", "order/pos/1",
                 R"([{"effect":"deny","rule":"cap","code":"CAP","message":"m","of":null}])"),
        decision("dec_2", "order/pos/2",
                 R"([{"effect":"hold","rule":"big","code":"BIG","of":"month_1"}])")});
  ASSERT_EQ(alerts().size(), 1u);
  EXPECT_EQ(alerts()[0].what, "Something is held: limit big (BIG).")
      << "its rule writes no message";
  EXPECT_NE(alerts()[0].to_do.find("released"), std::string::npos);
}

TEST_P(ToldDecisionsTest, what_is_undone_tells_nobody) {
  const auto kept = decision("dec_1", "order/pos/1", two_flags);
  EXPECT_THROW(write([&](store::Session& s) {
                 keep_and_tell(s, organisation, std::span(&kept, 1), clock_, random_);
                 throw ErrorException(conflict("no"));
               }),
               ErrorException);
  EXPECT_TRUE(alerts().empty());
}

}  // namespace
}  // namespace patchbay::loyalty
