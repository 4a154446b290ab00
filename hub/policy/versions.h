#pragma once
// Versions of a programme's policies in the store: immutable texts named by their hash; which one
// is active at which moment, who made it so and why (P-34).

#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/result.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::policy {

/// Signalled when a version was activated (store::Store::subscribe).
inline constexpr const char* policies_channel = "policies";
/// The kind of the job that every activation enqueues for the moment at which it counts: what waits
/// for rules that can decide about it is looked at again (hub/loyalty/waiting_orders.h).
inline constexpr const char* waiting_orders_kind = "orders.waiting";

enum class VersionState { draft, tested, simulated, active, retired };
const char* name_of(VersionState state);

struct VersionView {
  std::string id;  ///< hash_of() its files
  VersionState state = VersionState::draft;
  std::string parent;  ///< the version that was active when it came; may be empty
  std::string created_by, reason;
  Timestamp created_at;
  std::optional<Timestamp> tested_at;     ///< when its tests passed last
  std::optional<Timestamp> simulated_at;  ///< when a simulation of it ended last
  std::optional<Timestamp> active_from;   ///< of its newest activation; may be to come
};

struct NewVersion {
  std::vector<PolicyFile> files;
  std::string actor, reason;
};
/// Stores a draft; one that is there already is left as it is. The files must have loaded
/// (Policy::from_files): a draft that cannot load never comes here. Gives its id.
std::string put_version(store::Session&, const OrganisationId&, const NewVersion&, Timestamp now);
/// Its tests passed, or it was simulated to the end.
void mark_tested(store::Session&, const OrganisationId&, const std::string& id, Timestamp now);
void mark_simulated(store::Session&, const OrganisationId&, const std::string& id, Timestamp now);

/// Newest first, at most 200. `now` decides who is active.
std::vector<VersionView> list_versions(store::Session&, const OrganisationId&, Timestamp now);
/// By id or a beginning of it of at least 6 characters, or the words "active" and "previous".
/// Errors: not_found; conflict: several begin so.
Result<VersionView> find_version(store::Session&, const OrganisationId&, const std::string& name,
                                 Timestamp now);
/// In order of name. Errors: not_found.
Result<std::vector<PolicyFile>> version_files(store::Session&, const OrganisationId&,
                                              const std::string& id);

struct Activation {
  std::int64_t number = 0;      ///< rises
  std::int64_t takes_back = 0;  ///< not 0: number of the one, then still to come, that it took
                                ///< back; the others are its; it activates nothing itself
  std::string version, actor, reason;
  bool rollback = false;
  Timestamp active_from, decided_at;
};
/// Newest first, at most 200.
std::vector<Activation> activation_history(store::Session&, const OrganisationId&);
/// Those that a roll back would take back, the first to begin first. Hubs' clocks differ: what was
/// activated at once is never to come, whatever `now` is.
std::vector<Activation> activations_to_come(store::Session&, const OrganisationId&, Timestamp now);
/// The seam for approvals, budgets and shadow runs: every activation passes here. Signals
/// policies_channel. Errors: not_found; conflict: its tests did not pass, it is active already, or
/// `active_from` is before now.
Result<Activation> activate(store::Session&, const OrganisationId&, const std::string& id,
                            const std::string& actor, const std::string& reason,
                            Timestamp active_from, Timestamp now);
/// Takes back what is still to come, if anything is; else makes the version before the active one
/// active again, at once: rolling back again goes one further back. Signals policies_channel.
/// Errors: not_found: there is none before.
Result<Activation> roll_back(store::Session&, const OrganisationId&, const std::string& actor,
                             const std::string& reason, Timestamp now);
/// The id of the version that is active at `at`: of the activations that begin by then or were to
/// count at once the newest begun, of those the last decided.
std::optional<std::string> active_version(store::Session&, const OrganisationId&, Timestamp at);

}  // namespace patchbay::policy
