#include "tests/crash/failpoints.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace patchbay::test {
namespace {

namespace fs = std::filesystem;

void find_in(const fs::path& file, const std::string& place, std::vector<Failpoint>& found) {
  constexpr std::string_view call = "failpoint(\"";
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
    const auto begin = at + call.size();
    found.push_back({text.substr(begin, text.find('"', begin) - begin), place});
  }
}

}  // namespace

std::vector<Failpoint> find_failpoints(const std::string& source_folder) {
  std::vector<fs::path> files;
  for (const char* part : {"adapters", "hub", "webhooks"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(source_folder) / part))
      if (entry.path().extension() == ".cpp" || entry.path().extension() == ".ipp")
        files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Failpoint> found;
  for (const auto& file : files) find_in(file, fs::relative(file, source_folder).string(), found);
  return found;
}

bool needs_serve(const std::string& name) {
  static const std::set<std::string> serving{"jobs.redrive.before_commit", "jobs.redrive.committed",
                                             "jobs.renew.before_commit",
                                             "loyalty.handover.committed"};
  return name.starts_with("api.") || name.starts_with("access.reseal.") ||
         name.starts_with("schedules.") || name.starts_with("webhooks.replay.") ||
         serving.contains(name);
}

bool needs_partner_webhooks(const std::string& name) {
  return name.starts_with("webhooks.intake.") || name.starts_with("webhooks.decode.");
}

bool needs_consent(const std::string& name) {
  static const std::set<std::string> asking{
      "oauth.consent.before_commit", "oauth.consent.committed",    "oauth.finish.before_commit",
      "oauth.finish.committed",      "oauth.revocation.committed", "oauth.state.committed"};
  return asking.contains(name);
}

}  // namespace patchbay::test
