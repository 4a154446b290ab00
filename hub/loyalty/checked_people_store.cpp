#include <algorithm>
#include <map>

#include "hub/loyalty/checked_people.h"
#include "hub/store/query.h"

namespace patchbay::loyalty {
namespace {

bool looks_at_points(const policy::Policy& policy) {
  return std::any_of(policy.milestones().begin(), policy.milestones().end(),
                     [](const auto& milestone) { return milestone.points.has_value(); });
}

/// Each half along its primary key, no further than a page.
constexpr const char* select_page =
    "SELECT e.id FROM (SELECT c.id AS id FROM customers AS c"
    " WHERE c.organisation_id = :organisation AND c.id > :after AND c.earned_points > 0"
    " ORDER BY c.id LIMIT :limit) AS e"
    " UNION SELECT d.id FROM (SELECT p.customer_id AS id FROM customer_progress AS p"
    " WHERE p.organisation_id = :organisation AND p.customer_id > :after"
    " ORDER BY p.customer_id LIMIT :limit) AS d"
    " ORDER BY 1 LIMIT :limit";

}  // namespace

std::vector<CheckedPerson> list_checked(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy, const std::string& after,
                                        std::size_t limit) {
  std::vector<CheckedPerson> people;
  auto with_days = list_progress(session, organisation, after, limit);
  if (!looks_at_points(policy)) {
    for (auto& person : with_days) people.push_back({person.customer, std::move(person)});
    return people;
  }
  // Of the page nobody with clean days is missing: it has at most so many of them.
  std::map<std::string, PersonProgress> progress;
  for (auto& person : with_days) progress.emplace(person.customer, std::move(person));
  store::query(session, select_page,
               {{"organisation", organisation}, {"after", after}, {"limit", limit}},
               [&](std::string customer) {
                 CheckedPerson& one = people.emplace_back();
                 if (auto found = progress.extract(customer))
                   one.progress = std::move(found.mapped());
                 one.customer = std::move(customer);
               });
  return people;
}

}  // namespace patchbay::loyalty
