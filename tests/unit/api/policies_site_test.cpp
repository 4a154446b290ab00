#include "tests/unit/api/policy_fixture.h"
#include "tests/unit/api/site_visits.h"

namespace patchbay::api {
namespace {

class PoliciesSiteTest : public test::SiteVisits<test::PolicyApiFixture> {
 protected:
  PoliciesSiteTest() : SiteVisits("/policies") {}

  /// Posts a form of a page of this visitor's.
  http::Response submit(const std::string& target, const std::string& fields,
                        const std::string& cookie) {
    clock_.advance(std::chrono::seconds(1));
    const auto form_token = token_in(page("/policies", cookie).body);
    return send(form(target, "form_token=" + form_token + "&" + fields, cookie));
  }
};
PATCHBAY_ON_BOTH_STORES(PoliciesSiteTest);

TEST_P(PoliciesSiteTest, an_editor_reads_changes_tests_and_activates) {
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  const auto first = page("/policies", cookie);
  EXPECT_EQ(first.status, 200);
  EXPECT_NE(first.body.find(active_.substr(0, 12)), std::string::npos);
  const auto shown = page("/policies/versions/" + active_, cookie);
  EXPECT_NE(shown.body.find("tiers.silver.from"), std::string::npos);
  EXPECT_NE(shown.body.find("500"), std::string::npos);

  const auto made = submit("/policies/versions/" + active_ + "/numbers",
                           "path=tiers.bronze.name&value=x&reason=y", cookie);
  EXPECT_EQ(made.status, 404) << made.body;
  const auto draft = submit("/policies/versions/" + active_ + "/numbers",
                            "path=earn.earn.points&value=2&reason=summer", cookie);
  ASSERT_EQ(draft.status, 303) << draft.body;
  const std::string next(draft.headers.get("Location"));
  const auto tested = page(next, cookie);
  EXPECT_NE(tested.body.find("2 fail"), std::string::npos) << tested.body;
  const std::string version = next.substr(0, next.rfind('/'));
  const auto refused = submit(version + "/activate", "reason=go", cookie);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(active(), active_);
}

TEST_P(PoliciesSiteTest, an_editor_looks_at_what_differs_accepts_it_and_activates) {
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  const auto set = submit("/policies/versions/" + active_ + "/numbers",
                          "path=earn.earn.points&value=2&reason=summer", cookie);
  ASSERT_EQ(set.status, 303) << set.body;
  const std::string tests(set.headers.get("Location"));
  const std::string draft = tests.substr(0, tests.rfind('/'));
  const auto shown = page(tests, cookie);
  EXPECT_NE(shown.body.find("+ got: earn earn: points 1000"), std::string::npos) << shown.body;
  EXPECT_NE(shown.body.find(draft + "/accept"), std::string::npos);
  const auto auditor = cookie_of(issue("auditor", access::Signing::none));
  EXPECT_EQ(page(tests, auditor).body.find("/accept"), std::string::npos);
  EXPECT_EQ(submit(draft + "/accept", "reason=x", auditor).status, 403);
  EXPECT_EQ(submit(draft + "/accept", "reason=", cookie).status, 400);
  EXPECT_EQ(versions(), 2u);

  const auto accepted = submit(draft + "/accept", "reason=double+points", cookie);
  ASSERT_EQ(accepted.status, 303) << accepted.body;
  const std::string next(accepted.headers.get("Location"));
  const auto passes = page(next, cookie);
  EXPECT_NE(passes.body.find("2 pass, 0 fail"), std::string::npos) << passes.body;
  EXPECT_NE(passes.body.find("double points"), std::string::npos);
  EXPECT_EQ(passes.body.find("/accept"), std::string::npos);
  const std::string version = next.substr(0, next.rfind('/'));
  EXPECT_EQ(submit(version + "/accept", "reason=again", cookie).status, 409);
  EXPECT_EQ(submit(version + "/activate", "reason=go", cookie).status, 303);
  EXPECT_EQ(active(), version.substr(version.rfind('/') + 1));
}

TEST_P(PoliciesSiteTest, activates_what_passes_and_goes_back) {
  const auto next = push(std::string(test::small_rules) + "-- more\n", test::small_tests);
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  EXPECT_EQ(submit("/policies/versions/" + next + "/activate", "reason=", cookie).status, 400);
  EXPECT_EQ(submit("/policies/versions/" + next + "/activate", "reason=go", cookie).status, 303);
  EXPECT_EQ(active(), next);
  EXPECT_EQ(submit("/policies/rollback", "reason=back", cookie).status, 303);
  EXPECT_EQ(active(), active_);
  EXPECT_NE(page("/policies/history", cookie).body.find("rolled back"), std::string::npos);
}

TEST_P(PoliciesSiteTest, says_what_the_button_roll_back_does) {
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  const auto says = [&](const std::string& text) {
    return page("/policies", cookie).body.find(text) != std::string::npos;
  };
  EXPECT_TRUE(says("The version before the active one is active again, at once."));
  const auto next = push(std::string(test::small_rules) + "-- later\n", test::small_tests);
  const auto from = clock_.now() + std::chrono::hours(24);
  write([&](store::Session& s) { return policy::activate_version(s, who(), next, from).value(); });
  EXPECT_TRUE(says("Takes back what is to become active at " + to_rfc3339(from)));
  EXPECT_FALSE(says("The version before the active one is active again"));
  EXPECT_EQ(submit("/policies/rollback", "reason=back", cookie).status, 303);
  EXPECT_EQ(active(), active_);
  EXPECT_NE(page("/policies/history", cookie).body.find("taken back before its time"),
            std::string::npos);
  EXPECT_TRUE(says("The version before the active one is active again, at once."));
}

TEST_P(PoliciesSiteTest, says_what_partners_lack_before_a_version_is_activated) {
  const auto next = push(std::string(test::small_rules) + R"(
reward { id = "voucher", kind = "retail", capability = "issue_voucher" }
milestone { id = "m", days = 30, reward = "voucher", amount = USD(1),
            partners = { "woolworths" } })",
                         test::small_tests);
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  const auto shown = page("/policies/versions/" + next, cookie).body;
  const auto problem = shown.find("It cannot become active here: ");
  ASSERT_NE(problem, std::string::npos) << shown;
  EXPECT_NE(shown.find("woolworths", problem), std::string::npos);
  EXPECT_LT(problem, shown.find("Activate this version now"));
  EXPECT_EQ(page("/policies/versions/" + active_, cookie).body.find("cannot become active"),
            std::string::npos);
}

TEST_P(PoliciesSiteTest, only_the_right_credentials) {
  EXPECT_EQ(send(make("GET", "/policies")).status, 401);
  EXPECT_EQ(sign_in(issue("service", access::Signing::none)).status, 401);
  const auto cookie = cookie_of(issue("auditor", access::Signing::none));
  const auto shown = page("/policies/versions/" + active_, cookie);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body.find("/numbers"), std::string::npos) << "no form that it may not use";
  EXPECT_EQ(submit("/policies/rollback", "reason=back", cookie).status, 403);
  // A form of nobody's page changes nothing.
  const auto editor = cookie_of(issue("editor", access::Signing::none));
  EXPECT_EQ(send(form("/policies/rollback", "form_token=x&reason=back", editor)).status, 403);
}

TEST_P(PoliciesSiteTest, shows_texts_as_texts) {
  const auto next = push(std::string(test::small_rules) +
                             "tier { id = \"gold\", name = \"<script>x</script>\", from = 900 }\n",
                         test::small_tests);
  const auto cookie = cookie_of(issue("editor", access::Signing::none));
  const auto shown = page("/policies/versions/" + next, cookie);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body.find("<script>"), std::string::npos);
  EXPECT_NE(shown.body.find("&lt;script&gt;"), std::string::npos);
}

TEST_P(PoliciesSiteTest, what_there_is_to_look_at_and_why) {
  const auto cookie = cookie_of(issue("auditor", access::Signing::none));
  EXPECT_NE(page("/policies", cookie).body.find("href=\"/policies/decisions\""), std::string::npos);
  EXPECT_NE(page("/policies/decisions", cookie).body.find("Nothing to look at"), std::string::npos);
  keep_decision("dec_1", "flag", "ann");
  keep_decision("dec_2", "deny", "bob");
  const auto all = page("/policies/decisions", cookie);
  EXPECT_NE(all.body.find("href=\"/policies/decisions/dec_1\""), std::string::npos) << all.body;
  EXPECT_NE(all.body.find("flag rapid: &lt;b&gt;Too&lt;/b&gt; many."), std::string::npos);
  EXPECT_EQ(all.body.find("dec_2"), std::string::npos) << "who was refused knows it";
  const auto one = page("/policies/decisions/dec_1", cookie);
  EXPECT_EQ(one.status, 200);
  EXPECT_NE(one.body.find("123"), std::string::npos) << one.body;
  EXPECT_EQ(page("/policies/decisions/dec_none", cookie).status, 404);
  EXPECT_EQ(send(make("GET", "/policies/decisions")).status, 401);
}

}  // namespace
}  // namespace patchbay::api
