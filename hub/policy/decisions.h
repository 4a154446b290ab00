#pragma once
// Decisions that are kept: with the version that made them and the facts it saw, so that the same
// answer can be found again years later (P-34).

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/decision.h"
#include "hub/store/session.h"

namespace patchbay::policy {

struct KeptDecision {
  std::string id;  ///< "dec_…"
  std::string customer;
  std::string reference;  ///< what it was about: "order/pos/17", "progress/42/2026-11-22"
  std::string version;    ///< of the policy
  Timestamp decided_at;
  Facts facts;
  std::string effects;  ///< effects_json(), serialized
};

/// In the caller's transaction, set-based. Kept is every decision on an order or purchase and every
/// other one that moved value, denied, held or flagged something. One for each reference: a second
/// one of the same changes nothing. Returns the ids of those that were kept and are for staff: they
/// hold, flag or notify.
std::vector<std::string> keep_decisions(store::Session&, const OrganisationId&,
                                        std::span<const KeptDecision>);

std::optional<KeptDecision> find_decision(store::Session&, const OrganisationId&,
                                          const std::string& id);
/// By what it was about.
std::optional<KeptDecision> find_decision_of(store::Session&, const OrganisationId&,
                                             const std::string& reference);

struct DecisionFilter {
  std::optional<Timestamp> from, until;  ///< decided_at, half open
  std::string customer;                  ///< empty: all
  std::string after;                     ///< id of the last one seen
  std::size_t limit = 1000;
  std::vector<EffectKind> effects;  ///< with at least one of them; empty: all
  bool newest_first = false;
};
/// In order of decided_at and id, or the other way round: a page. Newest first after an id that
/// nobody knows: nothing.
std::vector<KeptDecision> list_decisions(store::Session&, const OrganisationId&,
                                         const DecisionFilter&);
std::int64_t count_decisions(store::Session&, const OrganisationId&, const DecisionFilter&);

}  // namespace patchbay::policy
