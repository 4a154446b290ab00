#include "hub/app/plugs/candidate.h"

#include "adapters/cases.h"
#include "hub/app/inbound.h"

namespace patchbay::app {
namespace {

/// Policies, links and rewards were made for a partner of this kind.
Result<void> check_kind(const adapters::Partner& partner, const adapters::Registry& registry) {
  const auto before = registry.find(partner.id);
  const auto& kind = partner.plug->manifest().kind;
  if (!before || before->plug->manifest().kind == kind) return {};
  return invalid(partner.plug->origin() + ": the kind was \"" + before->plug->manifest().kind +
                 "\" and would be \"" + kind +
                 "\"; a partner keeps its kind: make the new one under another id");
}

/// Its own cases hold, if it has any.
Result<void> check_cases(adapters::Plug& plug, const std::string& folder) {
  const auto report = adapters::run_cases(plug, folder);
  if (!report) return report.error();
  for (const auto& one : report->cases)
    if (!one.passed)
      return invalid(one.file + ": the case \"" + one.name + "\" fails: " + one.difference);
  return {};
}

Result<Candidate::Member> make_member(const PartnerSetup& setup, const Home& home,
                                      const std::string& cache_folder,
                                      const adapters::Registry& registry) {
  auto loaded = load_partner(setup, home, cache_folder);
  if (!loaded) return loaded.error();
  if (auto same = check_kind(*loaded, registry); !same) return same.error();
  auto verifier = inbound_verifier(setup, loaded->plug->manifest());
  if (!verifier) return verifier.error();
  auto partner = adapters::complete(std::move(*loaded));
  if (!partner) return partner.error();
  return Candidate::Member{*std::move(partner), *std::move(verifier)};
}

Result<Candidate> load_and_check(const std::vector<PartnerSetup>& setups, const Home& home,
                                 const std::string& cache_folder,
                                 const adapters::Registry& registry) {
  Candidate candidate;
  for (const auto& setup : setups) {
    auto member = make_member(setup, home, cache_folder, registry);
    if (!member) return member.error().in("partner \"" + setup.id + "\"");
    candidate.version = member->partner->plug->manifest().version;
    candidate.members.push_back(*std::move(member));
  }
  if (candidate.members.empty()) return candidate;
  auto& plug = *candidate.members.front().partner->plug;
  if (auto held = check_cases(plug, home.scripts + "/" + setups.front().plug); !held)
    return held.error();
  return candidate;
}

}  // namespace

Result<Candidate> make_candidate(const std::vector<PartnerSetup>& setups, const Home& home,
                                 const std::string& cache_folder,
                                 const adapters::Registry& registry) {
  try {
    return load_and_check(setups, home, cache_folder, registry);
  } catch (const ErrorException& error) {
    return error.error();
  } catch (const std::exception& error) {
    return internal(std::string("it cannot be loaded: ") + error.what());
  }
}

}  // namespace patchbay::app
