// Loading real shared libraries. PATCHBAY_PLUGINS and PATCHBAY_TEST_MODULES come from CMake.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/native/native_plug.h"

namespace patchbay::adapters::native {
namespace {

namespace fs = std::filesystem;

class NativeHost : public ::testing::Test {
 protected:
  NativeHost() {
    std::string pattern = ::testing::TempDir() + "patchbay-native-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~NativeHost() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  static std::string plugin(const std::string& name) {
    return std::string(PATCHBAY_PLUGINS) + "/" + name + ".so";
  }
  static std::string module(const std::string& name) {
    return std::string(PATCHBAY_TEST_MODULES) + "/" + name + ".so";
  }
  static std::string bytes_of(const std::string& file) {
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    return bytes.str();
  }
  std::string cache() const { return (folder_ / "cache").string(); }
  Error error_of(const std::string& file) const {
    const auto loaded = load_plug(file, cache());
    return loaded ? internal("it was loaded") : loaded.error();
  }

  fs::path folder_;
};

TEST_F(NativeHost, LoadsThePluginsOfThisBuild) {
  for (const auto& [name, kind] :
       {std::pair{"order_file", "pos"}, std::pair{"report_file", "reconciliation"}}) {
    const auto plug = load_plug(plugin(name), cache());
    ASSERT_TRUE(plug) << plug.error().message;
    EXPECT_EQ((*plug)->manifest().id, name);
    EXPECT_EQ((*plug)->manifest().kind, kind);
    EXPECT_EQ((*plug)->origin(), plugin(name));
  }
}

TEST_F(NativeHost, KeepsOneCopyByContentAndRepairsIt) {
  ASSERT_TRUE(load_plug(plugin("report_file"), cache()));
  const auto copy = fs::directory_iterator(cache())->path();
  EXPECT_EQ(copy.filename().string().size(), 64 + 3u);
  EXPECT_EQ(bytes_of(copy.string()), bytes_of(plugin("report_file")));
  // As a crash in the middle of a copy, or a stranger, may have left it.
  const auto other = folder_ / "other";
  fs::create_directories(other);
  std::ofstream(other / copy.filename()) << "half";
  ASSERT_TRUE(load_plug(plugin("report_file"), other.string()));
  EXPECT_EQ(bytes_of((other / copy.filename()).string()), bytes_of(plugin("report_file")));
  EXPECT_EQ(std::distance(fs::directory_iterator(other), {}), 1);
}

TEST_F(NativeHost, OverwritingTheFileLaterHarmsNobody) {
  const auto file = write("live.so", bytes_of(plugin("report_file")));
  const auto plug = load_plug(file, cache());
  ASSERT_TRUE(plug);
  write("live.so", "no longer a library");
  auto call =
      (*plug)->begin({"pull_report", "", {}, {}}, {{"path", "/r"}, {"cursor", ""}, {"limit", 1}});
  EXPECT_TRUE(std::holds_alternative<ReadFileStep>(call->resume(Begin{})));
}

TEST_F(NativeHost, RefusesWhatIsNoPlugin) {
  EXPECT_EQ(error_of("/no/such.so").kind, ErrorKind::not_found);
  EXPECT_EQ(error_of(folder_.string()).kind, ErrorKind::not_found);
  const auto text = error_of(write("text.so", "this is text, not a library"));
  EXPECT_EQ(text.kind, ErrorKind::invalid);
  EXPECT_NE(text.message.find("text.so"), std::string::npos);
  EXPECT_NE(text.message.find("is not a shared library"), std::string::npos);
  EXPECT_EQ(error_of(write("empty.so", "")).kind, ErrorKind::invalid);
  const auto whole = bytes_of(plugin("report_file"));
  const auto cut = error_of(write("cut.so", whole.substr(0, whole.size() / 2)));
  EXPECT_NE(cut.message.find("cut-off"), std::string::npos) << cut.message;
  EXPECT_TRUE(fs::is_empty(cache()));
}

TEST_F(NativeHost, LooksBeforeItRunsCode) {
  const auto error = error_of(module("no_entry"));  // would abort when loaded
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_NE(error.message.find("does not export patchbay_plugin_magic"), std::string::npos);
}

TEST_F(NativeHost, RefusesAnotherContractWithFoundAndWanted) {
  const auto error = error_of(module("other_magic"));  // its entry would abort
  EXPECT_EQ(error.kind, ErrorKind::refused);
  for (const char* part : {"found contract 99.7 built with gcc-3 pdp11", "wanted contract 1.0",
                           "rebuild the plugin against this SDK"})
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
}

}  // namespace
}  // namespace patchbay::adapters::native
