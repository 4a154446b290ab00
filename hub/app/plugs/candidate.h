#pragma once
// A version of a plug that was loaded and checked, ready to serve.

#include <optional>
#include <string>
#include <vector>

#include "adapters/registry.h"
#include "hub/app/partners.h"
#include "webhooks/verifier.h"

namespace patchbay::app {

struct Candidate {
  struct Member {
    adapters::PartnerPtr partner;
    std::optional<webhooks::Verifier> verifier;  ///< of its webhooks
  };
  std::vector<Member> members;  ///< every partner of the plug
  std::string version;          ///< as the manifest says
};

/// Loads `plug` from `home` for each of `setups` (all of them are its partners) and runs its cases.
/// Nothing changes for calls. Errors: what stands in the way, naming file and line where it can:
/// it does not load (whatever it throws), a case fails, a setting or secret is missing, or it
/// became of another kind than what `registry` has.
Result<Candidate> make_candidate(const std::vector<PartnerSetup>& setups, const Home& home,
                                 const std::string& cache_folder,
                                 const adapters::Registry& registry);

}  // namespace patchbay::app
