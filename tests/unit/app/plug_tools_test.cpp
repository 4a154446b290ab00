// How the tools find a plug, set up its sandbox and show a try.

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "hub/app/operator/plug_folder.h"
#include "hub/app/operator/trial_file.h"
#include "hub/app/operator/trial_report.h"
#include "hub/app/operator/trial_setup.h"
#include "tests/unit/adapters/lua_support.h"

namespace patchbay::app {
namespace {

using adapters::lua::ScratchFolder;

/// Folders of a program with one partner of each sort.
struct Folders {
  ScratchFolder folder;
  Home home;
  Folders() {
    for (const char* file :
         {"scripts/acme/partner.lua", "scripts/stone/cases/a.json", "plugins/stone.so",
          "plugins/lonely.so", "work/built/build/built.so", "work/new/CMakeLists.txt"})
      folder.write(file, "");
    home.scripts = path("scripts");
    home.plugins = path("plugins");
  }
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }
};

TEST(PlugFolder, is_found_by_name_and_path) {
  const Folders here;
  const auto script = find_plug("acme", here.home).value();
  EXPECT_EQ(script.file, here.path("scripts/acme/partner.lua"));
  EXPECT_FALSE(script.is_native);
  EXPECT_EQ(find_plug(here.path("scripts/acme/"), here.home).value().name(), "acme");
  const auto native = find_plug("stone", here.home).value();
  EXPECT_EQ(native.file, here.path("plugins/stone.so"));
  EXPECT_EQ(native.folder, here.path("scripts/stone"));
  EXPECT_TRUE(native.is_native);
  EXPECT_EQ(find_plug("lonely", here.home).value().folder, here.path("plugins/lonely"));
  const auto built = find_plug(here.path("work/built"), here.home).value();
  EXPECT_EQ(built.folder, here.path("work/built"));
  EXPECT_EQ(built.home({}).plugins, here.path("work/built/build"));
  EXPECT_EQ(built.home({}).scripts, here.path("work"));
  EXPECT_EQ(built.plug(), "built");
  EXPECT_EQ(find_plug(here.path("work/built/build/built.so"), here.home).value().folder,
            built.folder);
}

TEST(PlugFolder, says_what_is_missing) {
  const Folders here;
  EXPECT_NE(find_plug("nobody", here.home).error().message.find("partner new nobody"),
            std::string::npos);
  EXPECT_NE(find_plug(here.path("work/new"), here.home).error().message.find("cmake --build"),
            std::string::npos);
  EXPECT_EQ(find_plug(here.path("none/there"), here.home).error().kind, ErrorKind::not_found);
}

adapters::Manifest manifest() {
  adapters::Manifest manifest;
  manifest.id = "acme";
  manifest.settings = {{"api_url", FieldType::url, {}, ""},
                       {"zone", FieldType::text, "east", ""},
                       {"branch", FieldType::integer, {}, ""}};
  manifest.settings.back().minimum = 3;
  manifest.secrets = {"client_id", "client_secret", "pin"};
  return manifest;
}

const PlugFolder acme{"somewhere/acme", "somewhere/acme/partner.lua", false};

TEST(SandboxSetup, invents_what_is_not_given) {
  const auto setup = sandbox_setup(acme, manifest(), "http://h:1", {"zone=west"}).value();
  EXPECT_EQ(setup.settings,
            (std::map<std::string, std::string>{
                {"api_url", "http://h:1/acme"}, {"zone", "west"}, {"branch", "3"}}));
  EXPECT_EQ(setup.secrets.at("client_id").reveal(), trial_client);
  EXPECT_GE(setup.secrets.at("pin").reveal().size(), 16u);
  const auto options = sandbox_options(acme, setup, "books");
  EXPECT_EQ(options.client_secret, setup.secrets.at("client_secret").reveal());
  EXPECT_EQ(options.partners, std::vector<std::string>{"acme"});
  EXPECT_FALSE(sandbox_setup(acme, manifest(), "http://h:1", {"zone"}));
  EXPECT_FALSE(sandbox_setup(acme, manifest(), "http://h:1", {"zon=west"}));
  EXPECT_FALSE(sandbox_setup(acme, manifest(), "http://h:1", {"branch=2"}));
}

TEST(ConfiguredSetup, is_found_by_folder_or_id) {
  Config config;
  config.partners.resize(2);
  config.partners[0].id = "other";
  config.partners[1].id = "acme";
  EXPECT_EQ(configured_setup(config, acme, manifest()).value().plug, "acme");
  const PlugFolder work{"work/acme_next", "work/acme_next/partner.lua", false};
  const auto found = configured_setup(config, work, manifest()).value();
  EXPECT_EQ(found.id, "acme");
  EXPECT_EQ(found.plug, "acme_next");
  config.partners.pop_back();
  EXPECT_NE(configured_setup(config, acme, manifest()).error().message.find("[partners.acme]"),
            std::string::npos);
}

Tried tried() {
  Tried tried;
  tried.call.context.capability = "top_up";
  tried.call.context.idempotency_key = "k1";
  adapters::HttpStep step{"POST", "/topups", {}, R"({"a":"the-secret"})", true};
  step.headers.add("Content-Type", "application/json");
  http::Response response{201, {}, R"({"token":"t","id":"T1"})"};
  response.headers.add("content-type", "application/json");
  tried.call.turns.push_back({step, http::Exchange(response), Duration(3'250)});
  tried.call.turns.push_back(
      {adapters::WaitStep{std::chrono::milliseconds(5)}, adapters::Waited{}, Duration(5'000)});
  tried.call.unanswered = adapters::HttpStep{"GET", "/x", {}, "", false};
  tried.outcome = adapters::unknown("cut off with the-secret");
  tried.took = Duration(12'000);
  return tried;
}

TEST(TrialReport, shows_steps_answers_and_times_without_secrets) {
  const adapters::Scrubber scrubber({{"pin", Secret("the-secret")}});
  EXPECT_EQ(trial_text(tried(), "its sandbox", scrubber),
            "top_up at its sandbox, key k1\n\n"
            "1  POST /topups   (moves value)\n"
            "     {\n"
            "       \"a\": \"<pin>\"\n"
            "     }\n"
            "  -> 201 in 3.2 ms\n"
            "     {\n"
            "       \"token\": \"scrubbed\",\n"
            "       \"id\": \"T1\"\n"
            "     }\n\n"
            "2  wait 5 ms\n"
            "  -> waited in 5.0 ms\n\n"
            "3  GET /x\n"
            "  -> the hub ended the call here\n\n"
            "unknown in 12.0 ms\n"
            "     message: cut off with <pin>\n");
  const auto json = boost::json::serialize(trial_json(tried(), "its sandbox", scrubber));
  EXPECT_EQ(json.find("the-secret"), std::string::npos);
  EXPECT_NE(json.find(R"("ms":3)"), std::string::npos);
}

TEST(TrialFile, keeps_the_last_try) {
  const ScratchFolder folder;
  EXPECT_EQ(last_try(folder.path().string(), "acme").error().kind, ErrorKind::not_found);
  ASSERT_TRUE(keep_try(folder.path().string(), "acme", {{"name", "x"}}));
  EXPECT_EQ(last_try(folder.path().string(), "acme").value(), (boost::json::object{{"name", "x"}}));
  folder.write("try/acme.json", "{");
  EXPECT_EQ(last_try(folder.path().string(), "acme").error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace patchbay::app
