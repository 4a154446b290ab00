#include "hub/app/operator/policy_desk.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "hub/app/files.h"
#include "hub/app/partners.h"
#include "hub/policy/difference.h"

namespace patchbay::app {
namespace {

constexpr std::size_t short_length = 12;

bool is_folder(const std::string& given) {
  if (given == "active" || given == "previous") return false;
  std::error_code ignored;
  return given.find_first_of("/.") != std::string::npos ||
         std::filesystem::is_directory(given, ignored);
}

}  // namespace

Result<const Installation*> PolicyDesk::here() {
  if (!here_) {
    auto opened = open_installation(flags_);
    if (!opened) return opened.error();
    here_ = std::move(*opened);
  }
  return &*here_;
}

Result<GivenRules> PolicyDesk::rules(const std::string& given) {
  if (given.empty()) return version("active");
  return is_folder(given) ? folder(given) : version(given);
}

Result<GivenRules> PolicyDesk::version(const std::string& given) {
  const auto opened = here();
  if (!opened) return opened.error();
  const Installation& place = **opened;
  std::optional<policy::VersionView> view;
  const auto files = place.store->run_blocking(
      store::Access::read, [&](store::Session& session) -> Result<std::vector<policy::PolicyFile>> {
        auto found = policy::find_version(session, place.organisation, given, system_clock().now());
        if (!found) return found.error();
        view = std::move(*found);
        return policy::version_files(session, place.organisation, view->id);
      });
  if (!files) return files.error();
  auto rules = policy::Policy::from_files(*files);
  if (!rules)
    return corrupt("version " + short_version(view->id) +
                   " in the store does not load: " + rules.error().message);
  const std::string name = "version " + short_version(view->id);
  return GivenRules{std::move(*rules), std::move(view), name};
}

Result<GivenRules> PolicyDesk::folder(const std::string& given) {
  auto rules = policy::Policy::load(given);
  if (!rules) return rules.error();
  return GivenRules{std::move(*rules), {}, "the folder " + given};
}

policy::Steerer PolicyDesk::steerer() const {
  policy::Steerer who;
  who.organisation = here_->organisation;
  who.actor = actor_of_this_command();
  who.reason = flags_.reason;
  who.now = system_clock().now();
  return who;
}

std::string short_version(const std::string& id) { return id.substr(0, short_length); }

Result<void> write_changed(const std::string& folder, const std::vector<policy::PolicyFile>& before,
                           const std::vector<policy::PolicyFile>& after) {
  for (const policy::PolicyFile& file : after) {
    if (std::find(before.begin(), before.end(), file) != before.end()) continue;
    if (auto done = write_file(folder + "/" + file.name, file.text); !done) return done;
  }
  return {};
}

std::optional<std::map<std::string, std::string>> installed_partners(const Installation& here) {
  if (here.config.partners.empty()) return {};
  const Home home = configured_home(here.config.values, find_home());
  const std::string cache_folder = here.config.values.text("paths.data") + "/plugins";
  std::map<std::string, std::string> kinds;
  for (const PartnerSetup& setup : here.config.partners) {
    const auto plug = load_plug(setup, home, cache_folder);
    if (plug)
      kinds[setup.id] = (*plug)->manifest().kind;
    else
      std::fprintf(stderr, "warning: partner \"%s\" does not load and counts as missing: %s\n",
                   setup.id.c_str(), plug.error().message.c_str());
  }
  return kinds;
}

void print_difference(const policy::Policy& before, const policy::Policy& after) {
  const auto lines = to_lines(policy::difference(before, after));
  for (const std::string& line : lines) std::printf("%s\n", line.c_str());
  if (!lines.empty()) return;
  std::puts(before.hash() == after.hash() ? "no difference"
                                          : "the same rules; comments, layout or tests differ");
}

}  // namespace patchbay::app
