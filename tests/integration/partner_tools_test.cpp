// The tools of an integration engineer on the real program: a partner of each kind is made, looked
// at, tested, tried in its sandbox, recorded, and looked at again.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "hub/http/json.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

namespace fs = std::filesystem;

class PartnerTools : public ::testing::Test {
 protected:
  PartnerTools() {
    fs::create_directories(folder_.path("scripts"));
    fs::create_directories(folder_.path("data"));
    environment_ = {{"PATCHBAY_PATHS_SCRIPTS", folder_.path("scripts")},
                    {"PATCHBAY_PATHS_DATA", folder_.path("data")}};
  }
  Finished partner(std::vector<std::string> words) const {
    words.insert(words.begin(), {patchbay_binary(), "partner"});
    return run(words, environment_);
  }
  /// What a command that goes well says with --json.
  boost::json::value said(std::vector<std::string> words) const {
    words.push_back("--json");
    const auto finished = partner(words);
    EXPECT_EQ(finished.code, 0) << finished.error;
    auto json = parse_json(finished.output);
    return json ? *json : boost::json::value(boost::json::object());
  }
  void expect_well(std::vector<std::string> words) const {
    const auto finished = partner(words);
    EXPECT_EQ(finished.code, 0) << words.at(0) << ": " << finished.output << finished.error;
  }
  std::string file(const std::string& name) const {
    std::ifstream stream(folder_.path("scripts/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void change(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = file(name);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::ofstream(folder_.path("scripts/" + name), std::ios::binary) << text;
  }

  /// From now on the plug of "acme" puts its secret into what it sends.
  void send_the_secret() const {
    change("acme/partner.lua", "call.key }",
           "call.key, [\"X-Desk\"] = call:secret(\"client_secret\") }");
  }

  TempFolder folder_;
  std::map<std::string, std::string> environment_;
};

struct KindCall {
  const char *kind, *capability, *request;
};
constexpr KindCall calls[] = {
    {"retail", "issue_voucher", R"({"reference":"r1","amount_minor":2000,"currency":"AUD"})"},
    {"utility", "apply_credit",
     R"({"reference":"r1","account":"42","amount_minor":2000,"currency":"AUD"})"},
    {"transport", "top_up",
     R"({"reference":"r1","account":"42","amount_minor":2000,"currency":"AUD"})"},
    {"payment", "pay_out",
     R"({"reference":"r1","account":"42","amount_minor":2000,"currency":"AUD"})"},
    {"loyalty", "put_points", R"({"reference":"r1","member":"42","points":5})"},
    {"messaging", "send_message", R"({"reference":"r1","to":"a@example.org","text":"Hi"})"},
    {"support", "refer", R"({"reference":"r1","contact":"a@example.org","service":"x"})"},
    {"pos", "pull_orders", R"({"cursor":"","limit":10})"},
    {"reconciliation", "pull_report", R"({"path":"2026-01","cursor":"","limit":10})"}};

TEST_F(PartnerTools, a_partner_of_every_kind_works_at_once) {
  for (const auto& [kind, capability, request] : calls) {
    SCOPED_TRACE(kind);
    const std::string id = std::string(kind) + "_one";
    expect_well({"new", id, "--kind", kind});
    EXPECT_EQ(said({"lint", id}).as_array().size(), 0u);
    const auto before = said({"test", id});
    EXPECT_TRUE(before.at("passed").as_bool());
    EXPECT_TRUE(before.at("uncovered").as_array().empty());
    const auto tried = said({"try", id, capability, request});
    EXPECT_EQ(tried.at("outcome").at("kind"), "succeeded") << tried;
    EXPECT_EQ(tried.at("steps").as_array().size(), 1u);
    expect_well({"record", id, "--name", "as tried"});
    const auto after = said({"test", id});
    EXPECT_TRUE(after.at("passed").as_bool()) << after;
    EXPECT_EQ(after.at("cases").as_array().size(), before.at("cases").as_array().size() + 1);
    EXPECT_EQ(said({"lint", id}).as_array().size(), 0u);
    EXPECT_EQ(said({"drift", id}).as_array().size(), 0u);
  }
}

TEST_F(PartnerTools, what_the_partners_sandbox_remembers_lasts) {
  expect_well({"new", "acme", "--kind", "retail"});
  const auto first = said({"try", "acme", "issue_voucher", calls[0].request, "--key", "k1"});
  const auto other = said({"try", "acme", "issue_voucher", calls[0].request, "--key", "k2"});
  const auto again = said({"try", "acme", "issue_voucher", calls[0].request, "--key", "k1"});
  EXPECT_EQ(first.at("outcome").at("result"), again.at("outcome").at("result"));
  EXPECT_NE(first.at("outcome").at("result"), other.at("outcome").at("result"));
  const auto found = said({"try", "acme", "find_issued", R"({"reference":"r1"})"});
  EXPECT_EQ(found.at("outcome").at("result").at("state"), "issued");
}

TEST_F(PartnerTools, a_try_shows_the_exchange_and_no_secret) {
  expect_well({"new", "acme", "--kind", "retail"});
  send_the_secret();
  const auto shown = partner({"try", "acme", "issue_voucher", calls[0].request});
  EXPECT_EQ(shown.code, 0) << shown.error;
  for (const char* words :
       {"POST /vouchers   (moves value)", "Idempotency-Key: try_", "X-Desk: <client_secret>",
        "-> 201 in ", "succeeded in ", "patchbay partner record acme"})
    EXPECT_NE(shown.output.find(words), std::string::npos) << words << "\n" << shown.output;
  const auto refused = partner({"try", "acme", "issue_vouchr", "{}"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("it has find_issued, issue_voucher"), std::string::npos);
  EXPECT_NE(partner({"try", "acme", "issue_voucher", "{}"}).error.find("issue_voucher request"),
            std::string::npos);
}

TEST_F(PartnerTools, a_broken_plug_is_told_with_file_and_line) {
  expect_well({"new", "acme", "--kind", "transport"});
  change("acme/partner.lua", "call:get", "call:gett");
  auto linted = partner({"lint", "acme"});
  EXPECT_EQ(linted.code, 1);
  EXPECT_NE(linted.output.find("acme/partner.lua:28: error: call:gett does not exist"),
            std::string::npos)
      << linted.output;
  change("acme/partner.lua", "call:gett(", "call:get((");
  linted = partner({"lint", "acme"});
  EXPECT_EQ(linted.code, 1);
  EXPECT_NE(linted.output.find("acme/partner.lua:28: error: "), std::string::npos) << linted.output;
  EXPECT_EQ(partner({"test", "acme"}).code, 1);
}

TEST_F(PartnerTools, a_failed_case_shows_the_difference) {
  expect_well({"new", "acme", "--kind", "transport"});
  change("acme/partner.lua", "\"/topups\"", "\"/top-ups\"");
  const auto tested = partner({"test", "acme"});
  EXPECT_EQ(tested.code, 1);
  EXPECT_NE(tested.output.find("- path: \"/topups\"\n+ path: \"/top-ups\"\n"), std::string::npos)
      << tested.output;
  EXPECT_NE(tested.error.find("4 of 6 cases failed"), std::string::npos) << tested.error;
}

TEST_F(PartnerTools, drift_says_what_changed_shape) {
  expect_well({"new", "acme", "--kind", "transport"});
  change("acme/sandbox.lua", "balance_minor = 500", "balance_minor = 500, status = \"open\"");
  const auto found = partner({"drift", "acme", "--json"});
  EXPECT_EQ(found.code, 1);
  const auto rows = parse_json(found.output).value();
  ASSERT_EQ(rows.as_array().size(), 1u) << found.output;
  EXPECT_EQ(rows.at(0).at("what"), "new field");
  EXPECT_EQ(rows.at(0).at("place"), "status");
}

TEST_F(PartnerTools, value_moves_at_the_real_partner_by_a_word_only) {
  expect_well({"new", "acme", "--kind", "transport"});
  send_the_secret();
  std::ofstream(folder_.path("hub.toml")) << "[partners.acme]\napi_url = \"http://127.0.0.1:9\"\n";
  environment_["PATCHBAY_STORE_URL"] = "sqlite://" + folder_.path("hub.db");
  environment_["PATCHBAY_PARTNERS_ACME_CLIENT_ID"] = "me";
  environment_["PATCHBAY_PARTNERS_ACME_CLIENT_SECRET"] = "a-secret-of-the-partner";
  environment_["ENCRYPTION_KEY"] = std::string(64, '7');
  std::vector<std::string> words{
      "try", "acme", "top_up", calls[2].request, "--config", folder_.path("hub.toml")};
  const auto refused = partner(words);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("moves value at http://127.0.0.1:9; say --yes"), std::string::npos)
      << refused.error;
  words.push_back("--yes");
  const auto down = partner(words);
  EXPECT_EQ(down.code, 1);
  EXPECT_NE(down.error.find("the call ended retryable"), std::string::npos) << down.error;
  EXPECT_NE(down.output.find("X-Desk: <client_secret>"), std::string::npos) << down.output;
  EXPECT_EQ((down.output + down.error).find("a-secret-of-the-partner"), std::string::npos);
  const auto audit = run({patchbay_binary(), "audit", "list", "--action", "partner.try", "--json",
                          "--config", folder_.path("hub.toml")},
                         environment_);
  EXPECT_NE(audit.output.find("partner:acme"), std::string::npos) << audit.output << audit.error;
}

TEST_F(PartnerTools, the_shipped_partners_pass_lint_and_test_and_their_pages_are_of_today) {
  environment_.erase("PATCHBAY_PATHS_SCRIPTS");
  const std::set<std::string> calling{"woolworths", "coles", "agl", "opal"};
  std::set<std::string> all = calling;
  all.insert({"order_file", "report_file"});
  for (const auto& id : all) {
    SCOPED_TRACE(id);
    EXPECT_EQ(said({"lint", id}).as_array().size(), 0u);
    const auto tested = said({"test", id});
    EXPECT_TRUE(tested.at("passed").as_bool());
    EXPECT_TRUE(tested.at("uncovered").as_array().empty());
    if (calling.contains(id)) {
      EXPECT_EQ(said({"drift", id}).as_array().size(), 0u);
    }
    const std::string page = source_folder() + "/scripts/" + id + "/README.md";
    std::ifstream in(page);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), partner({"docs", id}).output)
        << "patchbay partner docs " << id << " > " << page;
  }
}

TEST_F(PartnerTools, what_cannot_be_is_refused_with_a_way_on) {
  EXPECT_EQ(partner({"new", "acme", "--kind", "retial"}).code, 1);
  EXPECT_EQ(partner({"new", "Acme", "--kind", "retail"}).code, 1);
  expect_well({"new", "acme", "--kind", "retail"});
  EXPECT_NE(partner({"new", "acme", "--kind", "retail"}).error.find("exists already"),
            std::string::npos);
  EXPECT_NE(partner({"test", "nobody"}).error.find("patchbay partner new nobody"),
            std::string::npos);
  EXPECT_NE(partner({"record", "acme", "--name", "x"}).error.find("make one: patchbay partner try"),
            std::string::npos);
  expect_well({"new", "stone", "--kind", "retail", "--native", "--in", folder_.path("work")});
  EXPECT_NE(partner({"test", folder_.path("work/stone")}).error.find("cmake --build"),
            std::string::npos);
}

}  // namespace
}  // namespace patchbay::test
