#pragma once
// The files of a plug "acme", which two partners use.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "hub/app/partners.h"
#include "hub/app/plugs/version_files.h"
#include "tests/support/stores.h"

namespace patchbay::app {

inline PartnerSetup acme_setup(const std::string& id) {
  PartnerSetup setup;
  setup.id = id;
  setup.plug = "acme";
  setup.settings = {{"api_url", "https://acme.example"}};
  return setup;
}

struct AcmeFiles {
  TemporaryFolder folder;
  Home home{(folder.path() / "scripts").string(), (folder.path() / "plugins").string(), ""};
  std::string shelf = (folder.path() / "shelf").string();
  std::vector<PartnerSetup> setups{acme_setup("acme"), acme_setup("acme_two")};

  /// A partner.lua whose get_account rejects with the version; `setting` is the one it declares.
  static std::string plug(const std::string& version, const std::string& before = "",
                          const std::string& setting = "api_url") {
    return before + "\nreturn { id = \"acme\", name = \"Acme\", kind = \"utility\", version = \"" +
           version + "\", settings = { { name = \"" + setting +
           "\", type = \"url\", help = \"where\" } }, auth = { type = \"none\" }, "
           "capabilities = { get_account = function(call, request) return rejected(\"no\", \"" +
           version + "\") end } }\n";
  }
  void save(const std::string& text) const {
    const auto file = folder.path() / "scripts/acme/partner.lua";
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  std::string stamp() const { return stamp_of(read_version(home, "acme").value()); }
};

}  // namespace patchbay::app
