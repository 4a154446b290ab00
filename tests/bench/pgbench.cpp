#include "tests/bench/pgbench.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace patchbay::bench {
namespace {

constexpr const char* program = "/usr/lib/postgresql/15/bin/pgbench";
constexpr int seconds = 4;

}  // namespace

double pgbench_rate(const std::filesystem::path& folder, const std::string& url,
                    const std::string& statement, int clients) {
  const auto script = folder / "insert.sql";
  std::ofstream(script) << statement << ";\n";
  const auto output = folder / "pgbench.txt";
  const std::string command = std::string(program) + " -n -M prepared -j 2 -c " +
                              std::to_string(clients) + " -T " + std::to_string(seconds) + " -f " +
                              script.string() + " \"" + url + "\" >" + output.string() + " 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("pgbench failed");
  std::ifstream in(output);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("tps = ")) return std::stod(line.substr(6));
  throw std::runtime_error("pgbench said no rate");
}

}  // namespace patchbay::bench
