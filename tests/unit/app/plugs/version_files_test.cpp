#include "hub/app/plugs/version_files.h"

#include <fstream>

#include "hub/app/plugs/shelf.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

class VersionFilesTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    const auto file = folder_.path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  std::string stamp() { return stamp_of(read_version(home_, "acme").value()); }

  TemporaryFolder folder_;
  Home home_{(folder_.path() / "scripts").string(), (folder_.path() / "plugins").string(), ""};
};

TEST_F(VersionFilesTest, AreTheFolderAndWhatAllShare) {
  write("scripts/acme/partner.lua", "return {}");
  write("scripts/acme/cases/a.json", "[]");
  write("scripts/lib/dates.lua", "return {}");
  write("scripts/other/partner.lua", "return {}");
  const auto files = read_version(home_, "acme").value();
  ASSERT_EQ(files.size(), 3u);
  EXPECT_TRUE(files.contains("scripts/acme/partner.lua"));
  EXPECT_TRUE(files.contains("scripts/acme/cases/a.json"));
  EXPECT_TRUE(files.contains("scripts/lib/dates.lua"));
}

TEST_F(VersionFilesTest, StampsTellEveryDifferenceApart) {
  write("scripts/acme/partner.lua", "one");
  const auto one = stamp();
  EXPECT_EQ(one.size(), 16u);
  EXPECT_EQ(stamp(), one);
  write("scripts/acme/.partner.lua.swp", "an editor's");
  write("scripts/acme/partner.lua~", "an editor's");
  EXPECT_EQ(stamp(), one);
  write("scripts/lib/dates.lua", "");
  const auto with_lib = stamp();
  EXPECT_NE(with_lib, one);
  write("scripts/acme/partner.lua", "two");
  EXPECT_NE(stamp(), with_lib);
  EXPECT_NE(stamp_of({{"a", "bc"}}), stamp_of({{"ab", "c"}}));
}

TEST_F(VersionFilesTest, ANativePlugIsItsLibraryAndItsCases) {
  write("plugins/acme.so",
        "\x7f"
        "ELF");
  const auto files = read_version(home_, "acme").value();
  EXPECT_TRUE(files.contains("plugins/acme.so"));
  write("scripts/acme/cases/a.json", "[]");
  EXPECT_TRUE(read_version(home_, "acme")->contains("scripts/acme/cases/a.json"));
}

TEST_F(VersionFilesTest, SayWhatIsMissingOrTooLarge) {
  EXPECT_EQ(read_version(home_, "acme").error().kind, ErrorKind::not_found);
  write("scripts/acme/partner.lua", "");
  fs::resize_file(folder_.path() / "scripts/acme/partner.lua", version_bytes_max + 1);
  EXPECT_EQ(read_version(home_, "acme").error().kind, ErrorKind::invalid);
}

TEST_F(VersionFilesTest, TheShelfGivesBackWhatItWasGiven) {
  write("scripts/acme/partner.lua", "one");
  write("scripts/lib/dates.lua", "lib");
  const auto files = read_version(home_, "acme").value();
  Shelf shelf((folder_.path() / "shelf").string());
  EXPECT_FALSE(shelf.find("acme", stamp_of(files)));
  shelf.keep("acme", files).value();
  shelf.keep("acme", files).value();
  const auto home = shelf.find("acme", stamp_of(files));
  ASSERT_TRUE(home);
  EXPECT_EQ(read_version(*home, "acme").value(), files);
}

TEST_F(VersionFilesTest, TheShelfDoesNotGiveOutWhatIsDamaged) {
  write("scripts/acme/partner.lua", "one");
  const auto files = read_version(home_, "acme").value();
  Shelf shelf((folder_.path() / "shelf").string());
  shelf.keep("acme", files).value();
  write("shelf/acme/" + stamp_of(files) + "/scripts/acme/partner.lua", "on");
  EXPECT_FALSE(shelf.find("acme", stamp_of(files)));
}

TEST_F(VersionFilesTest, TheShelfHoldsSoManyVersionsOfAPlug) {
  Shelf shelf((folder_.path() / "shelf").string());
  for (std::size_t i = 0; i < Shelf::versions_max + 3; ++i) {
    write("scripts/acme/partner.lua", std::to_string(i));
    shelf.keep("acme", read_version(home_, "acme").value()).value();
  }
  const auto versions = std::distance(fs::directory_iterator(folder_.path() / "shelf/acme"), {});
  EXPECT_EQ(static_cast<std::size_t>(versions), Shelf::versions_max);
  EXPECT_TRUE(shelf.find("acme", stamp()));
}

TEST_F(VersionFilesTest, AVersionKeptAgainCountsAsNew) {
  Shelf shelf((folder_.path() / "shelf").string());
  const auto keep = [&](const std::string& text) {
    write("scripts/acme/partner.lua", text);
    shelf.keep("acme", read_version(home_, "acme").value()).value();
    return stamp();
  };
  const auto now = fs::file_time_type::clock::now();
  std::vector<std::string> stamps;
  for (std::size_t i = 0; i < Shelf::versions_max; ++i) {
    stamps.push_back(keep(std::to_string(i)));
    fs::last_write_time(folder_.path() / "shelf/acme" / stamps.back(),
                        now - std::chrono::hours(Shelf::versions_max - i));
  }
  keep("0");
  keep("another");
  EXPECT_TRUE(shelf.find("acme", stamps[0]));
  EXPECT_FALSE(shelf.find("acme", stamps[1]));
}

}  // namespace
}  // namespace patchbay::app
