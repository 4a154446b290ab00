#include "hub/policy/policy_book.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "hub/policy/versions.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t kept_max = 8;

/// What an id names never changes, so what was loaded once stays right, whosever it is.
class StoredPolicies final : public PolicyBook {
 public:
  Policy active(store::Session& session, const OrganisationId& organisation,
                Timestamp now) override {
    const auto id = active_version(session, organisation, now);
    if (!id)
      throw ErrorException(
          not_found("no version of the policies is active in organisation " + organisation +
                    "; push one with `patchbay policy push`, test and activate it"));
    return version(session, organisation, *id).value();
  }

  Result<Policy> version(store::Session& session, const OrganisationId& organisation,
                         const std::string& id) override {
    if (auto known = recall(id)) return *known;
    const auto files = version_files(session, organisation, id);
    if (!files) return files.error();
    if (hash_of(*files) != id)
      return corrupt("the files of version " + id +
                     " of the policies are not those that were stored; restore the store from a "
                     "backup");
    auto policy = Policy::from_files(*files);
    if (!policy)
      return corrupt("version " + id + " of the policies does not load in this program: " +
                     policy.error().message + "; go back to the program that stored it");
    remember(id, *policy);
    return policy;
  }

 private:
  std::optional<Policy> recall(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(kept_.begin(), kept_.end(), [&](const auto& one) { return one.first == id; });
    if (found == kept_.end()) return std::nullopt;
    std::rotate(found, std::next(found), kept_.end());
    return kept_.back().second;
  }
  void remember(const std::string& id, const Policy& policy) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() == kept_max) kept_.erase(kept_.begin());
    kept_.emplace_back(id, policy);
  }

  std::mutex mutex_;
  std::vector<std::pair<std::string, Policy>> kept_;  ///< the last used one last
};

class FixedPolicy final : public PolicyBook {
 public:
  explicit FixedPolicy(Policy policy) : policy_(std::move(policy)) {}
  Policy active(store::Session&, const OrganisationId&, Timestamp) override { return policy_; }
  Result<Policy> version(store::Session&, const OrganisationId&, const std::string& id) override {
    if (id == policy_.hash()) return policy_;
    return not_found("there is no version " + id + " of the policies here");
  }

 private:
  const Policy policy_;
};

}  // namespace

std::unique_ptr<PolicyBook> make_policy_book() { return std::make_unique<StoredPolicies>(); }

std::unique_ptr<PolicyBook> make_fixed_book(Policy policy) {
  return std::make_unique<FixedPolicy>(std::move(policy));
}

}  // namespace patchbay::policy
