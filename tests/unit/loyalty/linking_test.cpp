#include "hub/loyalty/linking.h"

#include <boost/json/parse.hpp>

#include "hub/access/audit.h"
#include "hub/jobs/leases.h"
#include "hub/loyalty/code_attempts.h"
#include "tests/support/run_on.h"
#include "tests/unit/loyalty/fake_partner.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {
namespace {

using access::Purpose;
using test::organisation;
using namespace std::chrono_literals;

constexpr const char* account = "3085220043812318";
constexpr const char* code = "4711-secret";

class LinkingTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    add("checks", {"top_up", "verify_account"});
    add("knows", {"apply_credit", "get_account"}, "utility");
    add("silent", {"top_up"});
  }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }
  void add(const std::string& id, std::vector<std::string> capabilities,
           const std::string& kind = "transport") {
    adapters::Manifest manifest;
    manifest.id = id;
    manifest.kind = kind;
    manifest.capabilities = std::move(capabilities);
    adapters::Partner partner;
    partner.id = id;
    partner.plug = std::make_shared<test::FakePlug>(std::move(manifest));
    ASSERT_TRUE(registry_.add(std::move(partner)));
  }

  Linked link(const std::string& partner, const std::string& number = account) {
    LinkParts parts{store(), caller_, registry_, test::keys(), clock_, random_};
    LinkWish wish{{organisation, "ann", partner}, number, Secret(std::string(code)), "api:eve"};
    return run_on(loops_->at(0), link_account(std::move(parts), std::move(wish)));
  }
  static std::string refusal_of(const Linked& linked) {
    const auto* refusal = std::get_if<LinkRefusal>(&linked);
    return refusal ? std::string(name_of(refusal->error.kind)) : "linked";
  }
  Withdrawn withdraw(const std::string& partner, std::optional<Purpose> purpose = {}) {
    return write([&](store::Session& s) {
      return withdraw_consent({s, test::keys(), clock_, random_},
                              {{organisation, "ann", partner}, purpose, "api:eve", "she asked"});
    });
  }
  std::vector<LinkView> links() {
    return read([](store::Session& s) { return list_links(s, organisation, "ann", test::keys()); });
  }
  bool consents(const std::string& partner, Purpose purpose = Purpose::rewards) {
    return read([&](store::Session& s) {
      return access::has_consent(s, {organisation, "ann", partner}, purpose);
    });
  }
  std::vector<std::string> event_types() {
    std::vector<std::string> types;
    read([&](store::Session& s) {
      store::query(s, "SELECT type FROM events ORDER BY sequence",
                   [&](std::string type) { types.push_back(std::move(type)); });
    });
    return types;
  }
  static adapters::Outcome verified(bool yes) { return adapters::succeeded({{"verified", yes}}); }

  ManualClock clock_{{1'000'000'000'000}};
  SeededRandom random_{3};
  adapters::Registry registry_;
  test::ScriptedCaller caller_;
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(LinkingTest);

TEST_P(LinkingTest, AsksThePartnerAndStoresLinkConsentEventsAndAudit) {
  caller_.expect(verified(true));
  EXPECT_EQ(std::get<Verification>(link("checks")), Verification::verified);
  ASSERT_EQ(caller_.calls.size(), 1U);
  EXPECT_EQ(caller_.calls[0].capability, "verify_account");
  EXPECT_EQ(caller_.calls[0].request,
            (boost::json::value{{"account", account}, {"security_code", code}}));
  ASSERT_EQ(links().size(), 1U);
  EXPECT_EQ(links()[0].account, "****2318");
  EXPECT_EQ(links()[0].verification, "verified");
  EXPECT_TRUE(consents("checks"));
  EXPECT_FALSE(consents("checks", Purpose::profile));
  EXPECT_EQ(event_types(), (std::vector<std::string>{"consent.granted", "account.linked"}));
  const auto audit =
      read([](store::Session& s) { return access::list_audit(s, organisation, 0, 10); });
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].actor, "api:eve");
  EXPECT_EQ(audit[0].before, R"({"account":null,"consent":"none"})");
  EXPECT_NE(audit[0].after.find(R"("account":"****2318")"), std::string::npos) << audit[0].after;
  caller_.expect(verified(true));
  EXPECT_EQ(refusal_of(link("checks")), "linked") << "the same again is fine";
}

TEST_P(LinkingTest, SaysHowSureItIs) {
  caller_.expect(adapters::succeeded(
      {{"account", account}, {"status", "open"}, {"balance_minor", 0}, {"currency", "AUD"}}));
  EXPECT_EQ(std::get<Verification>(link("knows")), Verification::account_exists);
  EXPECT_EQ(caller_.calls[0].request, (boost::json::value{{"account", account}}))
      << "the code is no business of this call";
  EXPECT_EQ(std::get<Verification>(link("silent")), Verification::unverified);
  EXPECT_EQ(caller_.calls.size(), 1U);
  EXPECT_EQ(refusal_of(link("nobody")), "not_found");
}

TEST_P(LinkingTest, RefusesWhatThePartnerRefusesWithoutSayingWhich) {
  caller_.expect(verified(false));
  const auto wrong_code = link("checks");
  caller_.expect(adapters::rejected("unknown_account", "no account 3085220043812318"));
  const auto wrong_account = link("checks");
  const auto& first = std::get<LinkRefusal>(wrong_code).error;
  EXPECT_EQ(first.kind, ErrorKind::refused);
  EXPECT_EQ(first.message, std::get<LinkRefusal>(wrong_account).error.message);
  EXPECT_TRUE(links().empty());
  EXPECT_FALSE(consents("checks"));
  EXPECT_TRUE(event_types().empty());
}

TEST_P(LinkingTest, LetsNobodyTryCodes) {
  for (int i = 0; i < wrong_codes_max; ++i) {
    caller_.expect(verified(false));
    EXPECT_EQ(refusal_of(link("checks")), "refused");
  }
  const auto calls = caller_.calls.size();
  clock_.advance(10min);
  const auto too_many = link("checks");
  EXPECT_EQ(std::get<LinkRefusal>(too_many).retry_after, Duration(50min));
  EXPECT_EQ(caller_.calls.size(), calls) << "the partner is not asked";
  EXPECT_EQ(refusal_of(link("silent")), "linked") << "another partner is another count";
  clock_.advance(50min);
  caller_.expect(verified(true));
  EXPECT_EQ(refusal_of(link("checks")), "linked");
}

TEST_P(LinkingTest, APartnerThatIsDownCostsNoAttempt) {
  for (int i = 0; i < 2 * wrong_codes_max; ++i) {
    caller_.expect(adapters::retryable("down"));
    EXPECT_EQ(refusal_of(link("checks")), "unavailable");
  }
  caller_.expect(verified(true));
  EXPECT_EQ(refusal_of(link("checks")), "linked");
}

TEST_P(LinkingTest, AttemptsAtOnceCountBeforeTheyAreAnswered) {
  const access::ConsentKey ann{organisation, "ann", "checks"};
  const auto begin = [&] {
    return write([&](store::Session& s) { return begin_attempt(s, ann, clock_.now()); });
  };
  for (int i = 0; i < wrong_codes_max; ++i) EXPECT_FALSE(begin());
  EXPECT_TRUE(begin());
  write([&](store::Session& s) { forgive_attempt(s, ann); });
  EXPECT_FALSE(begin());
  EXPECT_TRUE(begin());
}

TEST_P(LinkingTest, TheCodeIsKeptNowhere) {
  caller_.expect(verified(true));
  link("checks");
  std::string all;
  read([&](store::Session& s) {
    const auto add = [&](std::string text) { all += text + "\n"; };
    store::query(s, "SELECT data FROM events", add);
    store::query(s, "SELECT detail || state_before || state_after FROM audit", add);
    store::query(s, "SELECT account_sealed FROM customer_links", add);
  });
  EXPECT_FALSE(all.empty());
  EXPECT_EQ(all.find(code), std::string::npos);
  EXPECT_EQ(all.find(account), std::string::npos);
}

TEST_P(LinkingTest, WithdrawingRemovesTheLinkAndKeepsTheHistory) {
  link("silent");
  write([&](store::Session& s) {
    give_consent({s, test::keys(), clock_, random_}, {organisation, "ann", "silent"},
                 Purpose::marketing, "api:eve");
  });
  const auto done = withdraw("silent", Purpose::rewards);
  EXPECT_EQ(done.purposes, std::vector{Purpose::rewards});
  EXPECT_TRUE(done.had_link);
  EXPECT_TRUE(links().empty());
  EXPECT_FALSE(consents("silent"));
  EXPECT_TRUE(consents("silent", Purpose::marketing));
  EXPECT_EQ(event_types().back(), "consent.revoked");
  EXPECT_FALSE(withdraw("silent", Purpose::rewards).anything());
  EXPECT_EQ(withdraw("silent").purposes, std::vector{Purpose::marketing});
  EXPECT_FALSE(withdraw("silent").anything());
  const auto history = read([](store::Session& s) {
    return access::list_consents(s, {organisation, "ann", ""});
  });
  EXPECT_EQ(history.size(), 2U);
}

TEST_P(LinkingTest, ConsentAtThePartnerKeepsANumberThatIsKnown) {
  const auto consent = [&](const std::string& partner) {
    write([&](store::Session& s) {
      link_by_consent({s, test::keys(), clock_, random_}, {organisation, "ann", partner},
                      "customer:ann");
    });
  };
  link("silent");
  consent("silent");
  consent("knows");
  ASSERT_EQ(links().size(), 2U);
  EXPECT_EQ(links()[0].account, account_by_token);
  EXPECT_EQ(links()[1].account, "****2318");
  EXPECT_EQ(links()[1].verification, "verified");
  EXPECT_TRUE(consents("knows"));
}

TEST_P(LinkingTest, WithdrawingEndsTheTokensOfASandboxToo) {
  write([&](store::Session& s) {
    store::execute(s,
                   "INSERT INTO oauth_tokens (organisation_id, partner, customer, grant_type, "
                   "sealed_access_token, sealed_refresh_token, scope, fetched_at, version, lease, "
                   "lease_until, lease_holder, needs_consent, failures, retry_at, failure) VALUES "
                   "(:organisation, 'knows/sandbox', 'ann', 'authorization_code', '', '', '', 0, "
                   "1, 0, 0, '', 0, 0, 0, '')",
                   {{"organisation", organisation}});
    const LinkChange change{s, test::keys(), clock_, random_};
    EXPECT_EQ(withdraw_everything(change, organisation, "ann", "api:admin", "gone"), 1);
  });
  read([](store::Session& s) {
    EXPECT_EQ(store::query_value<std::int64_t>(s, "SELECT COUNT(*) FROM oauth_tokens"), 0);
  });
}

TEST(MaskAccount, ShowsTheLastFourAtMost) {
  EXPECT_EQ(mask_account("3085220043812318"), "****2318");
  EXPECT_EQ(mask_account("12345678"), "****5678");
  EXPECT_EQ(mask_account("1234567"), "****");
  EXPECT_EQ(mask_account(""), "****");
  EXPECT_EQ(mask_account("\u00e4\u00f6\u00fc\u00e4\u00f6"), "****\u00e4\u00f6");
}

}  // namespace
}  // namespace patchbay::loyalty
