// Loading real shared libraries. PATCHBAY_PLUGINS and PATCHBAY_TEST_MODULES come from CMake.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "adapters/native/inspect.h"
#include "adapters/native/library.h"
#include "adapters/native/library_file.h"
#include "adapters/native/native_plug.h"
#include "hub/crypto/digest.h"
#include "tests/unit/adapters/support.h"

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
  /// A plugin whose bytes this process has not seen before.
  std::string fresh(const std::string& name) {
    static int count = 0;
    const std::string made = name + std::to_string(++count);
    return write(made + ".so", bytes_of(plugin(name)) + made);
  }
  static std::unique_ptr<Conversation> pull_report(Plug& plug) {
    return plug.begin({"pull_report", "", {}, {}, {}},
                      {{"path", "/r"}, {"cursor", ""}, {"limit", 1}});
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
  const auto file = fresh("report_file");
  const auto name = crypto::to_hex(crypto::sha256(bytes_of(file))) + ".so";
  // As a crash in the middle of a copy, or a stranger, may have left it.
  fs::create_directories(cache());
  std::ofstream(fs::path(cache()) / name) << "half";
  ASSERT_TRUE(load_plug(file, cache()));
  EXPECT_EQ(bytes_of((fs::path(cache()) / name).string()), bytes_of(file));
  EXPECT_EQ(std::distance(fs::directory_iterator(cache()), {}), 1);
}

TEST_F(NativeHost, KnownBytesAreNotMappedAgain) {
  const auto file = fresh("report_file");
  const auto before = mapped_images();
  const auto first = load_library(file, cache());
  ASSERT_TRUE(first);
  EXPECT_EQ(mapped_images(), before + 1);
  const auto again = load_library(write("renamed.so", bytes_of(file)), (folder_ / "no").string());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *first);
  EXPECT_EQ(mapped_images(), before + 1);
  EXPECT_FALSE(fs::exists(folder_ / "no"));

  const auto other = load_library(fresh("report_file"), cache());
  ASSERT_TRUE(other);
  EXPECT_NE((*other)->hash, (*first)->hash);
  EXPECT_EQ(mapped_images(), before + 2);
}

TEST_F(NativeHost, AGenerationDrains) {
  const auto file = fresh("report_file");
  const auto generation = load_library(file, cache()).value();
  const auto drained = generation.use_count();
  auto plug = load_plug(file, cache());
  ASSERT_TRUE(plug);
  auto call = pull_report(**plug);
  plug->reset();  // swapped for a newer one: the call in flight finishes on the old one
  EXPECT_TRUE(std::holds_alternative<ReadFileStep>(call->resume(Begin{})));
  EXPECT_GT(generation.use_count(), drained);
  const auto outcome = std::get<Outcome>(call->resume(FileFailure{"gone"}));
  EXPECT_EQ(outcome.code, "unreadable_file");
  call.reset();
  EXPECT_EQ(generation.use_count(), drained);
}

TEST_F(NativeHost, AFailedCopyLeavesNothing) {
  const auto file = fresh("report_file");
  const auto name = crypto::to_hex(crypto::sha256(bytes_of(file))) + ".so";
  fs::create_directories(fs::path(cache()) / name / "in the way");
  EXPECT_EQ(error_of(file).kind, ErrorKind::unavailable);
  EXPECT_EQ(std::distance(fs::directory_iterator(cache()), {}), 1) << "what was there before";
}

TEST_F(NativeHost, OldCopiesAreForgotten) {
  const auto served = fresh("report_file");
  ASSERT_TRUE(load_plug(served, cache()));
  const auto served_name = crypto::to_hex(crypto::sha256(bytes_of(served))) + ".so";
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(fs::path(cache()) / served_name, now - std::chrono::hours(100));
  const auto write = [&](const std::string& name, int age) {
    const auto file = fs::path(cache()) / name;
    std::ofstream(file) << "as an earlier process left it";
    fs::last_write_time(file, now - std::chrono::hours(age));
    return file;
  };
  std::vector<fs::path> copies;
  for (int age = 0; age < static_cast<int>(spare_copies_max) + 2; ++age)
    copies.push_back(write(crypto::to_hex(crypto::sha256(std::to_string(age))) + ".so", age));
  const auto half = write(std::string(64, 'a') + ".so.4711.part", 100);
  const auto own = write("acme.so", 100);
  EXPECT_EQ(forget_copies(cache()), 3u);
  EXPECT_TRUE(fs::exists(fs::path(cache()) / served_name)) << "mapped, however old";
  EXPECT_TRUE(fs::exists(own)) << "no copy";
  EXPECT_FALSE(fs::exists(half));
  for (std::size_t i = 0; i < copies.size(); ++i)
    EXPECT_EQ(fs::exists(copies[i]), i < spare_copies_max) << i;
  EXPECT_EQ(forget_copies(cache()), 0u);
  EXPECT_EQ(forget_copies((folder_ / "no such folder").string()), 0u);
}

TEST_F(NativeHost, ACopyThatIsUsedAgainIsNew) {
  fs::create_directories(cache());
  const auto copy = copy_library("bytes", std::string(64, 'a'), cache()).value();
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(100);
  fs::last_write_time(copy, long_ago);
  EXPECT_EQ(copy_library("bytes", std::string(64, 'a'), cache()).value(), copy);
  EXPECT_GT(fs::last_write_time(copy), long_ago + std::chrono::hours(99));
}

TEST_F(NativeHost, OverwritingTheFileLaterHarmsNobody) {
  const auto file = fresh("report_file");
  const auto plug = load_plug(file, cache());
  ASSERT_TRUE(plug);
  std::ofstream(file) << "no longer a library";
  auto call = pull_report(**plug);
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
  EXPECT_TRUE(!fs::exists(cache()) || fs::is_empty(cache()));
}

TEST_F(NativeHost, LooksBeforeItRunsCode) {
  const auto error = error_of(module("no_entry"));  // would abort when loaded
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_NE(error.message.find("does not export patchbay_plugin_magic"), std::string::npos);
}

TEST_F(NativeHost, RefusesAnotherContractWithFoundAndWanted) {
  const auto error = error_of(module("other_magic"));  // would abort when loaded
  EXPECT_EQ(error.kind, ErrorKind::refused);
  for (const char* part : {"found contract 99.7 built with gcc-3 pdp11", "wanted contract 1.1",
                           "rebuild the plugin against this SDK"})
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
}

TEST_F(NativeHost, RefusesWhatGenerationsWouldShare) {
  const auto error = error_of(module("unique_state"));
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_NE(error.message.find("Counter"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("-fno-gnu-unique"), std::string::npos) << error.message;
}

TEST_F(NativeHost, TakesAPluginOfContract1_0) {
  const auto plug = load_plug(module("old_plugin"), cache());
  ASSERT_TRUE(plug) << plug.error().message;
  const auto outcome = testing::run_with_files(**plug, "get_account", {}, {{"account", "a1"}}, {});
  EXPECT_EQ(outcome.result, boost::json::value({{"account", "a1"}}));
  EXPECT_EQ((*plug)->decode_webhook({{"type", "t"}}).error().kind, ErrorKind::not_found);
}

/// Whatever its bytes are, looking at a file ends in an answer; the sanitizers look on.
TEST_F(NativeHost, InspectionTrustsNoByte) {
  const auto whole = bytes_of(module("old_plugin"));
  ASSERT_TRUE(inspect("a.so", whole));
  std::mt19937 random(42);
  const auto below = [&random](std::size_t end) { return random() % end; };
  constexpr std::size_t head_bytes = 64;
  std::size_t refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    auto bytes = whole;
    // Half of the changes go where most of what is read stands.
    for (int changes = 0; changes < 4; ++changes)
      bytes[below(changes % 2 ? head_bytes : bytes.size())] = static_cast<char>(random());
    if (i % 3 == 0) bytes.resize(below(bytes.size()));
    if (!inspect("a.so", bytes)) ++refused;
  }
  EXPECT_GT(refused, 1'000u);
}

}  // namespace
}  // namespace patchbay::adapters::native
