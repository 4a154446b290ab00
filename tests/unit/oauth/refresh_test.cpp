// Tokens that a customer's consent gave, renewed by refresh tokens.

#include "tests/unit/oauth/oauth_support.h"

namespace patchbay::oauth::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// The last moment at which a token of an hour may be used: it should be replaced by then.
constexpr Duration nearly_over = minutes(60) - seconds(30) - Duration(1);

class RefreshTest : public OAuthTest {};
PATCHBAY_ON_BOTH_STORES(RefreshTest);

TEST_P(RefreshTest, stores_the_new_pair_before_it_is_used) {
  const auto hub = add_hub();
  give_consent(anna);
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  advance(hours(1));
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a2");
  const auto stored = row(anna);
  EXPECT_EQ(stored.access.reveal(), "a2");
  EXPECT_EQ(stored.refresh.reveal(), "r2");
  EXPECT_EQ(stored.row->version, 2);
  EXPECT_EQ(stored.row->lease_until.micros, 0);
  advance(hours(1));
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a3") << "the rotated one was used";
  EXPECT_EQ(partner_.count(), 2U);
}

TEST_P(RefreshTest, keeps_the_refresh_token_of_a_partner_that_does_not_rotate) {
  const auto hub = add_hub();
  give_consent(anna);
  advance(hours(1));
  partner_.answer_with(200, pair_json(7, 3600, false));
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a7");
  EXPECT_EQ(row(anna).refresh.reveal(), "r1");
}

TEST_P(RefreshTest, asks_once_for_all_callers_of_all_hubs) {
  for (int i = 0; i < 2; ++i) add_hub();
  give_consent(anna);
  advance(hours(2));
  partner_.hold_next();
  std::vector<std::future<Got>> answers;
  for (std::size_t i = 0; i < 200; ++i) answers.push_back(ask(i % 2, anna, consent(), i / 2));
  partner_.wait_for_held();
  partner_.let_go();
  for (auto& answer : answers) EXPECT_EQ(text_of(answer.get()), "a2");
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(RefreshTest, keeps_customers_apart) {
  const auto hub = add_hub();
  give_consent(anna);
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  const auto other = failure_of(get(hub, {"org", "acme", "bert"}, consent()));
  EXPECT_TRUE(other.needs_consent);
  EXPECT_TRUE(failure_of(get(hub, {"another", "acme", "anna"}, consent())).needs_consent);
  EXPECT_EQ(partner_.count(), 0U) << "without a consent nobody is asked";
}

TEST_P(RefreshTest, renews_early_while_others_go_on) {
  give_consent(anna);
  const auto hub = add_hub();  // later: what is signalled empties its memory
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  advance(nearly_over);
  partner_.hold_next();
  auto first = ask(hub, anna, consent());
  partner_.wait_for_held();
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1") << "who comes now does not wait";
  const auto other_hub = add_hub();
  EXPECT_EQ(text_of(get(other_hub, anna, consent())), "a1");
  partner_.let_go();
  EXPECT_EQ(text_of(first.get()), "a2");
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a2");
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(RefreshTest, an_early_failure_costs_nobody_anything) {
  give_consent(anna);
  advance(nearly_over);
  partner_.answer_with(503, "{}");
  const auto hub = add_hub();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  EXPECT_EQ(partner_.count(), 1U) << "and the endpoint is left alone";
}

TEST_P(RefreshTest, an_answer_after_the_lease_is_not_stored) {
  const auto slow = add_hub(), quick = add_hub();
  const auto machine = settings(GrantType::client_credentials);
  partner_.hold_next();
  auto late = ask(slow, own, machine);
  partner_.wait_for_held();
  advance(lease + seconds(1));
  EXPECT_EQ(text_of(get(quick, own, machine)), "a2");
  partner_.let_go();
  EXPECT_EQ(text_of(late.get()), "a2") << "a3 came late: what the other hub stored counts";
  EXPECT_EQ(row(own).access.reveal(), "a2");
  EXPECT_EQ(partner_.count(), 2U);
}

TEST_P(RefreshTest, a_pair_that_cannot_be_stored_is_stored_later) {
  give_consent(anna);
  advance(hours(1));
  const auto hub = add_hub();
  partner_.hold_next();
  auto asked = ask(hub, anna, consent());
  partner_.wait_for_held();
  hubs_.at(hub).store->writes_to_fail = 1;
  partner_.let_go();
  EXPECT_EQ(text_of(asked.get()), "a2");
  EXPECT_EQ(row(anna).refresh.reveal(), "r2") << "no other copy of it exists";
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(RefreshTest, reads_again_before_it_gives_a_consent_up) {
  const auto slow = add_hub(), quick = add_hub();
  give_consent(anna);
  advance(hours(1));
  partner_.hold_next();
  auto late = ask(slow, anna, consent());
  partner_.wait_for_held();
  advance(lease + seconds(1));
  EXPECT_EQ(text_of(get(quick, anna, consent())), "a2");
  partner_.let_go();  // r1 was used by the other hub: invalid_grant
  EXPECT_EQ(text_of(late.get()), "a2");
  EXPECT_FALSE(row(anna).row->needs_consent);
  EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 0);
}

TEST_P(RefreshTest, a_new_consent_counts_against_a_refusal_of_the_old_one) {
  const auto hub = add_hub();
  give_consent(anna, "gone");
  advance(hours(1));
  partner_.hold_next();
  auto late = ask(hub, anna, consent());
  partner_.wait_for_held();
  give_consent(anna);
  partner_.let_go();
  EXPECT_EQ(text_of(late.get()), "a1");
  EXPECT_FALSE(row(anna).row->needs_consent);
}

TEST_P(RefreshTest, a_refusal_asks_for_consent_and_ends_the_asking) {
  const auto hub = add_hub();
  give_consent(anna, "revoked-there");
  advance(hours(1));
  const auto none = failure_of(get(hub, anna, consent()));
  EXPECT_TRUE(none.needs_consent);
  EXPECT_EQ(none.error.kind, ErrorKind::refused);
  EXPECT_EQ(row(anna).row->sealed_refresh, "");
  EXPECT_EQ(text("SELECT type FROM events"), "link.needs_consent");
  EXPECT_EQ(text("SELECT subject FROM events"), "anna");
  EXPECT_EQ(text("SELECT action FROM audit"), "consent.lose");
  const auto other_hub = add_hub();
  advance(hours(5));
  EXPECT_TRUE(failure_of(get(hub, anna, consent())).needs_consent);
  EXPECT_TRUE(failure_of(get(other_hub, anna, consent())).needs_consent);
  EXPECT_EQ(partner_.count(), 1U);
  EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 1);
  give_consent(anna);
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
}

TEST_P(RefreshTest, an_error_inside_a_200_is_an_error) {
  const auto hub = add_hub();
  give_consent(anna);
  advance(hours(1));
  partner_.answer_with(200,
                       R"({"error":"invalid_grant","access_token":"x","token_type":"Bearer"})");
  EXPECT_TRUE(failure_of(get(hub, anna, consent())).needs_consent);
}

TEST_P(RefreshTest, what_expires_without_a_refresh_token_needs_a_consent) {
  const auto hub = add_hub();
  give_consent(anna, "");
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  advance(hours(1));
  EXPECT_TRUE(failure_of(get(hub, anna, consent())).needs_consent);
  EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 1);
  EXPECT_EQ(partner_.count(), 0U);
}

TEST_P(RefreshTest, a_token_without_an_end_is_used_until_it_is_refused) {
  const auto hub = add_hub(), other = add_hub();
  give_consent(anna, "r1", std::nullopt);
  advance(hours(24 * 365));
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a1");
  EXPECT_EQ(text_of(get(other, anna, consent())), "a1");
  forget(hub, anna, "a1");
  forget(other, anna, "a1");
  EXPECT_EQ(text_of(get(hub, anna, consent())), "a2");
  forget(other, anna, "a1");
  EXPECT_EQ(text_of(get(other, anna, consent())), "a2");
  EXPECT_EQ(partner_.count(), 1U) << "many say so of one token: one refresh";
}

TEST_P(RefreshTest, clocks_of_hubs_may_differ) {
  const auto ahead = add_hub(hours(3)), behind = add_hub(-hours(3));
  const auto machine = settings(GrantType::client_credentials);
  EXPECT_EQ(text_of(get(ahead, own, machine)), "a2");
  EXPECT_EQ(text_of(get(behind, own, machine)), "a2");
  advance(minutes(50));
  EXPECT_EQ(text_of(get(ahead, own, machine)), "a2");
  EXPECT_EQ(text_of(get(behind, own, machine)), "a2");
  EXPECT_EQ(partner_.count(), 1U);
  advance(minutes(10));
  EXPECT_EQ(text_of(get(behind, own, machine)), "a3");
  EXPECT_EQ(text_of(get(ahead, own, machine)), "a3");
}

TEST_P(RefreshTest, a_consent_that_cannot_be_opened_is_kept) {
  const auto hub = add_hub();
  give_consent(anna);
  write([](store::Session& session) {
    store::execute(session, "UPDATE oauth_tokens SET sealed_refresh_token = 'v1.k1.AAAA'");
  });
  EXPECT_EQ(failure_of(get(hub, anna, consent())).error.kind, ErrorKind::corrupt);
  EXPECT_EQ(row(anna).row->sealed_refresh, "v1.k1.AAAA");
  EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 0);
}

TEST_P(RefreshTest, a_password_logs_in_again_when_its_refresh_token_is_refused) {
  const auto hub = add_hub();
  const auto by_password = settings(GrantType::password);
  EXPECT_EQ(text_of(get(hub, own, by_password)), "a2");
  EXPECT_EQ(partner_.sent().at(0).form.at("grant_type"), "password");
  EXPECT_EQ(partner_.sent().at(0).form.at("password"), "p4ss");
  advance(hours(1));
  EXPECT_EQ(text_of(get(hub, own, by_password)), "a3");
  EXPECT_EQ(partner_.sent().at(1).form.at("grant_type"), "refresh_token");
  advance(hours(1));
  partner_.answer_by([](const Sent& sent) {
    return sent.form.at("grant_type") == "refresh_token"
               ? http::json_response(400, R"({"error":"invalid_grant"})")
               : http::json_response(200, pair_json(9, 60));
  });
  EXPECT_EQ(text_of(get(hub, own, by_password)), "a9");
}

}  // namespace
}  // namespace patchbay::oauth::testing
