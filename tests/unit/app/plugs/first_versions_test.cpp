// Which versions a hub begins with: its files, or what an operator went back to.

#include "hub/app/plugs/first_versions.h"

#include <fstream>

#include "hub/app/plugs/shelf.h"
#include "hub/app/plugs/version_files.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

class FirstVersionsTest : public testing::Test {
 protected:
  FirstVersionsTest() {
    for (const char* id : {"acme", "acme_two"}) {
      PartnerSetup setup;
      setup.id = id;
      setup.plug = "acme";
      setup.settings = {{"api_url", "https://acme.example"}};
      setups_.push_back(setup);
    }
  }
  static std::string plug(const std::string& version, const std::string& setting = "api_url") {
    return "return { id = \"acme\", name = \"Acme\", kind = \"utility\", version = \"" + version +
           "\", settings = { { name = \"" + setting +
           "\", type = \"url\", help = \"where\" } }, auth = { type = \"none\" }, capabilities = { "
           "get_account = function(call, request) return rejected(\"no\", \"no\") end } }\n";
  }
  void save(const std::string& text) const {
    const auto file = folder_.path() / "scripts/acme/partner.lua";
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  /// The files become a version on the shelf; its stamp.
  std::string shelve(const std::string& text) const {
    save(text);
    const auto files = read_version(home_, "acme").value();
    Shelf(shelf_).keep("acme", files).value();
    return stamp_of(files);
  }
  FirstVersions first(const std::string& wished, const std::string& wished_plug = "acme") const {
    return first_versions({{wished_plug, wished, "cli:anna", "", {}}}, setups_, home_, "", shelf_);
  }

  TemporaryFolder folder_;
  Home home_{(folder_.path() / "scripts").string(), (folder_.path() / "plugins").string(), ""};
  std::string shelf_ = (folder_.path() / "shelf").string();
  std::vector<PartnerSetup> setups_;
};

TEST_F(FirstVersionsTest, AWishedVersionServesWhateverTheFilesAre) {
  const auto good = shelve(plug("1.0.0"));
  for (const auto& files : {plug("1.1.0"), std::string("local x = ")}) {
    save(files);
    const auto versions = first(good);
    EXPECT_EQ(versions.stamps.at("acme"), good);
    const auto partners = load_partners(setups_, home_, "", versions.homes);
    ASSERT_TRUE(partners) << partners.error().message;
    for (const auto& partner : partners->all())
      EXPECT_EQ(partner->plug->manifest().version, "1.0.0") << partner->id;
  }
  fs::remove_all(folder_.path() / "scripts");
  EXPECT_EQ(first(good).homes.count("acme"), 1u) << "also when there are no files";
}

TEST_F(FirstVersionsTest, WithoutAWishTheFilesCount) {
  shelve(plug("1.0.0"));
  save(plug("1.1.0"));
  const auto on_disk = stamp_of(read_version(home_, "acme").value());
  for (const auto& versions : {first(""), first(on_disk), first("1", "another")}) {
    EXPECT_TRUE(versions.homes.empty());
    EXPECT_EQ(versions.stamps.at("acme"), on_disk);
  }
}

TEST_F(FirstVersionsTest, AWishThatCannotBeServedLeavesTheFiles) {
  const auto other_setting = shelve(plug("1.0.0", "base_url"));
  save(plug("1.1.0"));
  const auto on_disk = stamp_of(read_version(home_, "acme").value());
  for (const auto& wished : {other_setting, std::string("0123456789abcdef")}) {
    const auto versions = first(wished);
    EXPECT_TRUE(versions.homes.empty());
    EXPECT_EQ(versions.stamps.at("acme"), on_disk);
    EXPECT_TRUE(load_partners(setups_, home_, "", versions.homes));
  }
}

}  // namespace
}  // namespace patchbay::app
