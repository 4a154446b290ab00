// A thousand reloads while calls run: none fails, none sees two versions, nothing is left behind.

#include <malloc.h>

#include <sstream>

#include "hub/app/plugs/candidate.h"
#include "tests/unit/app/plugs/acme_files.h"
#include "tests/unit/app/plugs/calls_under_way.h"
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Of sanitizer/allocator_interface.h, which Debian's GCC comes without.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace patchbay::app {
namespace {

constexpr int reloads = 1'000;
constexpr int first_reloads = 50;  ///< until caches are filled
/// All the reloads may leave behind less than so many versions take that nobody has called.
constexpr int versions_weighed = 100;

class ReloadUnderLoad : public testing::Test {
 protected:
  ReloadUnderLoad() {
    save(0);
    registry_.add(load_partner(setup_, files_.home, "").value()).value();
  }
  /// Its outcome tells the manifest's version.
  void save(int version) const {
    const std::string number = std::to_string(version);
    std::ostringstream text;
    text << "local mine = \"" << number << ".0.0\"\n"
         << "return { id = \"acme\", name = \"Acme\", kind = \"utility\",\n"
         << "  version = \"" << number << ".0.0\",\n"
         << "  settings = { { name = \"api_url\", type = \"url\", help = \"x\" } },\n"
         << "  auth = { type = \"none\" },\n"
         << "  capabilities = { get_account = function(call, request)\n"
         << "    local reply = call:get(\"/a\")\n"
         << "    return rejected(\"version\", mine) end } }\n";
    files_.save(text.str());
  }
  adapters::PartnerPtr load() const {
    return make_candidate({setup_}, files_.home, "", registry_).value().members.at(0).partner;
  }
  void reload() {
    auto partner = load();
    loaded_.push_back(partner->plug);
    registry_.replace(std::move(partner));
  }
  /// How many of the reloaded versions are still there.
  auto living() const {
    return std::count_if(loaded_.begin(), loaded_.end(),
                         [](const auto& plug) { return !plug.expired(); });
  }
  static std::size_t bytes_in_use() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return ::__sanitizer_get_current_allocated_bytes();
#else
    const auto all = ::mallinfo2();
    return all.uordblks + all.hblkhd;
#endif
  }
  std::size_t weigh_versions() const {
    const auto before = bytes_in_use();
    std::vector<adapters::PartnerPtr> kept;
    for (int i = 0; i < versions_weighed; ++i) kept.push_back(load());
    return bytes_in_use() - before;
  }

  AcmeFiles files_;
  const PartnerSetup setup_ = acme_setup("acme");
  adapters::Registry registry_;
  std::vector<std::weak_ptr<adapters::Plug>> loaded_;
};

TEST_F(ReloadUnderLoad, NoCallFailsAndNothingStays) {
  const auto growth_bytes_max = weigh_versions();
  CallsUnderWay calls(registry_, http::Exchange(http::Response{200, {}, "{}"}));
  std::size_t before = 0;
  for (int i = 1; i <= reloads; ++i) {
    save(i);
    reload();
    calls.wait_for_more();
    if (i == first_reloads) before = bytes_in_use();
  }
  calls.stop();
  EXPECT_EQ(calls.failed(), 0);
  EXPECT_EQ(registry_.find("acme")->plug->manifest().version, std::to_string(reloads) + ".0.0");
  EXPECT_EQ(living(), 1) << "only what serves";
  EXPECT_LT(bytes_in_use(), before + growth_bytes_max);
}

}  // namespace
}  // namespace patchbay::app
