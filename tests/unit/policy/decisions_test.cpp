#include "hub/policy/decisions.h"

#include "tests/support/stores.h"

namespace patchbay::policy {
namespace {

const std::string organisation = "org_a";

KeptDecision decision(const std::string& id, const std::string& reference, std::int64_t seconds = 0,
                      Occasion occasion = Occasion::order, const std::string& effects = "[]") {
  KeptDecision kept;
  kept.id = id;
  kept.reference = reference;
  kept.customer = "ann";
  kept.version = "v1";
  kept.decided_at = Timestamp{seconds * 1'000'000};
  kept.effects = effects;
  kept.facts.occasion = occasion;
  kept.facts.at = Timestamp{7};
  kept.facts.customer = "ann";
  kept.facts.tier = "silver";
  kept.facts.spent_minor = 1'234;
  kept.facts.given = {"month_1"};
  kept.facts.counts = {{"awards/day", 2}};
  return kept;
}

class DecisionsTest : public StoreTest {
 protected:
  void keep(const std::vector<KeptDecision>& decisions) {
    write([&](store::Session& s) { keep_decisions(s, organisation, decisions); });
  }
  std::vector<std::string> ids(const DecisionFilter& filter) {
    return read([&](store::Session& s) {
      std::vector<std::string> found;
      for (const auto& one : list_decisions(s, organisation, filter)) found.push_back(one.id);
      return found;
    });
  }
  std::int64_t count(const DecisionFilter& filter = {}) {
    return read([&](store::Session& s) { return count_decisions(s, organisation, filter); });
  }
};
PATCHBAY_ON_BOTH_STORES(DecisionsTest);

TEST_P(DecisionsTest, is_found_again_with_everything_that_it_saw) {
  const auto kept = decision("dec_1", "order/pos/1", 5, Occasion::order, R"([{"effect":"earn"}])");
  keep({kept});
  const auto found =
      read([](store::Session& s) { return find_decision(s, organisation, "dec_1"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->customer, "ann");
  EXPECT_EQ(found->reference, "order/pos/1");
  EXPECT_EQ(found->version, "v1");
  EXPECT_EQ(found->decided_at, kept.decided_at);
  EXPECT_EQ(found->effects, kept.effects);
  EXPECT_EQ(to_json(found->facts), to_json(kept.facts));
  const auto of =
      read([](store::Session& s) { return find_decision_of(s, organisation, "order/pos/1"); });
  EXPECT_EQ(of.value().id, "dec_1");
  EXPECT_FALSE(read([](store::Session& s) { return find_decision(s, "org_b", "dec_1"); }));
}

TEST_P(DecisionsTest, one_for_each_reference) {
  keep({decision("dec_1", "order/pos/1")});
  keep({decision("dec_2", "order/pos/1"), decision("dec_3", "order/pos/2")});
  EXPECT_EQ(ids({}), (std::vector<std::string>{"dec_1", "dec_3"}));
}

TEST_P(DecisionsTest, orders_are_always_kept_looks_only_if_they_did_something) {
  keep({decision("dec_1", "order/pos/1"), decision("dec_2", "progress/a", 1, Occasion::progress),
        decision("dec_3", "progress/b", 2, Occasion::progress, R"([{"effect":"flag"}])"),
        decision("dec_4", "purchase/c", 3, Occasion::purchase)});
  EXPECT_EQ(ids({}), (std::vector<std::string>{"dec_1", "dec_3", "dec_4"}));
}

TEST_P(DecisionsTest, pages_of_a_period_hold_each_once) {
  std::vector<KeptDecision> all;
  for (int i = 0; i < 25; ++i)
    all.push_back(
        decision("dec_" + std::to_string(100 + i), "order/pos/" + std::to_string(i), i / 3));
  all.back().customer = "bob";
  keep(all);
  DecisionFilter filter;
  filter.from = Timestamp{2'000'000};
  filter.until = Timestamp{6'000'000};
  EXPECT_EQ(count(filter), 12);
  filter.limit = 5;
  std::vector<std::string> seen;
  for (std::vector<std::string> page = ids(filter); !page.empty(); page = ids(filter)) {
    seen.insert(seen.end(), page.begin(), page.end());
    filter.after = page.back();
  }
  ASSERT_EQ(seen.size(), 12u);
  EXPECT_EQ(seen.front(), "dec_106");
  EXPECT_EQ(seen.back(), "dec_117");
  DecisionFilter bobs;
  bobs.customer = "bob";
  EXPECT_EQ(ids(bobs), std::vector<std::string>{"dec_124"});
  EXPECT_EQ(count(), 25);
}

TEST_P(DecisionsTest, facts_that_cannot_be_read_are_corrupt) {
  keep({decision("dec_1", "order/pos/1")});
  write([](store::Session& s) { store::execute(s, "UPDATE decisions SET facts = '{\"no\": 1}'"); });
  try {
    read([](store::Session& s) { return find_decision(s, organisation, "dec_1"); });
    FAIL() << "it was read";
  } catch (const ErrorException& thrown) {
    EXPECT_EQ(thrown.error().kind, ErrorKind::corrupt);
  }
}

std::string effect(const std::string& name, const std::string& message = "m") {
  return R"([{"effect":")" + name + R"(","rule":"r","code":"C","message":")" + message + "\"}]";
}

TEST_P(DecisionsTest, returns_those_that_are_for_staff_and_were_kept) {
  const auto keep_all = [&](const std::vector<KeptDecision>& all) {
    return write([&](store::Session& s) { return keep_decisions(s, organisation, all); });
  };
  EXPECT_EQ(keep_all({decision("dec_1", "a", 1, Occasion::link, effect("flag")),
                      decision("dec_2", "b", 2, Occasion::order, effect("earn")),
                      decision("dec_3", "c", 3, Occasion::link, effect("deny")),
                      decision("dec_4", "d", 4, Occasion::claim, effect("hold")),
                      decision("dec_5", "e", 5, Occasion::order, effect("notify"))}),
            (std::vector<std::string>{"dec_1", "dec_4", "dec_5"}));
  EXPECT_TRUE(keep_all({decision("dec_6", "a", 6, Occasion::link, effect("flag"))}).empty());
}

TEST_P(DecisionsTest, are_listed_by_their_effects) {
  keep({decision("dec_1", "a", 1, Occasion::order, effect("flag")),
        decision("dec_2", "b", 2, Occasion::order, effect("earn")),
        decision("dec_3", "c", 3, Occasion::order, effect("deny")),
        decision("dec_4", "d", 4, Occasion::order, effect("set_tier")),
        decision("dec_5", "e", 5, Occasion::order, effect("earn", R"({\"effect\":\"flag\"})"))});
  const auto with = [&](const std::vector<EffectKind>& effects) {
    DecisionFilter filter;
    filter.effects = effects;
    EXPECT_EQ(count(filter), static_cast<std::int64_t>(ids(filter).size()));
    return ids(filter);
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(with({EffectKind::flag}), Ids{"dec_1"}) << "a message is no effect";
  EXPECT_EQ(with({EffectKind::deny, EffectKind::flag}), (Ids{"dec_1", "dec_3"}));
  EXPECT_EQ(with({EffectKind::earn}), (Ids{"dec_2", "dec_5"}));
  EXPECT_EQ(with({EffectKind::set_tier, EffectKind::deny}), (Ids{"dec_3", "dec_4"}));
  EXPECT_EQ(with({EffectKind::hold}), Ids{});
}

TEST_P(DecisionsTest, pages_go_from_the_newest_to_the_oldest_too) {
  keep({decision("dec_1", "a", 1), decision("dec_2", "b", 1), decision("dec_3", "c", 2)});
  DecisionFilter filter;
  filter.newest_first = true;
  filter.limit = 2;
  EXPECT_EQ(ids(filter), (std::vector<std::string>{"dec_3", "dec_2"}));
  filter.after = "dec_2";
  EXPECT_EQ(ids(filter), std::vector<std::string>{"dec_1"});
  filter.after = "dec_none";
  EXPECT_TRUE(ids(filter).empty());
}

TEST(EffectNames, are_found_and_a_wrong_one_names_the_nearest) {
  EXPECT_EQ(effect_names().size(), 10u);
  for (const auto& name : effect_names()) EXPECT_EQ(name_of(find_effect(name).value()), name);
  const auto wrong = find_effect("flog");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("did you mean \"flag\"?"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::policy
