// Which versions a hub begins with: its files, or what an operator went back to.

#include "hub/app/plugs/first_versions.h"

#include "hub/app/plugs/shelf.h"
#include "tests/unit/app/plugs/acme_files.h"

namespace patchbay::app {
namespace {

class FirstVersionsTest : public testing::Test {
 protected:
  /// The files become a version on the shelf; its stamp.
  std::string shelve(const std::string& text) const {
    files_.save(text);
    Shelf(files_.shelf).keep("acme", read_version(files_.home, "acme").value()).value();
    return files_.stamp();
  }
  FirstVersions first(const std::string& wished, const std::string& wished_plug = "acme") const {
    return first_versions({{wished_plug, wished, "cli:anna", "", {}}}, files_.setups, files_.home,
                          "", files_.shelf);
  }

  AcmeFiles files_;
};

TEST_F(FirstVersionsTest, AWishedVersionServesWhateverTheFilesAre) {
  const auto good = shelve(AcmeFiles::plug("1.0.0"));
  for (const auto& files : {AcmeFiles::plug("1.1.0"), std::string("local x = ")}) {
    files_.save(files);
    const auto versions = first(good);
    EXPECT_EQ(versions.stamps.at("acme"), good);
    const auto partners = load_partners(files_.setups, files_.home, "", versions.homes);
    ASSERT_TRUE(partners) << partners.error().message;
    for (const auto& partner : partners->all())
      EXPECT_EQ(partner->plug->manifest().version, "1.0.0") << partner->id;
  }
  std::filesystem::remove_all(files_.folder.path() / "scripts");
  EXPECT_EQ(first(good).homes.count("acme"), 1u) << "also when there are no files";
}

TEST_F(FirstVersionsTest, WithoutAWishTheFilesCount) {
  shelve(AcmeFiles::plug("1.0.0"));
  files_.save(AcmeFiles::plug("1.1.0"));
  const auto on_disk = files_.stamp();
  for (const auto& versions : {first(""), first(on_disk), first("1", "another")}) {
    EXPECT_TRUE(versions.homes.empty());
    EXPECT_EQ(versions.stamps.at("acme"), on_disk);
  }
}

TEST_F(FirstVersionsTest, AWishThatCannotBeServedLeavesTheFiles) {
  const auto other_setting = shelve(AcmeFiles::plug("1.0.0", "", "base_url"));
  files_.save(AcmeFiles::plug("1.1.0"));
  const auto on_disk = files_.stamp();
  for (const auto& wished : {other_setting, std::string("0123456789abcdef")}) {
    const auto versions = first(wished);
    EXPECT_TRUE(versions.homes.empty());
    EXPECT_EQ(versions.stamps.at("acme"), on_disk);
    EXPECT_TRUE(load_partners(files_.setups, files_.home, "", versions.homes));
  }
}

}  // namespace
}  // namespace patchbay::app
