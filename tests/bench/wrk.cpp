#include "tests/bench/wrk.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace patchbay::bench {
namespace {

constexpr int seconds = 4;
constexpr int connections = 64;

/// What every delivery carries, so that as many bytes go over the socket.
constexpr const char* headers = R"(
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "Patchbay"
wrk.headers["webhook-id"] = "evt_0123456789abcdefghijklmn"
wrk.headers["webhook-timestamp"] = "1700000000"
wrk.headers["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)";

}  // namespace

double wrk_rate(const std::filesystem::path& folder, std::uint16_t port, const std::string& body) {
  const auto script = folder / "post.lua";
  std::ofstream(script) << "wrk.method = \"POST\"\nwrk.body = [==[" << body << "]==]\n" << headers;
  const auto output = folder / "wrk.txt";
  const std::string command = "wrk -t 1 -c " + std::to_string(connections) + " -d " +
                              std::to_string(seconds) + " -s " + script.string() +
                              " http://127.0.0.1:" + std::to_string(port) + "/ >" +
                              output.string() + " 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("wrk failed; is it installed?");
  constexpr std::string_view name = "Requests/sec:";
  std::ifstream in(output);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name)) return std::stod(line.substr(name.size()));
  throw std::runtime_error("wrk said no rate");
}

}  // namespace patchbay::bench
