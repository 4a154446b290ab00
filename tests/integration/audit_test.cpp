// `patchbay audit verify`, export and retention by the real program, beside a hub at work.

#include <gtest/gtest.h>

#include <fstream>

#include "hub/http/json.h"
#include "tests/integration/hub_test.h"
#include "tests/support/wait.h"

namespace patchbay::test {
namespace {

class AuditByCommand : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    environment_["PATCHBAY_LIMITS_REFUSED"] = "3/h";
    serve();
  }
  boost::json::object verify(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"audit", "verify", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto done = command(words);
    auto report = parse_json(done.output).value().as_object();
    EXPECT_EQ(done.code, report.at("ok").as_bool() ? 0 : 1) << done.error;
    return report;
  }
  std::int64_t rows_of(const boost::json::object& report, const std::string& member) {
    std::int64_t all = 0;
    for (const auto& chain : report.at("chains").as_array()) all += chain.at(member).as_int64();
    return all;
  }
  /// Switches a queue off and on again.
  void make_rows(int pairs) {
    for (int i = 0; i < pairs; ++i) {
      EXPECT_EQ(
          command({"switch", "stop", "queue", "reward.issue", "--reason", "test, \"x\", y"}).code,
          0);
      EXPECT_EQ(command({"switch", "resume", "queue", "reward.issue"}).code, 0);
    }
  }
};
PATCHBAY_ON_BOTH_STORES(AuditByCommand);

TEST_P(AuditByCommand, is_verified_exported_and_tampering_is_found) {
  make_rows(3);
  stop();  // what waits is chained at the end
  const auto whole = verify();
  EXPECT_TRUE(whole.at("ok").as_bool());
  EXPECT_GE(rows_of(whole, "rows"), 6);
  EXPECT_EQ(rows_of(whole, "not_chained_yet"), 0);
  for (const std::string format : {"jsonl", "csv"}) {
    const std::string file = folder_.path() + "/audit." + format;
    ASSERT_EQ(command({"audit", "export", "--format", format, "--out", file}).code, 0);
    EXPECT_NE(command({"audit", "export", "--format", format, "--out", file}).code, 0);
    const auto from_file = verify({"--file", file});
    EXPECT_TRUE(from_file.at("ok").as_bool());
    EXPECT_EQ(rows_of(from_file, "rows"), rows_of(whole, "rows"));
    std::ifstream in(file);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    text.replace(text.rfind("switch.reset"), 12, "switch.forge");
    std::ofstream(file) << text;
    EXPECT_FALSE(verify({"--file", file}).at("ok").as_bool());
  }
  write([](store::Session& s) {
    store::execute(s,
                   "UPDATE audit SET actor = 'cli:nobody' WHERE id = (SELECT MAX(id) FROM audit "
                   "WHERE action = 'switch.throw')");
  });
  EXPECT_FALSE(verify().at("ok").as_bool());
  const auto text = command({"audit", "verify"});
  EXPECT_EQ(text.code, 1);
  EXPECT_NE(text.output.find("changed: row"), std::string::npos) << text.output;
  environment_["ENCRYPTION_KEY"] = std::string(64, 'b');
  EXPECT_NE(command({"audit", "verify"}).code, 0) << "with another key";
}

TEST_P(AuditByCommand, the_running_hub_chains_what_commands_write) {
  make_rows(1);
  EXPECT_TRUE(wait_until([&] { return rows_of(verify(), "not_chained_yet") == 0; }));
  const auto listed = command({"audit", "list", "--json", "--action", "switch.reset"});
  EXPECT_EQ(parse_json(listed.output).value().as_array().size(), 1U);
}

TEST_P(AuditByCommand, guessing_tokens_shuts_the_door) {
  const auto guess = [&] {
    return curl(api_ + "/api/v1/partners", {"-H", "Authorization: Bearer wrong"}).status;
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guess(), 401);
  EXPECT_EQ(guess(), 429);
  EXPECT_EQ(curl(api_ + "/healthz").status, 200);
}

}  // namespace
}  // namespace patchbay::test
