#include "hub/loyalty/link_rules.h"

#include "hub/base/log.h"
#include "hub/loyalty/counted_links.h"
#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/kept_decision.h"
#include "hub/loyalty/limit_counts.h"
#include "hub/loyalty/programme.h"
#include "hub/loyalty/told_decisions.h"

namespace patchbay::loyalty {
namespace {

std::optional<policy::Policy> active_rules(const LinkChange& change, policy::PolicyBook* policies,
                                           const OrganisationId& organisation) {
  if (!policies) return std::nullopt;
  // First the lock: of links at the same moment each is counted before the next is decided, and by
  // rules that are not older than it.
  lock_programme(change.session, organisation, change.clock, change.random);
  try {
    return policies->active(change.session, organisation, change.clock.now());
  } catch (const ErrorException& e) {
    if (e.error().kind != ErrorKind::not_found) throw;
    return std::nullopt;
  }
}

policy::Facts facts_of(const LinkChange& change, const policy::Policy& policy,
                       const access::ConsentKey& who) {
  const Timestamp now = change.clock.now();
  const std::string_view customer = who.customer;
  drop_counted_links(change.session, who, policy, now);
  policy::Facts facts =
      load_customers(change.session, who.organisation, std::span(&who.customer, 1))
          .at(who.customer)
          .facts;
  LimitCounts counts(policy, {policy::LimitOn::link}, now);
  counts.read(change.session, who.organisation, std::span(&customer, 1), now, now);
  facts.counts = counts.of(who.customer, now);
  facts.occasion = policy::Occasion::link;
  facts.at = now;
  if (!policy.find_tier(facts.tier)) facts.tier.clear();
  facts.partner = who.partner;
  return facts;
}

}  // namespace

std::optional<Error> ask_link_rules(const LinkChange& change, policy::PolicyBook* policies,
                                    const access::ConsentKey& who) {
  const auto policy = active_rules(change, policies, who.organisation);
  if (!policy) return std::nullopt;
  policy::Facts facts = facts_of(change, *policy, who);
  const auto decision = policy::decide(*policy, facts);
  if (!decision) {
    log_line(LogLevel::error, "link.rule_failed",
             {{"partner", who.partner}, {"problem", decision.error().message}});
    return unavailable(
        "the rules of the programme cannot be asked now; nothing was linked, try "
        "again later");
  }
  const std::string about =
      "link/" + who.customer + "/" + who.partner + "/" + to_rfc3339(change.clock.now());
  const auto kept =
      kept_of(*policy, std::move(facts), *decision, about, change.clock, change.random);
  keep_and_tell(change.session, who.organisation, std::span(&kept, 1), change.clock, change.random);
  const auto* limit = stopped_by(*decision);
  if (!limit) return std::nullopt;
  return error_of(*limit);
}

}  // namespace patchbay::loyalty
