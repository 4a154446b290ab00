// `patchbay partner doctor` against a partner that the real sandbox plays.

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>

#include "hub/http/json.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

class PartnerDoctor : public ::testing::Test {
 protected:
  PartnerDoctor()
      : sandbox_({patchbay_binary(), "sandbox", "woolworths", "--books", folder_.path("books")},
                 {{"PATCHBAY_SANDBOX_CLIENT_ID", "hub"},
                  {"PATCHBAY_SANDBOX_CLIENT_SECRET", "sesame-sesame"}}) {
    const std::string line = sandbox_.wait_for_line("listening on ");
    const std::string port = line.substr(line.rfind(' ') + 1);
    std::ofstream(folder_.path("patchbay.toml"))
        << "[partners.grocer]\nplug = \"woolworths\"\nenvironment = \"sandbox\"\n"
        << "[partners.grocer.sandbox]\napi_url = \"http://127.0.0.1:" << port << "/woolworths\"\n";
    environment_ = {{"PATCHBAY_PATHS_DATA", folder_.path()},
                    {"GROCER_SANDBOX_CLIENT_ID", "hub"},
                    {"GROCER_SANDBOX_CLIENT_SECRET", "sesame-sesame"},
                    {"GROCER_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}};
  }
  Finished doctor(const std::string& partner, const std::vector<std::string>& flags = {}) {
    std::vector<std::string> words{patchbay_binary(), "partner",  "doctor",
                                   partner,           "--config", folder_.path("patchbay.toml")};
    words.insert(words.end(), flags.begin(), flags.end());
    return run(words, environment_);
  }

  TempFolder folder_;
  Process sandbox_;
  std::map<std::string, std::string> environment_;
};

TEST_F(PartnerDoctor, finds_a_partner_well_and_moves_no_value) {
  const auto done = doctor("grocer", {"--json"});
  ASSERT_EQ(done.code, 0) << done.error << done.output;
  const auto whole = parse_json(done.output).value();
  EXPECT_TRUE(whole.at("well").as_bool());
  std::set<std::string> checks;
  for (const auto& finding : whole.at("findings").as_array()) {
    EXPECT_NE(finding.at("grade"), "fail") << boost::json::serialize(finding);
    checks.insert(std::string(finding.at("check").as_string()));
  }
  for (const char* check : {"plug", "environment", "settings", "secrets", "limits", "tls", "answer",
                            "clock", "token", "scopes", "webhook"})
    EXPECT_TRUE(checks.contains(check)) << check;
  const auto books =
      run({patchbay_binary(), "sandbox", "books", "--books", folder_.path("books"), "--json"});
  EXPECT_EQ(books.output, "[]\n") << books.error;
  EXPECT_EQ((done.output + done.error).find("sesame-sesame"), std::string::npos);
}

TEST_F(PartnerDoctor, a_wrong_secret_is_a_failure_that_says_how_to_mend_it) {
  environment_["GROCER_SANDBOX_CLIENT_SECRET"] = "sesame-wrong";
  const auto done = doctor("grocer");
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.output.find("fail  token"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("to mend: check client id and secret"), std::string::npos);
  EXPECT_NE(done.error.find("is not well"), std::string::npos) << done.error;
  EXPECT_EQ((done.output + done.error).find("sesame-wrong"), std::string::npos);
}

TEST_F(PartnerDoctor, an_unknown_partner_names_the_nearest) {
  const auto done = doctor("groccer");
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.error.find("did you mean \"grocer\"?"), std::string::npos) << done.error;
}

}  // namespace
}  // namespace patchbay::test
