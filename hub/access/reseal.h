#pragma once
// Re-sealing after a rotation: an order is a row, a durable job works it off while hubs are at work
// (docs/adr/0015-vault.md).

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/crypto/key_ring.h"
#include "hub/jobs/worker.h"
#include "hub/store/sealed_column.h"

namespace patchbay::access {

constexpr const char* reseal_kind = "vault.reseal";  ///< of the job
constexpr std::int64_t reseal_per_second_default = 5'000;
constexpr std::int64_t reseal_per_second_max = 100'000;
/// Rows that one transaction re-seals: they stay locked until its commit.
constexpr std::size_t reseal_rows_max = 500;

struct Reseal {
  std::string key;  ///< what is sealed anew: everything that is not under it
  std::string actor;
  std::int64_t per_second = reseal_per_second_default;  ///< values, at most
  std::int64_t pass = 1;  ///< over all columns; the last one finds nothing
  std::string column;     ///< at work now: "table.column"
  std::int64_t resealed = 0;
  std::int64_t unreadable = 0;  ///< values of this pass that no key of the ring opens
  Timestamp ordered_at;
  std::optional<Timestamp> ended_at;
};

/// Stores an order and its job, in the caller's transaction. One that is at work on the same key
/// goes on as it is (then false); one that has ended begins anew.
bool order_reseal(store::Session& session, const OrganisationId& organisation, const Reseal& order);
/// Newest first.
std::vector<Reseal> list_reseals(store::Session& session);
std::optional<Reseal> find_reseal(store::Session& session, const std::string& key);

struct ResealParts {
  std::vector<store::SealedColumn> columns;
  const crypto::KeyRing& keys;
};

/// Re-seals up to `limit` values that are not under the ring's active key, and their blind indexes
/// with them, and notes how far it came. A value that somebody else writes meanwhile stays as he
/// wrote it. The ring must seal with the order's key. Returns whether more is to be done.
bool reseal_slice(store::Session& session, const std::string& key, const ResealParts& parts,
                  std::size_t limit, Timestamp now);

/// Ends an order that a newer key has overtaken: that key's order does its work.
void end_reseal(store::Session& session, const std::string& key, Timestamp now);

/// The handler of the order's job: slices at the order's pace. A hub that does not seal with the
/// order's key puts it off; an order that a newer key has overtaken ends.
jobs::Handler make_resealer(store::Store& store, ResealParts parts, const Clock& clock);

}  // namespace patchbay::access
