#include "tests/support/leaks.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "hub/crypto/digest.h"
#include "hub/http/message.h"

namespace patchbay::test {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string url_safe(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

/// The characters of base64 that depend on the secret alone, with so many bytes before it.
std::string base64_after(std::size_t bytes_before, const std::string& secret) {
  const std::string all =
      crypto::to_base64(crypto::bytes_of(std::string(bytes_before, 'x') + secret));
  const auto begin = (bytes_before * 8 + 5) / 6;
  const auto end = (bytes_before + secret.size()) * 8 / 6;
  return all.substr(begin, end - begin);
}

}  // namespace

void LeakCheck::add(const std::string& name, const std::string& secret) {
  if (secret.size() < 8) throw std::invalid_argument(name + " is too short to be looked for");
  const std::string hex = crypto::to_hex(crypto::bytes_of(secret));
  std::string upper = hex;
  std::transform(hex.begin(), hex.end(), upper.begin(), ::toupper);
  forms_[secret] = name + " (plain)";
  forms_.emplace(hex, name + " (hex)");
  forms_.emplace(upper, name + " (hex)");
  forms_.emplace(http::percent_encode(secret), name + " (percent)");
  for (std::size_t before = 0; before < 3; ++before) {
    forms_.emplace(base64_after(before, secret), name + " (base64)");
    forms_.emplace(url_safe(base64_after(before, secret)), name + " (base64)");
  }
}

std::vector<std::string> LeakCheck::find(const std::string& where, const std::string& text) const {
  std::vector<std::string> leaks;
  for (const auto& [form, name] : forms_)
    if (text.find(form) != std::string::npos) leaks.push_back(name + " in " + where);
  return leaks;
}

std::vector<std::string> LeakCheck::find_in(const std::string& folder,
                                            const std::set<std::string>& except) const {
  std::vector<std::string> leaks;
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto path = fs::relative(entry.path(), folder).string();
    const bool may = std::any_of(except.begin(), except.end(),
                                 [&](const auto& begin) { return path.starts_with(begin); });
    if (may) continue;
    ++files;
    for (auto& leak : find(path, slurp(entry.path()))) leaks.push_back(std::move(leak));
  }
  if (files == 0) throw std::logic_error("there is no file to look into");
  return leaks;
}

std::string seen_of_process(int pid) {
  const fs::path proc = fs::path("/proc") / std::to_string(pid);
  std::string seen;
  for (const char* name : {"cmdline", "environ", "status", "comm"}) seen += slurp(proc / name);
  std::istringstream children(slurp(proc / "task" / std::to_string(pid) / "children"));
  for (int child = 0; children >> child;) seen += seen_of_process(child);
  return seen;
}

}  // namespace patchbay::test
