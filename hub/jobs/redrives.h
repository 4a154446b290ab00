#pragma once
// Dead letters put back at a bounded rate: an order is a row, a durable job works it off.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/jobs/dead_letters.h"
#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

constexpr const char* redrive_kind = "dead.redrive";  ///< of the job
constexpr std::int64_t redrive_per_second_default = 50;
constexpr std::int64_t redrive_per_second_max = 1'000;
constexpr std::size_t letter_ids_max = 1'000;  ///< of one order; more by a filter

/// Which dead letters: these ids, or, without any, all that match.
struct Letters {
  DeadFilter filter;
  std::vector<std::int64_t> ids;
};

struct Redrive {
  std::string id;  ///< "rdv_…"
  Letters letters;
  std::int64_t per_second = redrive_per_second_default;
  std::string actor;
  std::int64_t wanted = 0;    ///< letters that matched when it was ordered
  std::int64_t redriven = 0;  ///< up to now
  Timestamp ordered_at;
  std::optional<Timestamp> ended_at;
};

/// Up to `limit` of them, newest first; of ids those that are dead and of the filter's
/// organisation.
std::vector<DeadLetter> find_letters(store::Session& session, const Letters& letters,
                                     std::size_t limit);
std::int64_t count_letters(store::Session& session, const Letters& letters);

/// Ends up to `limit` of them for good. Returns how many.
std::int64_t discard_letters(store::Session& session, const Letters& letters,
                             const std::string& reason, std::size_t limit);
constexpr std::size_t discarded_at_once_max = 10'000;  ///< in one transaction

/// Stores an order and its job, in the caller's transaction. Only letters that died before
/// `ordered_at` are its: one that dies again is not put back twice. Returns how many there are.
std::int64_t order_redrive(store::Session& session, const Redrive& order);
std::optional<Redrive> find_redrive(store::Session& session, const OrganisationId& organisation,
                                    const std::string& id);

/// What a room does when a dead job of its kind goes back, in the same transaction: a failed reward
/// becomes pending.
using RedriveHook = std::function<void(store::Session&, const DeadLetter&, Timestamp now)>;
using RedriveHooks = std::map<std::string, RedriveHook>;  ///< by kind of job

/// Puts back one slice of an order: one second's worth. Returns whether more are left.
bool redrive_slice(store::Session& session, const OrganisationId& organisation,
                   const std::string& id, const RedriveHooks& hooks, Timestamp now);

/// The handler of the order's job.
Handler make_redriver(store::Store& store, RedriveHooks hooks, const Clock& clock);

/// Retention: removes up to `limit` orders that ended before. Returns how many.
std::int64_t remove_redrives(store::Session& session, Timestamp ended_before, std::size_t limit);

}  // namespace patchbay::jobs
