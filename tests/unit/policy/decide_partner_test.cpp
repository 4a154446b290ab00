// What happens at partners and between businesses: redemption, claim, link, transaction,
// reconciliation.
#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

using test::effects_of;
using test::missed;
using test::Texts;

constexpr const char* naira = R"(id = "guide", currency = "NGN",)";
constexpr const char* points = R"(
redeem { id = "points", points = 1, value = NGN "0.10", minimum = 100, rounding = "floor" }
redeem { id = "spa", points = 1, value = NGN "0.20", partner = "spa_x", rounding = "floor" }
redeem { id = "closed", partner = "spa_y", refused = true }
)";

Facts redemption(std::int64_t asked, std::int64_t balance, const char* partner = "shop") {
  Facts facts;
  facts.occasion = Occasion::redemption;
  facts.points_asked = asked;
  facts.balance = balance;
  facts.partner = partner;
  return facts;
}

// REQUIREMENTS.md section 32, "Redemption, seed 000".
TEST(DecideRedemption, PointsBecomeMoneyOff) {
  const Policy policy = test::rules(points, naira);
  EXPECT_EQ(effects_of(decide(policy, redemption(1000, 1000))), Texts{"redeem points 10000"});
  EXPECT_EQ(effects_of(decide(policy, redemption(1000, 999))),
            Texts{"deny points INSUFFICIENT_POINTS"});
  EXPECT_EQ(effects_of(decide(policy, redemption(99, 999))), Texts{"deny points MINIMUM_NOT_MET"});
}

TEST(DecideRedemption, APartnersOwnRuleGoesBeforeTheGeneralOne) {
  const Policy policy = test::rules(points, naira);
  const auto own = decide(policy, redemption(50, 1000, "spa_x"));
  EXPECT_EQ(effects_of(own), Texts{"redeem spa 1000"});
  EXPECT_TRUE(missed(*own, "points", Missed::partner_own));
  const auto refused = decide(policy, redemption(1000, 1000, "spa_y"));
  EXPECT_EQ(effects_of(refused), Texts{"deny closed REDEMPTION_NOT_ALLOWED"});
  EXPECT_TRUE(is_denied(*refused));
  EXPECT_FALSE(to_json(refused->effects[0], policy).contains("message"))
      << "the program's words may change; what is kept does not";
}

TEST(DecideRedemption, WithoutARuleNothingIsRedeemed) {
  const Policy policy = test::rules("", naira);
  EXPECT_EQ(effects_of(decide(policy, redemption(1, 1))),
            Texts{"deny guide REDEMPTION_NOT_ALLOWED"});
}

TEST(DecideRedemption, LimitsSeeTheValueOfThePoints) {
  const Policy policy = test::rules(std::string(points) + R"(
limit { id = "large", on = "redemption", above = NGN(50), effect = "hold", code = "LARGE" }
limit { id = "seen", on = "redemption", above = NGN(20), effect = "flag", code = "SEEN" })",
                                    naira);
  EXPECT_EQ(effects_of(decide(policy, redemption(500, 1000))),
            (Texts{"flag seen SEEN", "redeem points 5000"}));
  const auto held = decide(policy, redemption(501, 1000));
  EXPECT_EQ(effects_of(held), (Texts{"flag seen SEEN", "hold large LARGE"}));
  EXPECT_FALSE(moves_value(*held));
}

constexpr const char* rewards = R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "year_1", days = 365, reward = "grocery", amount = AUD(200), choice = true,
            partners = { "woolworths", "coles" } }
limit { id = "linked", on = "claim", needs = "link", effect = "deny", code = "NOT_LINKED",
        message = "link an account there first" }
)";

Facts claim(const char* milestone, const char* partner) {
  Facts facts;
  facts.occasion = Occasion::claim;
  facts.milestone = milestone;
  facts.partner = partner;
  return facts;
}

TEST(DecideClaim, IsAllowedWhereNothingDeniesIt) {
  const Policy policy = test::rules(rewards);
  Facts facts = claim("year_1", "coles");
  const auto denied = decide(policy, facts);
  EXPECT_EQ(effects_of(denied), Texts{"deny linked NOT_LINKED of year_1"});
  EXPECT_TRUE(is_denied(*denied));
  facts.linked = {"coles"};
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{});
  facts.linked = {"woolworths"};
  EXPECT_TRUE(is_denied(*decide(policy, facts))) << "the account is at another partner";
}

TEST(DecideClaim, NamesWhatIsUnknown) {
  const Policy policy = test::rules(rewards);
  EXPECT_NE(decide(policy, claim("year_2", "coles")).error().message.find("\"year_1\""),
            std::string::npos);
  EXPECT_NE(decide(policy, claim("year_1", "aldi")).error().message.find("woolworths, coles"),
            std::string::npos);
  EXPECT_EQ(decide(policy, claim("year_1", "")).error().kind, ErrorKind::invalid);
}

TEST(DecideLink, IsCounted) {
  const Policy policy = test::rules(R"(
limit { id = "hourly", on = "link", at_most = 3, per = "hour", effect = "flag", code = "MANY" }
limit { id = "ever", on = "link", at_most = 10, per = "ever", effect = "deny", code = "ENOUGH" })");
  Facts facts;
  facts.occasion = Occasion::link;
  facts.partner = "coles";
  facts.counts = {{"links/hour", 2}, {"links/ever", 9}};
  const auto quiet = decide(policy, facts);
  EXPECT_EQ(effects_of(quiet), Texts{});
  EXPECT_TRUE(missed(*quiet, "hourly", Missed::not_reached));
  facts.counts = {{"links/hour", 3}, {"links/ever", 10}};
  EXPECT_EQ(effects_of(decide(policy, facts)), (Texts{"flag hourly MANY", "deny ever ENOUGH"}));
}

Facts transaction(std::int64_t minor, std::int64_t before = 0) {
  Facts facts;
  facts.occasion = Occasion::transaction;
  facts.amount_minor = minor;
  facts.transactions_before = before;
  return facts;
}

constexpr const char* dollars = R"(id = "network", currency = "USD",)";

// REQUIREMENTS.md section 32, "Revenue share and settlement, seed 003".
TEST(DecideTransaction, SharesAPercentage) {
  const Policy policy = test::rules(
      R"(revenue_share { id = "s", model = "percentage", share = percent(5) })", dollars);
  const std::pair<std::int64_t, std::int64_t> rows[] = {
      {1000, 50}, {500, 25}, {1, 0}, {10, 1}, {30, 2}};
  for (const auto& [minor, share] : rows)
    EXPECT_EQ(decide(policy, transaction(minor)).value().effects.front().minor, share) << minor;
  const auto decision = decide(policy, transaction(1000));
  EXPECT_EQ(to_json(decision->effects[0], policy).at("payer"), "origin");
}

TEST(DecideTransaction, SharesAFixedFee) {
  const Policy policy = test::rules(
      R"(revenue_share { id = "s", model = "fixed_fee", fee = USD "0.25", payer = "redeemer" })",
      dollars);
  const auto decision = decide(policy, transaction(1000));
  EXPECT_EQ(effects_of(decision), Texts{"share s 25"});
  EXPECT_EQ(to_json(decision->effects[0], policy).at("payer"), "redeemer");
}

TEST(DecideTransaction, HybridCountsTheTransactionsOfThePeriod) {
  const Policy policy = test::rules(
      R"(revenue_share { id = "s", model = "hybrid", share = percent(3), threshold = 100,
                         bonus = percent(5) })",
      dollars);
  std::int64_t total = 0;
  for (std::int64_t before = 0; before < 120; ++before)
    total += decide(policy, transaction(1000, before)).value().effects.front().minor;
  EXPECT_EQ(total, 4000);
}

TEST(DecideTransaction, TheFirstRuleOfItsCategoryCounts) {
  const Policy policy = test::rules(R"(
revenue_share { id = "spa", model = "percentage", share = percent(10), categories = { "spa" },
                minimum = USD(3) }
revenue_share { id = "rest", model = "percentage", share = percent(5) })",
                                    dollars);
  Facts facts = transaction(1000);
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{"share rest 50"});
  facts.category = "spa";
  const auto decision = decide(policy, facts);
  EXPECT_EQ(effects_of(decision), Texts{"share spa 100"});
  EXPECT_TRUE(missed(*decision, "rest", Missed::superseded));
  facts.amount_minor = 299;
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{"deny spa MINIMUM_NOT_MET"});
}

// REQUIREMENTS.md section 32, "Reconciliation" (C-27).
TEST(DecideReconciliation, ARuleSaysWhatIsLookedAt) {
  const Policy policy = test::rules(R"(
limit { id = "apart", on = "reconciliation", effect = "notify", code = "REVIEW",
        when = function(facts)
          if not facts.reported then return false end
          return math.abs(facts.calculated - facts.reported) * 100 > 10 * facts.reported
        end })");
  const struct {
    std::int64_t calculated;
    std::optional<std::int64_t> reported;
    bool review;
  } rows[] = {{450, 475, false}, {427, 475, true}, {90, 100, false}, {110, 100, false},
              {111, 100, true},  {10, 0, true},    {0, 0, false},    {450, std::nullopt, false}};
  for (const auto& row : rows) {
    Facts facts;
    facts.occasion = Occasion::reconciliation;
    facts.calculated = row.calculated;
    facts.reported = row.reported;
    EXPECT_EQ(effects_of(decide(policy, facts)),
              row.review ? Texts{"notify apart REVIEW"} : Texts{})
        << row.calculated;
  }
}

}  // namespace
}  // namespace patchbay::policy
