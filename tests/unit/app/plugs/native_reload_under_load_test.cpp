// A thousand reloads of a native plug while calls run: none fails, none sees two versions, and the
// process maps each content once. PATCHBAY_TEST_MODULES comes from CMake.

#include <fstream>

#include "adapters/native/library.h"
#include "hub/app/plugs/candidate.h"
#include "tests/support/stores.h"
#include "tests/unit/app/plugs/calls_under_way.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

constexpr int reloads = 1'000;
constexpr int versions = 3;

class NativeReloadUnderLoad : public testing::Test {
 protected:
  NativeReloadUnderLoad() {
    setup_.id = setup_.plug = "acme";
    fs::create_directories(home_.plugins);
  }
  static std::string library_of(int version) {
    return std::string(PATCHBAY_TEST_MODULES) + "/versioned_" + std::to_string(version) + ".so";
  }
  void save(int version) const {
    fs::copy_file(library_of(version), fs::path(home_.plugins) / "acme.so",
                  fs::copy_options::overwrite_existing);
  }
  void reload() {
    auto candidate = make_candidate({setup_}, home_, cache_, registry_).value();
    for (auto& member : candidate.members) registry_.replace(std::move(member.partner));
  }

  TemporaryFolder folder_;
  Home home_{(folder_.path() / "scripts").string(), (folder_.path() / "plugins").string(), ""};
  std::string cache_ = (folder_.path() / "cache").string();
  PartnerSetup setup_;
  adapters::Registry registry_;
};

TEST_F(NativeReloadUnderLoad, NoCallFailsAndEachContentIsMappedOnce) {
  const auto mapped_before = adapters::native::mapped_images();
  save(1);
  registry_.add(load_partner(setup_, home_, cache_).value()).value();
  CallsUnderWay calls(registry_, adapters::Waited{});
  int version = 1;
  for (int i = 0; i < reloads; ++i) {
    version = version % versions + 1;
    save(version);
    reload();
    calls.wait_for_more();
    ASSERT_EQ(registry_.find("acme")->plug->manifest().version, std::to_string(version) + ".0.0");
  }
  calls.stop();
  EXPECT_EQ(calls.failed(), 0);
  EXPECT_EQ(adapters::native::mapped_images(), mapped_before + versions);
  EXPECT_EQ(std::distance(fs::directory_iterator(cache_), {}), versions);
  // What serves is held by its plug; the others have drained.
  const auto serving = adapters::native::load_library(library_of(version), cache_).value();
  for (int other = 1; other <= versions; ++other) {
    if (other == version) continue;
    const auto drained = adapters::native::load_library(library_of(other), cache_).value();
    EXPECT_EQ(drained.use_count(), serving.use_count() - 1) << other;
  }
}

}  // namespace
}  // namespace patchbay::app
