#include "hub/loyalty/what_if.h"

#include "hub/base/text.h"
#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/limit_counts.h"
#include "hub/loyalty/progress_store.h"

namespace patchbay::loyalty {

Result<policy::Facts> facts_of_customer(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy, const std::string& customer,
                                        Timestamp at) {
  using policy::LimitOn;
  const auto progress = find_progress(session, organisation, customer);
  const auto known = load_customers(session, organisation, std::span(&customer, 1)).at(customer);
  if (!progress && known.given.empty() && known.facts.linked.empty() &&
      !find_customer(session, organisation, customer))
    return not_found("nothing is known of a customer \"" + clean_text(customer, 60) +
                     "\"; to try rules on facts of your own, use --facts FILE");
  policy::Facts facts = known.facts;
  facts.occasion = policy::Occasion::progress;
  facts.at = at;
  // A tier that the rules do not have any more says nothing.
  if (!policy.find_tier(facts.tier)) facts.tier.clear();
  if (progress) {
    const auto zone = zone_of(*progress, policy.programme().time_zone);
    if (!zone) return zone.error();
    facts.days = days_of(progress->streak, local_day(at, *zone), progress->grace_days);
  }
  facts.given = given_in(known.given, policy, progress ? progress->streak.number : 0);
  LimitCounts counts(
      policy, {LimitOn::order, LimitOn::award, LimitOn::claim, LimitOn::link, LimitOn::check}, at);
  const std::string_view name = customer;
  counts.read(session, organisation, std::span(&name, 1), at, at);
  facts.counts = counts.of(customer, at);
  return facts;
}

}  // namespace patchbay::loyalty
