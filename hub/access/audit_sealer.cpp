#include "hub/access/audit_sealer.h"

#include "hub/access/audit_waiting.h"
#include "hub/base/log.h"
#include "hub/jobs/switches.h"

namespace patchbay::access {
namespace {

constexpr Duration look_again{500'000};
/// How long a broken chain is left alone before its head is looked at again.
constexpr int rounds_before_look_at_broken = 120;
constexpr int last_batches_max = 100;

/// The loop's own: rounds run one after the other.
struct Sealer {
  SealerParts parts;
  std::set<OrganisationId> broken = {};
  int rounds = 0;
};

void note_broken(Sealer& self, const std::set<OrganisationId>& found) {
  for (const auto& organisation : found)
    if (self.broken.insert(organisation).second)
      log_line(LogLevel::error, "audit.chain_broken",
               {{"organisation", organisation},
                {"hint",
                 "the head of its audit chain is not what was sealed, so nothing more is "
                 "chained; run: patchbay audit verify"}});
}

Async<Duration> seal_round(std::shared_ptr<Sealer> self) {
  if (!self->parts.may_change()) co_return look_again;
  if (++self->rounds % rounds_before_look_at_broken == 0) self->broken.clear();
  const bool waits = co_await self->parts.store.read(has_waiting_audit);
  if (!waits) co_return look_again;
  const SealedRows sealed = co_await self->parts.store.write([&self](store::Session& session) {
    return seal_rows(session, self->parts.keys, self->broken);
  });
  note_broken(*self, sealed.broken);
  co_return sealed.more ? Duration(0) : look_again;
}

}  // namespace

std::unique_ptr<Rounds> start_audit_sealer(SealerParts parts) {
  const auto self = std::make_shared<Sealer>(Sealer{std::move(parts)});
  return start_rounds(self->parts.loops.next(), "audit.sealer",
                      [self] { return seal_round(self); });
}

void seal_the_rest(store::Store& store, const crypto::KeyRing& keys) {
  try {
    bool more = true;
    for (int i = 0; more && i < last_batches_max; ++i)
      more = store.run_blocking(store::Access::write, [&](store::Session& session) {
        if (!jobs::check_changes_allowed(session)) return false;
        return seal_rows(session, keys).more;
      });
  } catch (const std::exception& error) {
    log_line(LogLevel::warning, "audit.rest_not_chained", {{"error", error.what()}});
  }
}

}  // namespace patchbay::access
