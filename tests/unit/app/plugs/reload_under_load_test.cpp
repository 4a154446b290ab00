// A thousand reloads while calls run: none fails, none sees two versions, nothing is left behind.

#include <malloc.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "hub/app/plugs/candidate.h"
#include "tests/support/stores.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;

constexpr int reloads = 1'000;
constexpr int callers = 2;
/// What an allocator keeps back between runs; a version that stayed would be many times this.
constexpr std::size_t growth_bytes_max = 8UL * 1024 * 1024;

class ReloadUnderLoad : public testing::Test {
 protected:
  ReloadUnderLoad() {
    setup_.id = setup_.plug = "acme";
    setup_.settings = {{"api_url", "https://acme.example"}};
    save(0);
    registry_.add(load_partner(setup_, home_, "").value()).value();
  }
  /// Its outcome tells the manifest's version: a call that met both would show.
  void save(int version) const {
    const std::string number = std::to_string(version);
    const auto file = folder_.path() / "scripts/acme/partner.lua";
    fs::create_directories(file.parent_path());
    std::ofstream(file)
        << "local mine = \"" << number << ".0.0\"\n"
        << "return { id = \"acme\", name = \"Acme\", kind = \"utility\",\n"
        << "  version = \"" << number << ".0.0\",\n"
        << "  settings = { { name = \"api_url\", type = \"url\", help = \"x\" } },\n"
        << "  auth = { type = \"none\" },\n"
        << "  capabilities = { get_account = function(call, request)\n"
        << "    local reply = call:get(\"/a\")\n"
        << "    return rejected(\"version\", mine) end } }\n";
  }
  void reload() {
    auto candidate = make_candidate({setup_}, home_, "", registry_).value();
    for (auto& member : candidate.members) registry_.replace(std::move(member.partner));
  }
  /// One whole call. False: it did not end as its version says.
  bool call() const {
    const auto partner = registry_.find("acme");
    adapters::CallContext context;
    context.capability = "get_account";
    auto conversation = partner->plug->begin(context, boost::json::object{{"account", "a"}});
    const auto step = conversation->resume(adapters::Begin{});
    if (!std::holds_alternative<adapters::HttpStep>(step)) return false;
    const auto end = conversation->resume(http::Exchange(http::Response{200, {}, "{}"}));
    const auto* outcome = std::get_if<adapters::Outcome>(&end);
    return outcome && outcome->message == partner->plug->manifest().version;
  }
  static std::size_t bytes_in_use() {
    ::malloc_trim(0);
    return ::mallinfo2().uordblks;
  }

  TemporaryFolder folder_;
  Home home_{(folder_.path() / "scripts").string(), (folder_.path() / "plugins").string(), ""};
  PartnerSetup setup_;
  adapters::Registry registry_;
};

TEST_F(ReloadUnderLoad, NoCallFailsAndNothingStays) {
  std::atomic<bool> is_over = false;
  std::atomic<int> calls = 0, failed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&] {
      while (!is_over) {
        if (!call()) ++failed;
        ++calls;
      }
    });
  for (int i = 1; i <= 50; ++i) {  // until caches are filled
    save(i);
    reload();
  }
  const auto before = bytes_in_use();
  for (int i = 51; i <= reloads; ++i) {
    save(i);
    reload();
  }
  is_over = true;
  threads.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(calls, reloads);
  EXPECT_EQ(registry_.find("acme")->plug->manifest().version, std::to_string(reloads) + ".0.0");
  EXPECT_LT(bytes_in_use(), before + growth_bytes_max);
}

}  // namespace
}  // namespace patchbay::app
