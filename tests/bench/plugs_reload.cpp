#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "hub/app/plugs/keeper.h"
#include "hub/app/plugs/version_files.h"
#include "tests/bench/plugs.h"
#include "tests/bench/scratch_folder.h"

namespace patchbay::bench {
namespace {

using std::chrono::steady_clock;

constexpr int reloads = 50;
constexpr double aim_ms = 100;
constexpr std::chrono::seconds wait_max{10};

std::string plug_of(int version) {
  return "return { id = \"acme\", name = \"Acme\", kind = \"utility\", version = \"1.0." +
         std::to_string(version) +
         "\", settings = { { name = \"api_url\", type = \"url\", help = \"where\" } }, auth = { "
         "type = \"none\" }, capabilities = { get_account = function(call, request) return "
         "call:get(\"/a\").outcome end } }\n";
}

double wait_for(const adapters::Registry& registry, const std::string& version) {
  const auto start = steady_clock::now();
  while (registry.find("acme")->plug->manifest().version != version) {
    if (steady_clock::now() - start > wait_max) throw std::runtime_error("a reload did not come");
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

}  // namespace

std::vector<Measurement> measure_reload() {
  const ScratchFolder folder;
  folder.write("scripts/acme/partner.lua", plug_of(0));
  const app::Home home{(folder.path() / "scripts").string(), (folder.path() / "plugins").string(),
                       ""};
  app::PartnerSetup setup;
  setup.id = setup.plug = "acme";
  setup.settings = {{"api_url", "https://acme.example"}};
  const auto store =
      store::open_store({.url = "sqlite://" + (folder.path() / "hub.db").string()}).value();
  const auto stamps = app::stamps_of(home, {"acme"});
  auto registry = app::load_partners({setup}, home, "").value();
  const auto intake = webhooks::make_intake(
      {*store, "org", system_clock(), [] { return std::string("https://hub.example"); }, {}});
  const auto keeper = app::start_plug_keeper({*store,
                                              registry,
                                              *intake,
                                              system_clock(),
                                              "hub_1",
                                              home,
                                              "",
                                              (folder.path() / "shelf").string(),
                                              {setup},
                                              stamps});
  std::vector<double> took;
  for (int i = 1; i <= reloads; ++i) {
    folder.write("scripts/acme/partner.lua", plug_of(i));
    took.push_back(wait_for(registry, "1.0." + std::to_string(i)));
  }
  std::sort(took.begin(), took.end());
  return {{"reload_ms", took[took.size() / 2], "ms", aim_ms},
          {"reload_max_ms", took.back(), "ms", aim_ms}};
}

}  // namespace patchbay::bench
