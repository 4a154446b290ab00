#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

using test::effects_of;
using test::missed;
using test::Texts;

// Seed 000: global discounts, a hotel with its own, ways of paying.
constexpr const char* guide = R"(
tier { id = "bronze", name = "Bronze" }
tier { id = "silver", name = "Silver" }
tier { id = "gold", name = "Gold" }
tier { id = "platinum", name = "Platinum" }
tier { id = "diamond", name = "Diamond" }
benefit { id = "all_bronze", tiers = { "bronze" }, discount = percent(0) }
benefit { id = "all_silver", tiers = { "silver" }, discount = percent(5), minimum = NGN "5,000",
          categories = { "spa_wellness", "retail", "entertainment" } }
benefit { id = "all_gold", tiers = { "gold" }, discount = percent(10), minimum = NGN "3,000" }
benefit { id = "all_platinum", tiers = { "platinum" }, discount = percent(20) }
benefit { id = "all_diamond", tiers = { "diamond" }, discount = percent(30),
          maximum = NGN "50,000" }
benefit { id = "hotel_silver", partner = "hotel_x", tiers = { "silver" }, discount = percent(5) }
benefit { id = "hotel_diamond", partner = "hotel_x", tiers = { "diamond" },
          discount = percent(15) }
benefit { id = "card", payment = "card", discount = percent(0) }
benefit { id = "mobile_money", payment = "mobile_money", discount = percent(2) }
benefit { id = "ussd", payment = "ussd", discount = percent(1) }
earn { points = 2, per = NGN(100), basis = "purchase", rounding = "floor" }
)";

Policy guide_with(const std::string& more) {
  return test::rules(guide, R"(id = "guide", currency = "NGN",)" + more);
}
const Policy& programme() {
  static const Policy policy = guide_with("");
  return policy;
}

Facts purchase(const char* tier, const char* category, std::int64_t naira) {
  Facts facts;
  facts.occasion = Occasion::purchase;
  facts.tier = tier;
  facts.category = category;
  facts.amount_minor = naira * 100;
  return facts;
}

// REQUIREMENTS.md section 32, "Tier discount, seed 000".
TEST(DecidePurchase, TakesTheTiersDiscount) {
  const struct {
    const char *tier, *category, *partner;
    std::int64_t naira, final_minor;
  } rows[] = {
      {"bronze", "hotel", "", 10'000, 1'000'000},
      {"silver", "spa_wellness", "", 10'000, 950'000},
      {"silver", "spa_wellness", "", 4'999, 499'900},
      {"silver", "spa_wellness", "", 5'000, 475'000},
      {"silver", "hotel", "", 10'000, 1'000'000},
      {"gold", "hotel", "", 2'999, 299'900},
      {"gold", "hotel", "", 3'000, 270'000},
      {"platinum", "retail", "", 10'000, 800'000},
      {"diamond", "retail", "", 10'000, 700'000},
      {"diamond", "retail", "", 166'666, 11'666'620},
      {"diamond", "retail", "", 200'000, 15'000'000},
      {"silver", "hotel", "hotel_x", 10'000, 950'000},
      {"diamond", "hotel", "hotel_x", 10'000, 850'000},
  };
  for (const auto& row : rows) {
    Facts facts = purchase(row.tier, row.category, row.naira);
    facts.partner = row.partner;
    EXPECT_EQ(decide(programme(), facts).value().paid_minor, row.final_minor)
        << row.tier << " " << row.category << " " << row.naira;
  }
}

// "Payment, seed 000": two components that add up to what was taken off (C-03).
TEST(DecidePurchase, KeepsTierAndPaymentApart) {
  const struct {
    const char *tier, *payment;
    std::int64_t naira, tier_minor, payment_minor, final_minor;
  } rows[] = {
      {"bronze", "card", 10'000, 0, 0, 1'000'000},
      {"bronze", "mobile_money", 10'000, 0, 20'000, 980'000},
      {"silver", "mobile_money", 10'000, 50'000, 20'000, 930'000},
      {"gold", "ussd", 10'000, 100'000, 10'000, 890'000},
      {"diamond", "mobile_money", 200'000, 5'000'000, 400'000, 14'600'000},
  };
  for (const auto& row : rows) {
    Facts facts = purchase(row.tier, "retail", row.naira);
    facts.payment = row.payment;
    const auto decision = decide(programme(), facts);
    std::int64_t of_tier = 0, of_payment = 0;
    for (const Effect& effect : decision->effects)
      if (effect.kind == EffectKind::discount)
        (to_json(effect, programme()).at("part") == "tier" ? of_tier : of_payment) += effect.minor;
    EXPECT_EQ(of_tier, row.tier_minor) << row.tier;
    EXPECT_EQ(of_payment, row.payment_minor) << row.tier;
    EXPECT_EQ(decision->paid_minor, row.final_minor) << row.tier;
  }
}

TEST(DecidePurchase, SaysWhyADiscountIsNotGiven) {
  auto decision = decide(programme(), purchase("bronze", "hotel", 100));
  EXPECT_TRUE(missed(*decision, "all_bronze", Missed::nothing));
  EXPECT_TRUE(missed(*decision, "all_gold", Missed::tier));
  EXPECT_TRUE(missed(*decision, "hotel_silver", Missed::partner));
  EXPECT_TRUE(missed(*decision, "ussd", Missed::payment));
  decision = decide(programme(), purchase("silver", "hotel", 100));
  EXPECT_TRUE(missed(*decision, "all_silver", Missed::category));
  decision = decide(programme(), purchase("silver", "retail", 100));
  EXPECT_TRUE(missed(*decision, "all_silver", Missed::minimum));
  Facts facts = purchase("silver", "retail", 10'000);
  facts.partner = "hotel_x";
  EXPECT_TRUE(missed(*decide(programme(), facts), "all_silver", Missed::partner_own));
}

TEST(DecidePurchase, AnUnknownWayOfPayingIsRefused) {
  Facts facts = purchase("silver", "retail", 100);
  facts.payment = "usdd";
  EXPECT_NE(decide(programme(), facts).error().message.find("did you mean \"ussd\"?"),
            std::string::npos);
}

TEST(DecidePurchase, CascadeTakesEachFromTheRest) {
  const Policy policy = guide_with(R"(discounts = "cascade",)");
  Facts facts = purchase("silver", "retail", 10'000);
  facts.payment = "mobile_money";
  EXPECT_EQ(effects_of(decide(policy, facts)),
            (Texts{"discount all_silver 50000", "discount mobile_money 19000", "earn earn 186"}));
}

TEST(DecidePurchase, NeverTakesOffMoreThanThereIs) {
  const Policy policy = test::rules(R"(
benefit { id = "all", discount = percent(70) }
benefit { id = "ussd", payment = "ussd", discount = percent(50) })");
  Facts facts;
  facts.occasion = Occasion::purchase;
  facts.amount_minor = 101;
  facts.payment = "ussd";
  const auto decision = decide(policy, facts);
  EXPECT_EQ(effects_of(decision), (Texts{"discount all 71", "discount ussd 30"}));
  EXPECT_EQ(decision->paid_minor, 0);
}

TEST(DecidePurchase, EarnsOnWhatTheProgrammeSays) {
  const Facts facts = purchase("gold", "retail", 10'000);
  EXPECT_EQ(effects_of(decide(programme(), facts)),
            (Texts{"discount all_gold 100000", "earn earn 180"}));
  const Policy original = guide_with(R"(points_on = "original",)");
  EXPECT_EQ(effects_of(decide(original, facts)),
            (Texts{"discount all_gold 100000", "earn earn 200"}));
}

// P-21: the purchase that crosses a threshold earns by the tier before it.
TEST(DecidePurchase, ThePurchaseThatMovesTheTierEarnsByTheOldOne) {
  const Policy policy = test::rules(R"(
tier { id = "low", name = "Low", from = 0 }
tier { id = "high", name = "High", from = 100, multiplier = times(2) }
earn { points = 1, per = AUD(1), basis = "purchase", multiplier = "tier", rounding = "floor" })");
  Facts facts;
  facts.occasion = Occasion::purchase;
  facts.points = 60;
  facts.amount_minor = 4000;
  const auto decision = decide(policy, facts);
  EXPECT_EQ(effects_of(decision), (Texts{"earn earn 40", "set_tier high of low"}));
  EXPECT_EQ(decision->points_before, 60);
  EXPECT_EQ(decision->points_after, 100);
}

}  // namespace
}  // namespace patchbay::policy
