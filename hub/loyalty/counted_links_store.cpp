#include "hub/loyalty/counted_links.h"
#include "hub/policy/limits.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {

void count_link(store::Session& session, const access::ConsentKey& who, Timestamp now) {
  store::execute(session,
                 "INSERT INTO counted_links (organisation_id, customer_id, linked_at)"
                 " VALUES (:organisation, :customer, :now)",
                 {{"organisation", who.organisation}, {"customer", who.customer}, {"now", now}});
}

void drop_counted_links(store::Session& session, const access::ConsentKey& who,
                        const policy::Policy& policy, Timestamp now) {
  const auto since = policy::counted_since(policy, policy::LimitOn::link, now);
  store::execute(session,
                 "DELETE FROM counted_links WHERE organisation_id = :organisation"
                 " AND customer_id = :customer AND linked_at <= :since",
                 {{"organisation", who.organisation},
                  {"customer", who.customer},
                  {"since", since.value_or(now)}});
}

}  // namespace patchbay::loyalty
