// plugins/report_file as the hub loads it, over files in memory.
#include <gtest/gtest.h>

#include "adapters/kinds.h"
#include "adapters/native/native_plug.h"
#include "tests/unit/adapters/support.h"

namespace patchbay::adapters {
namespace {

Plug& report_file() {
  static const auto plug = native::load_plug(std::string(PATCHBAY_PLUGINS) + "/report_file.so",
                                             ::testing::TempDir() + "patchbay-plugin-cache")
                               .value();
  return *plug;
}

Outcome pull(const std::string& text, const std::string& cursor = "", int limit = 100) {
  return testing::run_with_files(report_file(), "pull_report", {},
                                 {{"path", "/r.csv"}, {"cursor", cursor}, {"limit", limit}},
                                 {{"/r.csv", text}});
}

const boost::json::object& result_of(const Outcome& outcome) {
  const auto fits = check_result(*find_capability("reconciliation", "pull_report"), outcome.result);
  EXPECT_TRUE(fits) << outcome.message;
  return outcome.result.as_object();
}

const std::string header = "reference,amount_minor,currency,partner_reference,issued_at\n";
const std::string lines =
    "rwd_1,2000,AUD,v1,1997-01-12T00:00:00Z\nrwd_2,5000,AUD,v2,1997-01-12T00:00:00Z\n";
const std::string closing = "END,2,7000,1997-01-13T00:00:00Z\n";

TEST(ReportFile, WithoutAPathThereIsNoReport) {
  const auto outcome = testing::run_with_files(report_file(), "pull_report", {},
                                               {{"cursor", ""}, {"limit", 10}}, {});
  EXPECT_EQ(outcome.code, "bad_request");
  EXPECT_EQ(outcome.message, "\"path\" is missing: the report is a file");
}

TEST(ReportFile, ReadsACompleteReport) {
  const auto outcome = pull(header + lines + closing);
  const auto& result = result_of(outcome);
  ASSERT_EQ(result.at("lines").as_array().size(), 2u);
  EXPECT_EQ(result.at("lines").at(1), (boost::json::value{{"reference", "rwd_2"},
                                                          {"amount_minor", 5000},
                                                          {"currency", "AUD"},
                                                          {"partner_reference", "v2"}}));
  EXPECT_TRUE(result.at("done").as_bool());
  EXPECT_TRUE(result.at("complete").as_bool());
  EXPECT_EQ(result.at("as_of"), 853113600000000);
  EXPECT_FALSE(result.contains("problem"));
}

TEST(ReportFile, AReportOfNothingIsComplete) {
  const auto outcome = pull(header + "END,0,0,1997-01-13T00:00:00Z\n");
  EXPECT_TRUE(result_of(outcome).at("complete").as_bool());
}

TEST(ReportFile, ChecksTheClosingRowAcrossPulls) {
  std::string cursor;
  std::size_t count = 0;
  bool complete = false;
  for (int calls = 0; calls < 10; ++calls) {
    const auto outcome = pull(header + lines + closing, cursor, 1);
    const auto& result = result_of(outcome);
    count += result.at("lines").as_array().size();
    cursor = std::string(result.at("cursor").as_string());
    complete = result.at("complete").as_bool();
    if (result.at("done").as_bool()) break;
    EXPECT_FALSE(complete);
  }
  EXPECT_EQ(count, 2u);
  EXPECT_TRUE(complete);
}

TEST(ReportFile, AnythingOddLeavesItIncomplete) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {header, "there is no closing row"},
      {"", "there is no closing row"},
      {header + lines, "there is no closing row"},
      {header + lines + "END,3,7000,1997-01-13T00:00:00Z\n", "counts 3 lines of 7000"},
      {header + lines + "END,2,7001,1997-01-13T00:00:00Z\n", "counts 2 lines of 7001"},
      {header + lines + "END,2,7000,soon\n", "the closing row cannot be read"},
      {header + "rwd_0,12.5,AUD,v0,x\n" + lines + closing, "line 2: "},
      {header + "rwd_0,1,AUD,,x\n" + lines + closing, "line 2: a reference is empty"},
      {header + "rwd_0,1,XXX,v,x\n" + lines + closing, "line 2: "},
      {header + lines + closing + "rwd_3,1,AUD,v3,x\n", "line 5: a row stands after"}};
  for (const auto& [text, problem] : cases) {
    const auto outcome = pull(text);
    const auto& result = result_of(outcome);
    EXPECT_TRUE(result.at("done").as_bool());
    EXPECT_FALSE(result.at("complete").as_bool()) << text;
    EXPECT_EQ(result.at("as_of"), 0);
    const std::string found(result.at("problem").as_string());
    EXPECT_NE(found.find(problem), std::string::npos) << found;
  }
}

TEST(ReportFile, RefusesAnotherHeaderAndAMissingFile) {
  EXPECT_EQ(pull("a,b\n").code, "bad_header");
  const auto gone = testing::run_with_files(report_file(), "pull_report", {},
                                            {{"path", "/x.csv"}, {"cursor", ""}, {"limit", 5}}, {});
  EXPECT_EQ(gone.code, "unreadable_file");
  EXPECT_NE(gone.message.find("/x.csv"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters
