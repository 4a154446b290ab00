// The reports of a simulation: JSON that comes back, CSV, and a page that needs nothing else.
#include <gtest/gtest.h>

#include "hub/policy/simulation/facts_lines.h"
#include "hub/policy/simulation/report_html.h"

namespace patchbay::policy {
namespace {

SimulationResult sample() {
  SimulationResult result;
  result.base = std::string(64, 'a');
  result.draft = std::string(64, 'b');
  result.currency = find_currency("AUD").value();
  result.from = Timestamp{1'790'000'000'000'000};
  result.until = Timestamp{1'792'000'000'000'000};
  result.facts_read = 3;
  result.customers_gaining = 1;
  result.customers_unchanged = 1;
  const Compared sums{{1, 10, 2000, 0}, {1, 12, 2500, 0}};
  result.total = sums;
  result.by_reward = {{"voucher", sums}};
  result.by_partner = {{"a \"b\", c", sums}};
  result.by_day = {{"2026-09-21", sums}, {"2026-09-22", sums}};
  result.by_rule = {{"milestone month_1", sums}};
  result.biggest = {{"<script>alert(1)</script>", sums, {"was & is"}, {"25 > 20"}}};
  result.failed_after = {{"rules.lua:2: broken", 4}};
  return result;
}

TEST(SimulationReportTest, comes_back_from_its_json) {
  const auto read = simulation_from_json(to_json(sample()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, sample());
}

TEST(SimulationReportTest, damaged_json_is_corrupt) {
  auto damaged = to_json(sample());
  damaged["total"] = "much";
  const auto read = simulation_from_json(damaged);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::corrupt);
}

TEST(SimulationReportTest, csv_has_a_row_for_every_sum_and_quotes_what_needs_it) {
  const std::string text = to_csv(sample());
  EXPECT_TRUE(text.starts_with("part,name,times_before,times_after,times_difference,"));
  EXPECT_NE(text.find("total,AUD,1,1,0,10,12,2,2000,2500,500,0,0,0\r\n"), std::string::npos);
  EXPECT_NE(text.find("partner,\"a \"\"b\"\", c\",1,1,0"), std::string::npos);
  EXPECT_NE(text.find("day,2026-09-22,"), std::string::npos);
}

TEST(SimulationReportTest, page_escapes_everything_and_needs_no_network) {
  const std::string page = report_html(sample());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(page.find("was &amp; is"), std::string::npos);
  for (const char* outside : {"http://", "https://", "src=", "url(", "@import"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("AUD 25.00"), std::string::npos);
  EXPECT_NE(page.find("4 times: rules.lua:2: broken"), std::string::npos);
}

TEST(SimulationReportTest, page_of_an_empty_period_says_so) {
  SimulationResult result;
  result.currency = find_currency("AUD").value();
  const std::string page = report_html(result);
  EXPECT_NE(page.find("Nothing was decided in this period."), std::string::npos);
  EXPECT_NE(page.find("No customer would have had anything else"), std::string::npos);
}

TEST(SimulationFactsTest, lines_come_by_customer_and_time) {
  const auto facts = facts_from_lines("f.jsonl",
                                      R"({"customer": "b", "at": "2026-09-02T00:00:00Z"}

{"customer": "a", "at": "2026-09-03T00:00:00Z"}
{"customer": "a", "at": "2026-09-01T00:00:00Z"}
)");
  ASSERT_TRUE(facts) << facts.error().message;
  ASSERT_EQ(facts->size(), 3u);
  EXPECT_EQ((*facts)[0].facts.customer, "a");
  EXPECT_LT((*facts)[0].facts.at, (*facts)[1].facts.at);
  EXPECT_EQ(period_of(*facts).from, (*facts)[0].facts.at);
}

TEST(SimulationFactsTest, a_bad_line_is_named) {
  const auto facts = facts_from_lines("f.jsonl", "{\"customer\": \"a\"}\n{\"amont_minor\": 5}\n");
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(facts.error().message.starts_with("f.jsonl:2: ")) << facts.error().message;
}

}  // namespace
}  // namespace patchbay::policy
