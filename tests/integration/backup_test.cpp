// `patchbay backup`, `restore` and `dead` as an operator uses them, beside a hub at work.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

#include "tests/integration/api_client.h"
#include "tests/integration/load.h"
#include "tests/support/process.h"

namespace patchbay::test {
namespace {

const std::string token = "a-token-of-more-than-sixteen-characters";

class Backup : public testing::Test {
 protected:
  Backup() {
    std::ofstream(folder_.path("keys"))
        << "k1 " << std::string(64, 'a') << "\nk2 " << std::string(64, 'b') << "\n";
    write_config("patchbay.toml", "hub.db", "keys");
    write_config("restored.toml", "restored.db", "restored.keys");
  }

  void write_config(const std::string& name, const std::string& store, const std::string& keys) {
    std::ofstream(folder_.path(name))
        << "[http]\nlisten = \"127.0.0.1:0\"\n[store]\nurl = \"sqlite://" << folder_.path(store)
        << "\"\n[paths]\ndata = \"" << folder_.path() << "\"\n[security]\nkey_file = \""
        << folder_.path(keys) << "\"\n";
  }
  Finished patchbay(std::vector<std::string> words, const std::string& config) {
    words.insert(words.begin(), patchbay_binary());
    words.insert(words.end(), {"--config", folder_.path(config)});
    return run(words);
  }
  std::unique_ptr<Process> serve(const std::string& config) {
    auto hub = std::make_unique<Process>(
        std::vector<std::string>{patchbay_binary(), "serve", "--config", folder_.path(config)},
        std::map<std::string, std::string>{{"PATCHBAY_ADMIN_TOKEN", token},
                                           {"PATCHBAY_LIMITS_ADDRESS", "off"}});
    url_ = serving_at(*hub);
    EXPECT_FALSE(url_.empty()) << hub->standard_error();
    return hub;
  }

  TempFolder folder_;
  std::string url_;
};

TEST_F(Backup, beside_a_hub_at_work_restores_to_a_hub_that_works) {
  const auto file = folder_.path("b.tar");
  std::vector<std::string> accepted;
  {
    auto hub = serve("patchbay.toml");
    Load load(url_, token, 2);
    ASSERT_TRUE(load.wait_for_accepted(10)) << hub->standard_error();
    accepted = load.accepted();
    const auto made = patchbay({"backup", file, "--json"}, "patchbay.toml");
    ASSERT_EQ(made.code, 0) << made.error;
    const auto facts = boost::json::parse(made.output).as_object();
    EXPECT_EQ(boost::json::serialize(facts.at("key_ids")), R"(["k1","k2"])");
    EXPECT_TRUE(std::filesystem::exists(folder_.path("hub.db-wal")))
        << "a command that closes the store must leave the hub's log of writes alone";
    load.stop();
    EXPECT_TRUE(load.refused().empty());
  }
  // What others can do with it.
  const auto listed = run({"/usr/bin/tar", "-tf", file});
  EXPECT_EQ(listed.output, "manifest.json\nstore.sqlite\nkeys\nmanifest.sha256\n");

  const auto restored = patchbay({"restore", file}, "restored.toml");
  ASSERT_EQ(restored.code, 0) << restored.error;
  EXPECT_NE(restored.output.find("restored.keys"), std::string::npos) << restored.output;
  auto hub = serve("restored.toml");
  EXPECT_EQ(unknown_redrives(url_, token, accepted), std::vector<std::string>());
  const auto again = patchbay({"restore", file, "--replace"}, "restored.toml");
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.error.find("stop every hub"), std::string::npos) << again.error;
  stop_in_good_order(*hub);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().string().find(".tar."), std::string::npos) << "left: " << entry.path();
}

TEST_F(Backup, what_is_missing_is_said) {
  const auto expect = [&](const std::vector<std::string>& words, const std::string& word) {
    const auto done = patchbay(words, "patchbay.toml");
    EXPECT_EQ(done.code, 1) << word;
    EXPECT_NE(done.error.find(word), std::string::npos) << done.error;
  };
  expect({"backup", folder_.path("b.tar")}, "There is no store");
  expect({"backup", folder_.path("keys")}, "exists already");
  expect({"backup", folder_.path("b.tar"), "--passphrase-file", "/nowhere"}, "/nowhere");
  expect({"restore", folder_.path("none.tar")}, "none.tar");
  expect({"restore", folder_.path("keys")}, "damaged");
}

TEST_F(Backup, dead_letters_are_listed_and_chosen_with_care) {
  const auto expect = [&](const std::vector<std::string>& words, int code,
                          const std::string& word) {
    const auto done = patchbay(words, "patchbay.toml");
    EXPECT_EQ(done.code, code) << word;
    EXPECT_NE((done.output + done.error).find(word), std::string::npos)
        << done.output << done.error;
  };
  expect({"dead", "list"}, 0, "no dead letters");
  expect({"dead", "list", "--json"}, 0, "[]");
  expect({"dead", "show", "17"}, 1, "dead list");
  expect({"dead", "redrive"}, 1, "--all");
  expect({"dead", "redrive", "17", "--all"}, 1, "one of them");
  expect({"dead", "redrive", "--all", "--dry-run"}, 0, "0 dead letters would go back");
  expect({"dead", "redrive", "--all"}, 0, "rdv_");
  expect({"dead", "redrive", "--all", "--per-second", "0"}, 2, "per-second");
  expect({"dead", "redrive", "--since", "yesterday"}, 1, "--since");
  expect({"dead", "discard", "--all"}, 1, "--reason");
  expect({"dead", "discard", "--all", "--reason", "none"}, 0, "0 dead letters were discarded");
}

}  // namespace
}  // namespace patchbay::test
