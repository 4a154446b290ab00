#include "hub/app/home.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

class HomeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "patchbay-home-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }
  void make(const std::string& folder) const { fs::create_directories(folder_ / folder); }

  fs::path folder_;
};

TEST_F(HomeTest, OfABuildInTheSourceTree) {
  make("source/scripts");
  make("source/examples/policies");
  const Home home = find_home((folder_ / "source/build/release/patchbay").string());
  EXPECT_EQ(home.scripts, (folder_ / "source/scripts").string());
  EXPECT_EQ(home.policies, (folder_ / "source/examples/policies").string());
  EXPECT_EQ(home.plugins, (folder_ / "source/build/release/plugins").string());
}

TEST_F(HomeTest, OfAnInstallationBelowAnyPrefix) {
  make("opt/share/patchbay/scripts");
  make("scripts");  // two folders above, as of a source tree, and none
  make("examples/policies");
  const Home home = find_home((folder_ / "opt/bin/patchbay").string());
  EXPECT_EQ(home.scripts, (folder_ / "opt/share/patchbay/scripts").string());
  EXPECT_EQ(home.policies, (folder_ / "opt/share/patchbay/examples/policies").string());
  EXPECT_EQ(home.plugins.find((folder_ / "opt/lib/").string()), 0u) << home.plugins;
  EXPECT_TRUE(home.plugins.ends_with("/patchbay/plugins")) << home.plugins;
}

}  // namespace
}  // namespace patchbay::app
