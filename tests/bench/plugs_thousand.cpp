#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include "tests/bench/plugs.h"
#include "tests/bench/scratch_folder.h"
#include "tests/support/process.h"

namespace patchbay::bench {
namespace {

constexpr int partners = 1'000;
constexpr double rss_aim_mib = 200, start_aim_s = 2;

/// Every partner has files of its own, as if a thousand engineers had written them.
std::string lay_down(const ScratchFolder& folder, const std::string& script) {
  std::string config = "[paths]\ndata = \"" + folder.path().string() + "/data\"\nscripts = \"" +
                       folder.path().string() + "/scripts\"\n[http]\nlisten = \"127.0.0.1:0\"\n" +
                       "[store]\nurl = \"sqlite://" + folder.path().string() + "/hub.db\"\n";
  for (int i = 0; i < partners; ++i) {
    const std::string id = "credit_" + std::to_string(i);
    std::string own = script;
    own.replace(own.find("id = \"credit\""), 13, "id = \"" + id + "\"");
    folder.write("scripts/" + id + "/partner.lua", own);
    config += "[partners." + id + "]\napi_url = \"https://" + std::to_string(i) + ".example\"\n";
  }
  return folder.write("patchbay.toml", config).string();
}

double resident_mib(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  throw std::runtime_error("the hub is gone");
}

}  // namespace

std::vector<Measurement> measure_thousand_partners() {
  const ScratchFolder folder;
  std::ifstream in(PATCHBAY_SOURCE_FOLDER "/tests/bench/plugs/credit.lua");
  const auto config = lay_down(folder, std::string(std::istreambuf_iterator<char>(in), {}));
  const auto key_file = (folder.path() / "keys").string();
  const std::string program = PATCHBAY_BINARY;
  const auto made = test::run({program, "keys", "generate", "--file", key_file});
  if (made.code != 0) throw std::runtime_error("no key ring: " + made.error);
  std::ofstream(config, std::ios::app) << "[security]\nkey_file = \"" << key_file << "\"\n";
  const auto start = std::chrono::steady_clock::now();
  test::Process hub({program, "serve", "--config", config},
                    {{"PATCHBAY_ADMIN_TOKEN", "bench-token-bench-token-bench-token"}});
  if (test::serving_at(hub).empty())
    throw std::runtime_error("the hub did not start: " + hub.standard_error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const double mib = resident_mib(hub.pid());
  hub.signal(SIGTERM);
  hub.wait();
  return {{"partners_1000_rss_mib", mib, "MiB", rss_aim_mib},
          {"partners_1000_start_s", took.count(), "s", start_aim_s}};
}

}  // namespace patchbay::bench
