#include "tests/integration/hub_test.h"

#include "hub/http/json.h"

namespace patchbay::test {

HubTest::HubTest()
    : environment_{{"ENCRYPTION_KEY", std::string(64, 'a')},
                   {"PATCHBAY_ADMIN_TOKEN", admin_token},
                   {"PATCHBAY_HTTP_LISTEN", "127.0.0.1:0"},
                   {"PATCHBAY_PATHS_DATA", folder_.path()},
                   {"PATCHBAY_PATHS_POLICIES", source_folder() + "/examples/policies"},
                   {"PATCHBAY_WORKER_DRAIN_LIMIT_MS", "5000"}} {}

void HubTest::SetUp() {
  StoreTest::SetUp();
  if (!IsSkipped()) environment_["PATCHBAY_STORE_URL"] = url();
}

void HubTest::TearDown() {
  if (hub_) stop();
  StoreTest::TearDown();
}

void HubTest::serve(const std::vector<std::string>& flags) {
  std::vector<std::string> words{patchbay_binary(), "serve"};
  words.insert(words.end(), flags.begin(), flags.end());
  hub_ = std::make_unique<Process>(words, environment_);
  api_ = serving_at(*hub_);
  ASSERT_FALSE(api_.empty()) << hub_->standard_error();
}

void HubTest::stop() {
  stop_in_good_order(*hub_);
  hub_.reset();
}

Finished HubTest::command(std::vector<std::string> words) const {
  words.insert(words.begin(), patchbay_binary());
  return run(words, environment_);
}

boost::json::value HubTest::said(std::vector<std::string> words) const {
  words.emplace_back("--json");
  const auto done = command(std::move(words));
  EXPECT_EQ(done.code, 0) << done.error;
  return parse_json(done.output).value();
}

Answer HubTest::ask(const std::string& method, const std::string& path, const std::string& body,
                    const std::vector<std::string>& more) const {
  std::vector<std::string> flags{"-X", method, "-H", "Authorization: Bearer " + admin_token};
  if (!body.empty()) flags.insert(flags.end(), {"--data-binary", body});
  flags.insert(flags.end(), more.begin(), more.end());
  return curl(api_ + path, flags);
}

}  // namespace patchbay::test
