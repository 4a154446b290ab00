#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "hub/base/text.h"
#include "hub/jobs/queue.h"
#include "hub/loyalty/awards.h"
#include "hub/loyalty/reward_id.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/store/rows.h"

namespace patchbay::loyalty {
namespace {

using store::ColumnType;
using store::Rows;

RewardState first_state(const NewAward& award) {
  if (!award.held.empty()) return RewardState::held;
  return award.milestone->choice ? RewardState::awaiting_choice : RewardState::pending;
}

using Links = std::set<std::pair<std::string, std::string>>;  // customer, partner

bool has_preference(const NewAward& award) {
  return !award.milestone->choice && award.milestone->partners.size() > 1;
}

/// Of the customers for whom it decides between partners.
Links read_links(store::Session& session, const OrganisationId& organisation,
                 std::span<const NewAward> awards) {
  std::set<std::string_view> customers;
  for (const NewAward& award : awards)
    if (has_preference(award)) customers.insert(award.customer);
  Rows rows({{"id", ColumnType::text}});
  for (const auto customer : customers) rows.add(customer);
  Links links;
  if (rows.empty()) return links;
  store::query(session,
               "SELECT l.customer_id, l.partner FROM {rows} AS r CROSS JOIN customer_links AS l"
               " WHERE l.organisation_id = :organisation AND l.customer_id = r.id",
               rows, {{"organisation", organisation}},
               [&](std::string customer, std::string partner) {
                 links.emplace(std::move(customer), std::move(partner));
               });
  return links;
}

std::vector<std::string> partners_of(const NewAward& award, const Links& links) {
  auto partners = award.milestone->partners;
  if (has_preference(award))
    std::stable_partition(partners.begin(), partners.end(), [&](const std::string& partner) {
      return links.contains({award.customer, partner});
    });
  return partners;
}

Rows rows_of(std::span<const NewAward> awards, const OrganisationId& organisation,
             const std::string& salt, const Links& links) {
  Rows rows({{"id", ColumnType::text},
             {"customer", ColumnType::text},
             {"milestone", ColumnType::text},
             {"streak", ColumnType::integer},
             {"message", ColumnType::text},
             {"valid_days", ColumnType::integer},
             {"held_code", ColumnType::text},
             {"kind", ColumnType::text},
             {"capability", ColumnType::text},
             {"partner", ColumnType::text},
             {"eligible", ColumnType::text},
             {"state", ColumnType::text},
             {"reason", ColumnType::text},
             {"amount", ColumnType::integer},
             {"currency", ColumnType::text}});
  rows.reserve(awards.size());
  for (const NewAward& award : awards) {
    const policy::MilestoneRule& milestone = *award.milestone;
    const auto partners = partners_of(award, links);
    rows.add(reward_id(salt, organisation, award.customer, milestone.id, award.streak))
        .add(award.customer)
        .add(milestone.id)
        .add(award.streak)
        .add(milestone.message)
        .add(milestone.reward.valid_days)
        .add(award.held_code)
        .add(milestone.reward.partner_kind)
        .add(milestone.reward.capability)
        .add(milestone.choice ? "" : partners.front())
        .add(join(partners, ","))
        .add(name_of(first_state(award)))
        .add(award.held)
        .add(milestone.amount.minor)
        .add(milestone.amount.currency.text());
  }
  return rows;
}

}  // namespace

std::vector<GivenReward> award(store::Session& session, const OrganisationId& organisation,
                               std::span<const NewAward> awards, const std::string& policy_hash,
                               const std::string& salt, Timestamp now) {
  std::vector<GivenReward> given;
  if (awards.empty()) return given;
  std::vector<jobs::NewJob> issues;
  store::query(
      session,
      "INSERT INTO rewards (organisation_id, id, customer_id, milestone_id, streak, message,"
      " valid_days, held_code, kind, capability, partner, eligible_partners, amount_minor,"
      " currency, state, reason, partner_reference, settle_way, tries, lease, policy_hash,"
      " created_at) SELECT :organisation, id, customer, milestone, streak, message, valid_days,"
      " held_code, kind, capability, partner, eligible, amount, currency, state, reason, '', 0, 0,"
      " 0, :policy_hash, :now FROM {rows} AS r"
      " WHERE true ON CONFLICT DO NOTHING RETURNING id, customer_id, milestone_id, state, partner",
      rows_of(awards, organisation, salt, read_links(session, organisation, awards)),
      {{"organisation", organisation}, {"policy_hash", policy_hash}, {"now", now}},
      [&](std::string id, std::string customer, std::string milestone, std::string state,
          std::string partner) {
        given.push_back({id, std::move(customer), std::move(milestone), reward_state(state)});
        if (given.back().state != RewardState::pending) return;
        const std::string payload = boost::json::serialize(boost::json::object{{"reward", id}});
        issues.push_back({organisation, "reward.issue", id, payload, partner, now});
      });
  jobs::enqueue(session, issues, now);
  return given;
}

}  // namespace patchbay::loyalty
