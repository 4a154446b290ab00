// plugins/order_file as the hub loads it, over files in memory.
#include <gtest/gtest.h>

#include "adapters/kinds.h"
#include "adapters/native/native_plug.h"
#include "tests/unit/adapters/support.h"

namespace patchbay::adapters {
namespace {

using testing::run_with_files;

Plug& order_file() {
  static const auto plug = native::load_plug(std::string(PATCHBAY_PLUGINS) + "/order_file.so",
                                             ::testing::TempDir() + "patchbay-plugin-cache")
                               .value();
  return *plug;
}

Outcome pull(const std::string& text, const std::string& cursor = "", int limit = 100,
             std::map<std::string, std::string> changed = {}) {
  auto settings =
      FieldValues::check(order_file().manifest().settings, {{"path", "/o.csv"}}).value().all();
  for (const auto& [name, value] : changed) settings[name] = value;
  return run_with_files(order_file(), "pull_orders", settings,
                        {{"cursor", cursor}, {"limit", limit}}, {{"/o.csv", text}});
}

const boost::json::object& result_of(const Outcome& outcome) {
  const auto* capability = find_capability("pos", "pull_orders");
  const auto fits = check_result(*capability, outcome.result);
  EXPECT_TRUE(fits) << name_of(outcome.kind) << " " << outcome.message;
  return outcome.result.as_object();
}

const std::string header = "order_id,customer_id,date,quantity,amount_usd\n";

TEST(OrderFile, ReadsOrders) {
  const auto outcome = pull(header +
                            "1,7,1997-01-12,1,11.77\r\n"
                            "2,\"a,\n\"\"b\"\"\",1997-01-12T08:30:00+01:00,5,0.5\n"
                            "3,7,1997-01-13,1,77");
  const auto& result = result_of(outcome);
  EXPECT_EQ(result.at("orders"), (boost::json::array{{{"id", "1"},
                                                      {"customer", "7"},
                                                      {"ordered_at", 853027200000000},
                                                      {"amount_minor", 1177},
                                                      {"currency", "USD"},
                                                      {"line", 2}},
                                                     {{"id", "2"},
                                                      {"customer", "a,\n\"b\""},
                                                      {"ordered_at", 853054200000000},
                                                      {"amount_minor", 50},
                                                      {"currency", "USD"},
                                                      {"line", 3}},
                                                     {{"id", "3"},
                                                      {"customer", "7"},
                                                      {"ordered_at", 853113600000000},
                                                      {"amount_minor", 7700},
                                                      {"currency", "USD"},
                                                      {"line", 5}}}));
  EXPECT_TRUE(result.at("rejects").as_array().empty());
  EXPECT_TRUE(result.at("done").as_bool());
  EXPECT_EQ(result.at("bytes_done"), result.at("bytes_total"));
}

TEST(OrderFile, NothingToReadIsNoError) {
  for (const std::string& text : {header, header + "\n\n", std::string("\xEF\xBB\xBF") + header}) {
    const auto outcome = pull(text);
    const auto& result = result_of(outcome);
    EXPECT_TRUE(result.at("orders").as_array().empty());
    EXPECT_TRUE(result.at("rejects").as_array().empty());
    EXPECT_TRUE(result.at("done").as_bool());
  }
}

TEST(OrderFile, AFileWithoutAHeaderIsRefused) {
  const auto outcome = pull("");
  EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
  EXPECT_NE(outcome.message.find("the file is empty"), std::string::npos) << outcome.message;
}

TEST(OrderFile, KeepsWhatCannotBeReadAndGoesOn) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"1,7,1997-01-12,1", "4 fields instead of 5"},
      {"1,7,1997-01-12,1,2.00,9", "6 fields instead of 5"},
      {"1,7,1997-01-12,1,", "not an amount"},
      {"1,7,1997-01-12,1,abc", "not an amount"},
      {"1,7,1997-01-12,1,2.005", "more than 2 decimals"},
      {"1,7,1997-01-12,1,1e3", "not an amount"},
      {"1,7,1997-01-12,1,-2.00", "negative"},
      {"1,7,1997-02-30,1,2.00", "not a date"},
      {"1,7,12/01/1997,1,2.00", "not a date"},
      {",7,1997-01-12,1,2.00", "the order id is empty"},
      {"1,,1997-01-12,1,2.00", "the customer id is empty"},
      {std::string(201, 'x') + ",7,1997-01-12,1,2.00", "longer than 200 characters"},
      {"1,a\"b,1997-01-12,1,2.00", "a quote stands"},
      {"1,\xFF,1997-01-12,1,2.00", "not UTF-8"},
      {std::string("1,\0,1997-01-12,1,2.00", 21), "NUL"},
      {std::string(70'000, 'y'), "longer than 64 KiB"}};
  std::string text = header;
  for (const auto& [row, reason] : bad) text += row + "\n";
  const auto outcome = pull(text + "9,7,1997-01-12,1,2.00\n");
  const auto& result = result_of(outcome);
  ASSERT_EQ(result.at("orders").as_array().size(), 1u);
  EXPECT_EQ(result.at("orders").at(0).at("id"), "9");
  const auto& rejects = result.at("rejects").as_array();
  ASSERT_EQ(rejects.size(), bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(rejects[i].at("line"), boost::json::value(static_cast<std::int64_t>(i) + 2));
    const std::string reason(rejects[i].at("reason").as_string());
    EXPECT_NE(reason.find(bad[i].second), std::string::npos) << reason;
    EXPECT_LE(rejects[i].at("row").as_string().size(), 510u);
  }
  EXPECT_EQ(rejects[0].at("row"), "1,7,1997-01-12,1");
}

TEST(OrderFile, ResumesAtTheCursor) {
  std::string text = "\xEF\xBB\xBF" + header;
  for (int i = 0; i < 10; ++i) text += std::to_string(i) + ",\"c\nd\",1997-01-12,1,1.00\n";
  std::string cursor;
  std::vector<std::string> ids;
  for (int calls = 0; calls < 20; ++calls) {
    const auto outcome = pull(text, cursor, 3);
    const auto& result = result_of(outcome);
    for (const auto& order : result.at("orders").as_array())
      ids.emplace_back(order.at("id").as_string());
    cursor = std::string(result.at("cursor").as_string());
    if (result.at("done").as_bool()) break;
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  EXPECT_EQ(cursor, std::to_string(text.size()) + ":22");
  const auto after_the_end = pull(text, cursor, 3);
  EXPECT_TRUE(result_of(after_the_end).at("done").as_bool());
  const auto grown = pull(text + "10,c,1997-01-12,1,1.00\n", cursor, 3);
  EXPECT_EQ(result_of(grown).at("orders").as_array().size(), 1u);
}

TEST(OrderFile, SaysWhatIsWrongWithTheFile) {
  const auto rejected_with = [](const Outcome& outcome, const char* code, const char* part) {
    EXPECT_EQ(outcome.kind, OutcomeKind::rejected);
    EXPECT_EQ(outcome.code, code);
    EXPECT_NE(outcome.message.find(part), std::string::npos) << outcome.message;
  };
  rejected_with(pull("id,customer_id,date\n1,2,3\n"), "bad_header",
                "/o.csv: there is no column \"order_id\"; the columns are id, customer_id, date");
  rejected_with(pull("order_id,order_id,customer_id,date,amount_usd\n"), "bad_header",
                "more than one column \"order_id\"");
  rejected_with(pull("a,\"b\n"), "bad_header", "a quote is never closed");
  rejected_with(pull(header, "9999:3"), "file_changed", "shorter than the cursor");
  rejected_with(pull(header, "x"), "bad_request", "cursor");
  rejected_with(pull(header, "", 10, {{"currency", "ABC"}}), "bad_request", "ABC");
  rejected_with(pull(header, "", 10, {{"path", "/gone.csv"}}), "unreadable_file", "/gone.csv");
}

TEST(OrderFile, MapsColumnsAndDecimals) {
  const auto outcome = pull("when,total,who,nr\n1997-01-12,500,w,n1\n", "", 10,
                            {{"column_order", "nr"},
                             {"column_customer", "who"},
                             {"column_date", "when"},
                             {"column_amount", "total"},
                             {"currency", "JPY"}});
  const auto& order = result_of(outcome).at("orders").at(0);
  EXPECT_EQ(order.at("id"), "n1");
  EXPECT_EQ(order.at("amount_minor"), 500);
  EXPECT_EQ(order.at("currency"), "JPY");
}

}  // namespace
}  // namespace patchbay::adapters
