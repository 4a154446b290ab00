#include <algorithm>

#include "hub/loyalty/customer_facts.h"
#include "hub/loyalty/order_book.h"
#include "hub/loyalty/traits.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using Known = std::map<std::string, KnownCustomer>;

void read_standings(store::Session& session, const OrganisationId& organisation,
                    const store::Rows& rows, Known& known) {
  store::query(session,
               "SELECT c.id, c.tier, c.earned_points, c.spent_minor FROM {rows} AS r"
               " CROSS JOIN customers AS c WHERE c.organisation_id = :organisation AND c.id = r.id",
               rows, {{"organisation", organisation}},
               [&](std::string id, std::string tier, std::int64_t points, std::int64_t spent) {
                 auto& facts = known.at(id).facts;
                 facts.tier = std::move(tier);
                 facts.points = points;
                 facts.spent_minor = spent;
               });
}

void read_balances(store::Session& session, const OrganisationId& organisation,
                   std::span<const std::string> customers, Known& known) {
  std::vector<std::string> accounts;
  for (const auto& customer : customers) accounts.push_back(points_account(customer));
  const auto found = balances(session, organisation, accounts, points_unit);
  for (std::size_t i = 0; i < accounts.size(); ++i)
    if (const auto one = found.find(accounts[i]); one != found.end())
      known.at(customers[i]).facts.balance = std::max<std::int64_t>(0, one->second);
}

void read_links(store::Session& session, const OrganisationId& organisation,
                const store::Rows& rows, Known& known) {
  store::query(session,
               "SELECT l.customer_id, l.partner FROM {rows} AS r CROSS JOIN customer_links AS l"
               " WHERE l.organisation_id = :organisation AND l.customer_id = r.id"
               " ORDER BY l.customer_id, l.partner",
               rows, {{"organisation", organisation}}, [&](std::string id, std::string partner) {
                 known.at(id).facts.linked.push_back(std::move(partner));
               });
}

void read_given(store::Session& session, const OrganisationId& organisation,
                const store::Rows& rows, Known& known) {
  store::query(session,
               "SELECT w.customer_id, w.milestone_id, w.streak FROM {rows} AS r"
               " CROSS JOIN rewards AS w WHERE w.organisation_id = :organisation"
               " AND w.customer_id = r.id ORDER BY w.customer_id, w.milestone_id, w.streak",
               rows, {{"organisation", organisation}},
               [&](std::string id, std::string milestone, std::int64_t streak) {
                 known.at(id).given.push_back({std::move(milestone), streak});
               });
}

}  // namespace

std::map<std::string, KnownCustomer> load_customers(store::Session& session,
                                                    const OrganisationId& organisation,
                                                    std::span<const std::string> customers) {
  Known known;
  store::Rows rows({{"id", ColumnType::text}});
  for (const auto& customer : customers) {
    if (known.contains(customer)) continue;
    known[customer].facts.customer = customer;
    rows.add(customer);
  }
  read_standings(session, organisation, rows, known);
  read_balances(session, organisation, customers, known);
  read_links(session, organisation, rows, known);
  read_given(session, organisation, rows, known);
  for (auto& [customer, traits] : traits_of(session, organisation, customers))
    known.at(customer).facts.traits = std::move(traits);
  return known;
}

std::vector<std::string> given_in(const std::vector<KnownCustomer::Given>& given,
                                  const policy::Policy& policy, std::int64_t streak) {
  std::vector<std::string> names;
  for (const auto& one : given) {
    const auto* milestone = policy.find_milestone(one.milestone);
    const bool counts =
        !milestone || !milestone->each_streak || one.streak == 0 || one.streak == streak;
    if (counts && (names.empty() || names.back() != one.milestone)) names.push_back(one.milestone);
  }
  return names;
}

}  // namespace patchbay::loyalty
